/** Findings: the cause of a failure, and what shows it. */
import { definedOf } from '../core';
import type { ConnectorTest, HarnessApiError, HarnessApiErrorDetails, HarnessApiErrorKind } from '../harness-api';
import { type CauseCode, CAUSES, type ProbeName } from './causes';
import { FAILURE_CODES, FAILURE_WORDINGS } from './failure-wordings';
import type { Finding } from './result';

/** Details of a finding in addition to its cause. */
export type FindingDetails = Pick<Finding, 'evidence' | 'missingRules'> & {
  /** Follows the meaning of the cause, for example `: pods in the namespace ci`. */
  readonly details?: string;
};

/** Creates a finding with the meaning and fix of its cause. */
export function findingOf(probe: ProbeName, code: CauseCode, { details = '', ...seen }: FindingDetails = {}): Finding {
  const { meaning, fix } = CAUSES[code];
  return { probe, code, message: `${meaning}${details}`, ...definedOf(seen), fix };
}

/** Whether waiting can help with at least one of the findings. */
export function mayPass(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => CAUSES[code].mayPass);
}

/** What the platform reported about a failure. */
export interface Told {
  readonly texts: readonly string[];
  /** Error codes and failure types. */
  readonly codes: readonly string[];
}

/** Code of messages that suggest what to check. They can name causes that do not apply. */
const HINT = 'HINT';

/** A reason that is a code, for example `DELEGATE_NOT_AVAILABLE`. */
const CODE = /^[A-Z]+(?:_[A-Z]+)*$/;

/** Extracts the messages and codes of a failed test. */
export function toldByTest({ errorSummary, errors }: ConnectorTest): Told {
  const said = [errorSummary, ...errors.flatMap(({ reason, message }) => [message, reason])];
  const isCode = (text: string | undefined): boolean => text !== undefined && CODE.test(text);
  return told(
    said.filter((text) => !isCode(text)),
    [...said.filter(isCode), ...errors.map(({ code }) => code)],
  );
}

/** Extracts the messages and codes of an error response. */
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

/** Finds the cause by the wording, which is more specific, or else by the codes. */
export function diagnose({ texts, codes }: Told): CauseCode {
  const text = texts.join('\n');
  const wording = FAILURE_WORDINGS.find(({ looks }) => looks.test(text));
  const [byCode] = codes.flatMap((code) => (Object.hasOwn(FAILURE_CODES, code) ? [FAILURE_CODES[code]] : []));
  return wording?.code ?? byCode ?? 'UNKNOWN_FAILURE';
}

/** Joins the messages and codes into one string. */
export function evidenceOf({ texts, codes }: Told): string {
  // A summary often repeats the individual messages.
  const apart = texts.filter((text, index) => !texts.some((other, at) => at !== index && other.includes(text)));
  const named = codes.length === 0 ? [] : [`(${codes.join(', ')})`];
  return [...apart, ...named].join('\n') || 'no reason was given';
}

const CAUSE_OF_KIND: { readonly [kind in HarnessApiErrorKind]: CauseCode } = {
  dns: 'PLATFORM_UNREACHABLE',
  refused: 'PLATFORM_UNREACHABLE',
  tls: 'PLATFORM_UNREACHABLE',
  timeout: 'PLATFORM_UNREACHABLE',
  reset: 'PLATFORM_UNREACHABLE',
  unauthenticated: 'API_KEY_REJECTED',
  forbidden: 'API_KEY_LACKS_PERMISSION',
  'not-found': 'CONNECTOR_NOT_FOUND',
  duplicate: 'PLATFORM_FAILED',
  'denied-by-policy': 'DENIED_BY_POLICY',
  'rate-limited': 'PLATFORM_RATE_LIMITED',
  'invalid-request': 'PLATFORM_FAILED',
  server: 'PLATFORM_FAILED',
  unreadable: 'PLATFORM_FAILED',
};

/** Kinds of errors whose messages can describe a failed test. */
const MAY_TELL_OF_TEST: readonly HarnessApiErrorKind[] = ['not-found', 'invalid-request', 'server'];

