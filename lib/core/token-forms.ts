/**
 * Tokens by their looks: those of Harness, of clouds and of version control, and long random strings. A token that was put
 * where a name belongs appears neither in an error nor in a manifest.
 */
import { once } from './plain';

/**
 * Forms that only tokens have, each with a part that all of them contain. Few strings contain one, and the forms take long to
 * compile.
 *
 * @see https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys for those of Harness
 * @see https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml the rule behind each form
 * @see https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns (GitHub)
 */
const FORMS: readonly (readonly [part: string, form: string])[] = [
  // Harness: personal and service account tokens.
  ['at.', '(?:pat|sat)\\.(?=[\\w.-]*\\w{16})[\\w-]+(?:\\.[\\w-]+){2}'],
  // jwt
  ['eyJ', 'eyJ[\\w-]{8,}(?:\\.[\\w-]+){1,2}'],

  // github-pat, github-oauth, github-app-token, github-refresh-token; github-fine-grained-pat
  ['gh', 'gh[pousr]_[A-Za-z0-9]{36,}'],
  ['github_pat_', 'github_pat_\\w{50,}'],
  // gitlab-pat, gitlab-deploy-token, gitlab-runner-authentication-token and others
  ['gl', 'gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[\\w.-]{20,}'],
  // atlassian-api-token; Bitbucket (GitHub: atlassian)
  ['ATATT3', 'ATATT3[\\w=-]{60,}'],
  ['ATBB', 'ATBB[A-Za-z0-9]{24,}'],
  // slack-bot-token, slack-user-token and others; slack-webhook-url
  ['xox', 'xox[abprs]-[\\w-]{10,}'],
  ['hooks.slack.com', 'hooks\\.slack\\.com/services/T\\w+/B\\w+/\\w{20,}'],

  // npm-access-token; pypi-upload-token; rubygems-api-token; NuGet (GitHub: nuget_api_key)
  ['npm_', 'npm_[A-Za-z0-9]{36,}'],
  ['pypi-AgE', 'pypi-AgE[\\w-]{40,}'],
  ['rubygems_', 'rubygems_[0-9a-f]{48}'],
  ['oy2', 'oy2[a-z0-9]{43}'],
  // Docker Hub (GitHub: docker_personal_access_token); artifactory-api-key; artifactory-reference-token
  ['dckr_', 'dckr_[a-z]+_[\\w-]{20,}'],
  ['AKCp', 'AKCp[A-Za-z0-9]{69}'],
  ['cmVmd', 'cmVmd[A-Za-z0-9]{59}'],
  // huggingface-access-token
  ['hf_', 'hf_[A-Za-z]{34,}'],
  ['api_org_', 'api_org_[A-Za-z]{34,}'],

  // aws-access-token
  ['IA', '(?:AKIA|ASIA)[A-Z0-9]{16,}'],
  // azure-ad-client-secret; the signature of Azure Storage (GitHub: azure_sas_token)
  ['Q~', '[\\w.~]{3}\\dQ~[\\w.~-]{31,34}'],
  ['sig=', 'sig=[\\w%+/]{40,}'],
  // gcp-api-key; Google OAuth (GitHub: google_oauth_client_secret, google_oauth_access_token)
  ['AIza', 'AIza[\\w-]{35}'],
  ['GOCSPX-', 'GOCSPX-[\\w-]{28}'],
  ['ya29.', 'ya29\\.[\\w-]{20,}'],
  // digitalocean-pat, digitalocean-access-token, digitalocean-refresh-token
  ['_v1_', 'do[opr]_v1_[0-9a-f]{64}'],
  // heroku-api-key-v2, and its earlier form (GitHub: heroku_platform_key)
  ['HRKU-', 'HRKU-[\\w-]{36,}'],
  // databricks-api-token
  ['dapi', 'dapi[0-9a-f]{32}(?:-\\d)?'],

  // vault-service-token, vault-batch-token; hashicorp-tf-api-token; pulumi-api-token
  ['hv', 'hv[bs]\\.[\\w-]{20,}'],
  ['.atlasv1.', '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w=-]{60,}'],
  ['pul-', 'pul-[0-9a-f]{40}'],
  // sonar-api-token
  ['sq', 'sq[apu]_[0-9a-f]{40}'],
  // CircleCI (GitHub: circleci_personal_access_token); Tailscale (GitHub: tailscale_api_key)
  ['CCI', 'CCI(?:PAT|PRJ)_\\w{40,}'],
  ['tskey-', 'tskey-[a-z]+-[\\w-]{20,}'],
  // grafana-service-account-token; new-relic-user-api-key; linear-api-key; postman-api-token
  ['glsa_', 'glsa_[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}'],
  ['NRAK-', 'NRAK-[A-Za-z0-9]{27}'],
  ['lin_api_', 'lin_api_[A-Za-z0-9]{40}'],
  ['PMAK-', 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}'],

  // anthropic-api-key; openai-api-key
  ['sk-', 'sk-(?:ant|proj|svcacct|admin)-(?=[\\w-]*[A-Z])(?=[\\w-]*\\d)[\\w-]{20,}'],
  ['T3BlbkFJ', 'sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}'],
  // stripe-access-token; Stripe (GitHub: stripe_webhook_signing_secret)
  ['k_', '[rs]k_(?:live|test)_[A-Za-z0-9]{20,}'],
  ['whsec_', 'whsec_[A-Za-z0-9]{32,}'],
  // shopify-access-token, shopify-custom-access-token, shopify-private-app-access-token, shopify-shared-secret
  ['shp', 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}'],
  // sendgrid-api-token; twilio-api-key
  ['SG.', 'SG\\.[\\w=.-]{66}'],
  ['SK', 'SK[0-9a-fA-F]{32}'],
];

