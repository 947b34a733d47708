import type { ConnectorTest, HarnessApiErrorDetails } from '../harness-api';
import type { CauseCode } from './causes';
import { FAILURE_CODES, FAILURE_WORDINGS } from './failure-wordings';

/** What the platform says about a failure. */
export interface Told {
  readonly texts: readonly string[];
  /** Codes and failure types. */
  readonly codes: readonly string[];
}

/** Messages of this code tell what to look at, and name causes that it is not. */
const HINT = 'HINT';

/** Some reasons are codes, for example `DELEGATE_NOT_AVAILABLE`. */
const CODE = /^[A-Z]+(?:_[A-Z]+)*$/;

/** What a failed test says. */
export function toldByTest({ errorSummary, errors }: ConnectorTest): Told {
  const said = [errorSummary, ...errors.flatMap(({ reason, message }) => [message, reason])];
  const isCode = (text: string | undefined): boolean => text !== undefined && CODE.test(text);
  return told(
    said.filter((text) => !isCode(text)),
    [...said.filter(isCode), ...errors.map(({ code }) => code)],
  );
}

/** What an answer says that is an error. */
export function toldByError({ code, messages }: HarnessApiErrorDetails): Told {
  return told(
    messages.filter((message) => message.code !== HINT).map(({ message }) => message),
    [code, ...messages.flatMap((message) => [message.code, ...message.failureTypes])],
  );
}

function told(texts: readonly (string | undefined)[], codes: readonly (string | number | undefined)[]): Told {
  const isSaid = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';
  return {
    texts: [...new Set(texts.filter(isSaid))],
    codes: [...new Set(codes.filter((code) => code !== undefined).map(String))],
  };
}

/** The cause: by the wording, which tells more, and else by the codes. */
export function diagnose({ texts, codes }: Told): CauseCode {
  const text = texts.join('\n');
  const wording = FAILURE_WORDINGS.find(({ looks }) => looks.test(text));
  const [byCode] = codes.flatMap((code) => (Object.hasOwn(FAILURE_CODES, code) ? [FAILURE_CODES[code]] : []));
  return wording?.code ?? byCode ?? 'UNKNOWN_FAILURE';
}

/** What was said, as one text. */
export function evidenceOf({ texts, codes }: Told): string {
  // A summary often repeats its parts.
  const apart = texts.filter((text, index) => !texts.some((other, at) => at !== index && other.includes(text)));
  const named = codes.length === 0 ? [] : [`(${codes.join(', ')})`];
  return [...apart, ...named].join('\n') || 'no reason was given';
}
