/** What others said becomes evidence: without what looks like a secret, and not without end. */

const LONGEST = 1500;
const HIDDEN = '<hidden>';

/** Marks of a terminal, and control characters but for line breaks. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /\u001b\[[0-9;]*[A-Za-z]|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

/** How secrets look, each with what stays of it. */
const SECRETS: readonly [looks: RegExp, left: string][] = [
  // Keys and certificates in PEM.
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g, HIDDEN],
  // JSON Web Tokens, such as those of ServiceAccounts.
  [/\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g, HIDDEN],
  // API keys of Harness.
  [/\b(pat|sat)\.[\w-]+(?:\.[\w-]+)*/g, `$1.${HIDDEN}`],
  // Headers.
  [/\b(Bearer|Basic)\s+(?!realm\b)[\w.~+/=-]{6,}/gi, `$1 ${HIDDEN}`],
  [/\b(x-api-key["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi, `$1${HIDDEN}`],
  // Credentials in URLs, in queries and in JSON.
  [/(\w:\/\/)[^\s/:@]*:[^\s/@]+@/g, `$1${HIDDEN}@`],
  [
    /\b((?:\w*[_-])?(?:token|password|passphrase|client[_-]?secret|api[_-]?key)["']?\s*[=:]\s*["']?)[^\s"',;&[\]]{6,}/gi,
    `$1${HIDDEN}`,
  ],
  // Tokens of delegates.
  [/\b[0-9a-f]{32,}\b/g, HIDDEN],
];

/** A long word of letters in both cases and digits: paths, hosts and names of Kubernetes are none. */
const LONG_WORD = /[A-Za-z0-9+/_-]{32,}={0,2}/g;

/** Hides secrets: those that are known, and whatever looks like one. */
export class Redaction {
  constructor(private readonly known: readonly string[] = []) {}

  /** The text, fit to be shown. */
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

/** Cut last, so that no half of a secret is left that looks like none. */
function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
