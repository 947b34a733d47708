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