/** An access token of Harness, even a short one. A host can also look like this. */
const ACCESS_TOKEN = '(?:pat|sat)(?:\\.[\\w-]+){3}';

/** A decoded delegate token, and other keys, also behind a prefix. Digests of images are public. */
const HEXADECIMAL = /(?<!sha\d+[:-])(?<![0-9a-fA-F])[0-9a-fA-F]{32,}/g;

const ONLY_HEXADECIMAL = /^[0-9a-fA-F]{32,}$/;

const ONLY_AN_ACCESS_TOKEN = new RegExp(`^${ACCESS_TOKEN}$`);

/** Where a token can begin: not within a word, but behind `_`, and behind the escape of a line break or another character. */
const START = '(?:\\b|(?<![A-Za-z0-9])|(?<=\\\\(?:[bfnrt]|u[0-9A-Fa-f]{4})))';

const tokens = once(
  () => new RegExp(`${START}(?:${FORMS.map(([, form]) => form).join('|')}|${ACCESS_TOKEN})(?![A-Za-z0-9])`, 'g'),
);

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*/g;

/** The bound prevents quadratic time on long strings. */
const PASSWORD_OF_URL = /(:\/\/[^/\s:@]{0,256}):[^/\s@]{1,1024}@/g;

/** Base64, also in the alphabet of URLs. */
const WORD = /[A-Za-z0-9+/_-]{24,}={0,2}/g;

const UUID = /(?<![0-9A-Za-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])/gi;

/** A word without a separator. */
const LONG_WORD = /[A-Za-z0-9]{20,}/g;

/** Base64 in the alphabet of URLs, with few of its separators, as in a short token. */
const SEPARATED_WORD = /(?<![\w-])[A-Za-z0-9_-]{20,}(?![\w-])/g;

/** Letters only: shorter ones can be the ID of an account. */
const LETTERS = /[A-Za-z]{24,}/g;

/** Base32 and the like, without a separator. Nobody gives such a name. */
const ONE_WORD = /^[a-z0-9]{32,}$/;

/** Base64 with padding, which no name has. */
const ENCODED = /^[A-Za-z0-9+/_-]{24,}={1,2}$/;

const HIDDEN = '(hidden, because it looks like a token)';

/** Prefixes of references to Harness entities. */
const SCOPE_PREFIX = /^(?:account|org)\./;

