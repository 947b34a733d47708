/** Options of `CiStep.group`. */
export interface StepGroupOptions {
  /**
   * Identifier.
   *
   * @default - derived from the name as Harness does
   */
  readonly identifier?: string;
  /**
   * Further members of the group as Harness has them, for example `when`, `failureStrategies`, `strategy` and
   * `sharedPaths`.
   *
   * @default - none
   */
  readonly additionalMembers?: { [key: string]: unknown };
}
