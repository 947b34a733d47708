/** What was given, described in words: an error does not put it in quotes. */
export class InWords {
  constructor(public readonly text: string) {}
}

/** Describes what was given, for example `a budget for 1 pod`, where the value alone does not tell. */
export function inWords(text: string): InWords {
  return new InWords(text);
}
