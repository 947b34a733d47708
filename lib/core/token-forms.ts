/**
 * Tokens by their looks: those of Harness, of clouds and of version control, and long random strings. A token that was put
 * where a name belongs appears neither in an error nor in a manifest.
 */

/**
 * Forms that only tokens have: of GitHub, GitLab, Slack, Harness (personal and service account), npm, AWS, Docker Hub,
 * Google, Anthropic, OpenAI, Stripe and Vault, and JSON Web Tokens.
 *
 * @see https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys
 */
const FORMS = [
  'gh[pousr]_[A-Za-z0-9]{36,}',
  'github_pat_\\w{50,}',
  'glpat-[\\w-]{20,}',
  'xox[abprs]-[\\w-]{10,}',
  '(?:pat|sat)\\.(?=[\\w.-]*\\w{16})[\\w-]+(?:\\.[\\w-]+){2}',
  'npm_[A-Za-z0-9]{36,}',
  '(?:AKIA|ASIA)[A-Z0-9]{16,}',
  'dckr_[a-z]+_[\\w-]{20,}',
  'AIza[\\w-]{35}',
  'sk-(?:ant|proj)-[\\w-]{20,}',
  '[rs]k_(?:live|test)_[A-Za-z0-9]{20,}',
  'hv[bs]\\.[\\w-]{20,}',
  'eyJ[\\w-]{8,}(?:\\.[\\w-]+){1,2}',
].join('|');

/** An access token of Harness, even a short one. A host can look like this, too. */
const ACCESS_TOKEN = '(?:pat|sat)(?:\\.[\\w-]+){3}';

/** A decoded delegate token, and other keys. Digests of images are public. */
const HEXADECIMAL = /(?<!sha256:)\b[0-9a-fA-F]{32,}\b/g;

const ONLY_HEXADECIMAL = /^[0-9a-fA-F]{32,}$/;

const ONLY_A_TOKEN = new RegExp(`^(?:${FORMS})$`);

const KNOWN_FORM = new RegExp(`\\b(?:${FORMS})`);

const ONLY_AN_ACCESS_TOKEN = new RegExp(`^${ACCESS_TOKEN}$`);

const TOKENS = new RegExp(`\\b(?:${FORMS}|${ACCESS_TOKEN})(?![A-Za-z0-9])`, 'g');

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*/g;

/** The bound prevents quadratic time on long strings. */
const PASSWORD_OF_URL = /(:\/\/[^/\s:@]{0,256}):[^/\s@]{1,1024}@/g;

/** Base64, also in the alphabet of URLs. */
const WORD = /[A-Za-z0-9+/_-]{24,}={0,2}/g;

const UUID = /(?<![0-9A-Za-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])/gi;

/** A word without a separator. */
const LONG_WORD = /[A-Za-z0-9]{20,}/g;

/** Base64 with padding, which no name has. */
const ENCODED = /^[A-Za-z0-9+/_-]{24,}={1,2}$/;

const HIDDEN = '(hidden, because it looks like a token)';

/** Prefixes of references to Harness entities. */
const SCOPE_PREFIX = /^(?:account|org)\./;

/** Whether only a token can look like the value, so that it cannot be a name, also after the prefix of a reference. */
export function isToken(value: string): boolean {
  const bare = value.replace(SCOPE_PREFIX, '');
  const isKey = ONLY_HEXADECIMAL.test(bare) && isVaried(bare);
  return ONLY_A_TOKEN.test(bare) || isKey || (ENCODED.test(bare) && isRandom(bare));
}

/** Whether the string contains a token of a known format. */
export function hasToken(text: string): boolean {
  return KNOWN_FORM.test(text);
}

/** Whether the value cannot be the name of a secret. No secret is named like an access token of Harness. */
export function isSecret(value: string): boolean {
  return isToken(value) || ONLY_AN_ACCESS_TOKEN.test(value) || ONLY_HEXADECIMAL.test(value);
}

/** Whether the value is a token, or a long string without meaning. */
export function isTokenLike(value: string): boolean {
  const isWord = [...value.matchAll(WORD)].some(([word]) => word === value);
  return isToken(value) || ONLY_AN_ACCESS_TOKEN.test(value) || (isWord && isRandom(value));
}

/** Whether a refused name can be a token, also with white space around it. */
export function canBeToken(name: string): boolean {
  const bare = name.trim();
  return isTokenLike(bare) || randomNamesIn(bare).includes(bare);
}

/**
 * Keys in a path that are probably secrets: UUIDs, which are API keys elsewhere, and random words. As a value,
 * both can be harmless: the ID of an account is a random word.
 */
export function randomNamesIn(path: string): string[] {
  return [...(path.match(UUID) ?? []), ...(path.match(LONG_WORD) ?? []).filter(isRandomName)];
}

/** The string without these names. */
export function withoutNames(names: readonly string[], text: string): string {
  return names.reduce((left, name) => left.replaceAll(name, HIDDEN), text);
}

/** The string, with everything that looks like a token hidden. */
export function withoutTokens(text: string): string {
  return text
    .replace(PRIVATE_KEY, HIDDEN)
    .replace(PASSWORD_OF_URL, (_whole, before: string) => `${before}:${HIDDEN}@`)
    .replace(TOKENS, HIDDEN)
    .replace(HEXADECIMAL, (word) => (isVaried(word) ? HIDDEN : word))
    .replace(WORD, (word) => (isRandom(word) ? HIDDEN : word));
}

/** Whether a hexadecimal number has letters and digits, and several of them. */
function isVaried(number: string): boolean {
  return /[0-9]/.test(number) && /[a-f]/i.test(number) && new Set(number).size > 5;
}

/** In a random string, neighboring characters rarely are of the same kind; in a name, they mostly are. */
function isRandom(word: string): boolean {
  const letters = word.replace(/[^A-Za-z0-9]/g, '');
  const isMixed = /[a-z]/.test(word) && /[A-Z]/.test(word) && /[0-9+/=]/.test(word);
  const isOneWord = letters === word && (word.match(/[0-9]/g) ?? []).length >= 4;
  return (
    letters.length >= 20 &&
    (isMixed || isOneWord) &&
    changesIn(letters) >= (word.endsWith('=') ? LEAST_CHANGES / 2 : LEAST_CHANGES)
  );
}

const LEAST_CHANGES = 0.35;

/** Whether a word has letters of both cases and digits, and is not put together from words of a language. */
function isRandomName(word: string): boolean {
  const isMixed = [/[a-z]/, /[A-Z]/, /[0-9]/].every((kind) => kind.test(word));
  const words = word.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];
  return isMixed && changesIn(word) >= 0.3 && words.join('').length < LEAST_MEAN * words.length;
}

/** Letters of a word in names, on average. In random strings, two letters in a row rarely make up a word. */
const LEAST_MEAN = 4;

/** How often neighboring characters are of different kinds: 1 for always. */
function changesIn(letters: string): number {
  const kinds = [...letters].map(kindOf);
  return kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length / (letters.length - 1);
}

function kindOf(character: string): 'digit' | 'upper' | 'lower' {
  return /[0-9]/.test(character) ? 'digit' : /[A-Z]/.test(character) ? 'upper' : 'lower';
}
