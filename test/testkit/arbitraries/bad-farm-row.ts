/** One way to get a property wrong. */
export interface BadFarm {
  readonly what: string;
  /** Merged into valid properties. */
  readonly props: object;
  /** The property that the error names. */
  readonly property: string;
  /** Expected value in the message. */
  readonly allowed: RegExp;
  /** What the message must not show. */
  readonly hides?: string;
}

export function badFarm(what: string, props: object, property: string, allowed: RegExp, hides?: string): BadFarm {
  return { what, props, property, allowed, hides };
}
