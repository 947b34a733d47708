/** Options of `CiStep.group`. */
export interface StepGroupOptions {
  /**
   * Identifier.
   *
   * @default - derived from the name, as in Harness
   */
  readonly identifier?: string;
  /**
   * Additional members of the group, in the format of Harness, for example `when`, `failureStrategies`, `strategy` and
   * `sharedPaths`.
   *
   * @default - none
   */
  readonly additionalMembers?: { [key: string]: unknown };
}