/** Creates the finding for a failed call that lists delegates. */
export function findingOfListError(error: HarnessApiError): Finding {
  const { kind } = error.details;
  // Here, "not found" means the organization or project, not the connector.
  const code = kind === 'not-found' || kind === 'denied-by-policy' ? 'PLATFORM_FAILED' : CAUSE_OF_KIND[kind];
  return findingOf('connected', code, { evidence: evidenceOfError(error) });
}

/** Creates the finding for a connection test that returned an error instead of a result. */
export function findingOfTestError(error: HarnessApiError): Finding {
  return findingOf('harness', causeOfTestError(error), { evidence: evidenceOfError(error) });
}

function causeOfTestError({ details }: HarnessApiError): CauseCode {
  const diagnosed = MAY_TELL_OF_TEST.includes(details.kind) ? diagnose(toldByError(details)) : 'UNKNOWN_FAILURE';
  if (diagnosed !== 'UNKNOWN_FAILURE') {
    return diagnosed;
  }
  return details.kind === 'invalid-request' ? 'UNKNOWN_FAILURE' : CAUSE_OF_KIND[details.kind];
}

/** Returns the error and its messages without the remedy, since the finding has its own fix. */
function evidenceOfError({ message, details }: HarnessApiError): string {
  const { remedy, messages } = details;
  const summary = message.endsWith(remedy) ? message.slice(0, message.length - remedy.length).trimEnd() : message;
  return evidenceOf({ texts: [summary, ...messages.map((one) => one.message)], codes: [] });
}

/* Evidence: messages of other systems, without what looks like a secret, and of limited length. */

/** Turns messages of other systems into evidence: hides what looks like a secret, and limits the length. */

const LONGEST = 1500;

const HIDDEN = '<hidden>';

/** Terminal escape sequences, and control characters except line breaks. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /\u001b\[[0-9;]*[A-Za-z]|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

/** Patterns of secrets and their replacements. */
const SECRETS: readonly [looks: RegExp, left: string][] = [
  // PEM keys and certificates.
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g, HIDDEN],
  // JSON Web Tokens, such as ServiceAccount tokens.
  [/\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g, HIDDEN],
  // Harness API keys.
  [/\b(pat|sat)\.[\w-]+(?:\.[\w-]+)*/g, `$1.${HIDDEN}`],
  // Headers.
  [/\b(Bearer|Basic)\s+(?!realm\b)[\w.~+/=-]{6,}/gi, `$1 ${HIDDEN}`],
  [/\b(x-api-key["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi, `$1${HIDDEN}`],
  // Credentials in URLs, query strings and JSON.
  [/(\w:\/\/)[^\s/:@]*:[^\s/@]+@/g, `$1${HIDDEN}@`],
  [
    /\b((?:\w*[_-])?(?:token|password|passphrase|client[_-]?secret|api[_-]?key)["']?\s*[=:]\s*["']?)[^\s"',;&[\]]{6,}/gi,
    `$1${HIDDEN}`,
  ],
  // Delegate tokens.
  [/\b[0-9a-f]{32,}\b/g, HIDDEN],
];

/** A long word. With digits and letters of both cases it is random, unlike paths, hosts and Kubernetes names. */
const LONG_WORD = /[A-Za-z0-9+/_-]{32,}={0,2}/g;

/** Hides known secrets, and everything that looks like one. */
export class Redaction {
  constructor(private readonly known: readonly string[] = []) {}

  /** Returns a string that is safe to show. */
  public of(text: string): string {
    const clean = text.replace(UNPRINTABLE, ' ');
    const unknown = this.known
      .filter((secret) => secret !== '')
      .reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), clean);
    const hidden = SECRETS.reduce((rest, [looks, left]) => rest.replace(looks, left), unknown);
    const words = hidden.replace(LONG_WORD, (word) => (isRandom(word) ? HIDDEN : word));
    return shortened(words.replace(/[ ]{2,}/g, ' ').trim());
  }
}

function isRandom(word: string): boolean {
  return /[a-z]/.test(word) && /[A-Z]/.test(word) && /[0-9]/.test(word);
}

/** Truncates a string. This comes last, because half a secret no longer looks like one. */
function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