/** Whether a form fits the string, between `before` and `after`. */
function fits(text: string, before: string, after = ''): boolean {
  return FORMS.some(([part, form]) => text.includes(part) && new RegExp(`${before}(?:${form})${after}`).test(text));
}

/** Whether only a token can look like the value, so that it cannot be a name, also after the prefix of a reference. */
export function isToken(value: string): boolean {
  const bare = value.replace(SCOPE_PREFIX, '');
  const isKey = ONLY_HEXADECIMAL.test(bare) && isVaried(bare);
  const isWord = ENCODED.test(bare) || ONE_WORD.test(bare);
  return fits(bare, '^', '$') || isKey || (isWord && isRandom(bare));
}

/** Whether the string contains a token of a known format. */
export function hasToken(text: string): boolean {
  return fits(text, START);
}

/** Whether the value cannot be the name of a secret. No secret is named like an access token of Harness. */
export function isSecret(value: string): boolean {
  return isToken(value) || ONLY_AN_ACCESS_TOKEN.test(value) || ONLY_HEXADECIMAL.test(value);
}

/** Whether the value is a token, or a long string without meaning. */
export function isTokenLike(value: string): boolean {
  const isWord = [...value.matchAll(WORD)].some(([word]) => word === value);
  return isToken(value) || ONLY_AN_ACCESS_TOKEN.test(value) || (isWord && withoutWords(value) === HIDDEN);
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
  return [
    ...(path.match(UUID) ?? []),
    ...(path.match(SEPARATED_WORD) ?? []).filter(isRandomSeparated),
    ...(path.match(LONG_WORD) ?? []).filter(isRandomName),
  ];
}

/** The string without these names. They can be parts of tokens of known forms, which are hidden as a whole. */
export function withoutNames(names: readonly string[], text: string): string {
  return names.length === 0
    ? text
    : names.reduce((left, name) => left.replaceAll(name, HIDDEN), text.replace(tokens(), HIDDEN));
}

/** The string, with everything that looks like a token hidden. */
export function withoutTokens(text: string): string {
  return text
    .replace(PRIVATE_KEY, HIDDEN)
    .replace(PASSWORD_OF_URL, (_whole, before: string) => `${before}:${HIDDEN}@`)
    .replace(tokens(), HIDDEN)
    .replace(HEXADECIMAL, (word) => (isVaried(word) ? HIDDEN : word))
    .replace(WORD, withoutWords);
}

/** The word, hidden if it is random. */
function withoutWords(word: string): string {
  return isRandom(word) ? HIDDEN : word.replace(LETTERS, (letters) => (isRandomName(letters) ? HIDDEN : letters));
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
  const isLong = isOneWord && ONE_WORD.test(word);
  return (
    letters.length >= 20 &&
    (isMixed || isOneWord) &&
    changesIn(letters) >= (word.endsWith('=') || isLong ? LEAST_CHANGES / 2 : LEAST_CHANGES)
  );
}

const LEAST_CHANGES = 0.35;

/** Whether a word has letters of both cases, and digits unless it is long, and is not put together from words of a language. */
function isRandomName(word: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/].filter((kind) => kind.test(word));
  const isMixed = kinds.length === 3 || (word.length >= 24 && /[a-z]/.test(word) && /[A-Z]/.test(word));
  const words = word.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];
  return isMixed && changesIn(word) >= 0.3 && words.join('').length < LEAST_MEAN * words.length;
}

/**
 * Whether a word with `-` or `_` is random: in names, these stand between words, of which most have several letters. Of 20 random
 * characters, nine in ten are recognized.
 */
function isRandomSeparated(word: string): boolean {
  const parts = word.split(/[-_]+/).filter((part) => part !== '');
  const isMixed = [/[-_]/, /[a-z]/, /[A-Z]/, /[0-9]/].every((kind) => kind.test(word));
  const words = parts.flatMap((part) => part.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+/g) ?? []);
  return isMixed && parts.length <= MOST_PARTS && parts.join('').length <= MOST_RANDOM * words.length;
}

/** Separators are 2 of the 64 characters of base64. */
const MOST_PARTS = 3;

/** Characters of a word or number in random strings, on average. */
const MOST_RANDOM = 2.6;

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
