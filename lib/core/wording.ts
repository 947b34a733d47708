/** How errors speak of properties and values. */

/*
 * Properties that messages mention. A mention is marked, so that a composite can put its own name in its place: a name
 * such as `replicas` is also an English word, and one such as `serviceAccountName` also a field of Kubernetes. The marks are
 * characters without a meaning (private use), and no error shows them.
 */
const [START, END] = ['\uE000', '\uE001'];

const MENTION = new RegExp(`${START}([^${END}]*)${END}`, 'g');

const MARKS = new RegExp(`[${START}${END}]`, 'g');

/** Mentions a property of the construct whose input is refused, by its path: `autoscaling.minReplicas`. */
export function own(path: string): string {
  return `${START}${path}${END}`;
}

/** The text with other paths for the properties that it mentions. They stay marked. */
export function withOwnNames(text: string, pathOf: (path: string) => string): string {
  return text.replace(MENTION, (_whole, path: string) => own(pathOf(path)));
}

/** The text for people. */
export function withoutMarks(text: string): string {
  return text.replace(MARKS, '');
}

/* What was given. */

/** What was given, described in words: an error does not put it in quotes. */
export class InWords {
  constructor(public readonly text: string) {}
}

/** Describes what was given, for example `a budget for 1 pod`, where the value alone does not tell. */
export function inWords(text: string): InWords {
  return new InWords(text);
}

/* How many mistakes one error reports. */

/** Nobody reads more lines. */
const MOST_SHOWN = 20;

/** The checks of one error end there: each costs a stack, and many search for what was meant. */
export const MOST_COUNTED = 100;

/** The lines of a message, one for each mistake: the first, and how many more there are. */
export function firstLines(lines: readonly string[]): string {
  const more = lines.length - MOST_SHOWN;
  const least = lines.length < MOST_COUNTED ? '' : 'at least ';
  const rest = `… and ${least}${more} more ${more === 1 ? 'mistake' : 'mistakes'}.`;
  return [...lines.slice(0, MOST_SHOWN), ...(more > 0 ? [rest] : [])].join('\n');
}
