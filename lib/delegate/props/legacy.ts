/** Settings that only the legacy delegate has. */
export interface DelegateLegacyProps {
  /**
   * Options of the Java machine, in one line. Legacy delegate only. Give the heap a bound that leaves room within the
   * limit of memory.
   *
   * @see https://developer.harness.io/docs/platform/delegates/delegate-reference/delegate-environment-variables
   * @default '-XX:MaxRAMPercentage=70.0 -Xms64M', as documented; '-Xms64M' in profile `DOCUMENTED`, as the Helm chart has it
   */
  readonly javaOptions?: string;
  /**
   * Asks Harness for tasks instead of keeping a WebSocket open, for proxies that let none through. Legacy delegate only.
   *
   * @see https://developer.harness.io/docs/platform/delegates/delegate-reference/delegate-environment-variables
   * @default false
   */
  readonly pollForTasks?: boolean;
  /**
   * Whether Shell Script steps may run within the delegate, with its rights. CI does not need that: its steps run in build
   * pods. Legacy delegate only.
   *
   * @see https://developer.harness.io/docs/platform/delegates/delegate-reference/delegate-environment-variables
   * @default false: `BLOCK_SHELL_TASK` is set; true in profile `DOCUMENTED`, as the Helm chart has it
   */
  readonly allowShellTasks?: boolean;
}
