import type { HarnessDelegateProps } from '../../../lib/delegate';

/** One way to get a property wrong. */
export interface BadInput {
  readonly what: string;
  /** Merged into valid properties. Values that TypeScript would refuse represent JavaScript programs. */
  readonly props: { readonly [K in keyof HarnessDelegateProps]?: unknown };
  /** The property that the error names. */
  readonly property: string;
  /** What the message shows of the value; `undefined` if it may be a secret or is unset. */
  readonly shows?: string;
  /** What the message must not show. */
  readonly hides?: string;
  /** Expected value in the message. */
  readonly allowed: RegExp;
}

type Rest = Pick<BadInput, 'shows' | 'hides'>;

export function bad(
  what: string,
  props: BadInput['props'],
  property: string,
  allowed: RegExp,
  rest: Rest = {},
): BadInput {
  return { what, props, property, allowed, ...rest };
}

export function shows(text: string): Rest {
  return { shows: text };
}

export function hides(text: string): Rest {
  return { hides: text };
}

/** Three strings that are not DNS labels, and one that is too long. */
export function badLabels(property: string, propsOf: (text: string) => BadInput['props']): BadInput[] {
  const texts = {
    capitals: 'Team-A',
    'a blank': 'team a',
    'a dot': 'team.a',
    'a dash at the end': 'team-',
    nothing: '',
  };
  return Object.entries({ ...texts, '64 characters': 'a'.repeat(64) }).map(([what, text]) =>
    bad(`${property} with ${what}`, propsOf(text), property, /DNS label: at most 63/, shows(JSON.stringify(text))),
  );
}
