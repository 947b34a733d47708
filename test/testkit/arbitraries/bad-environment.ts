import { DelegateProfile, DelegateVariable } from '../../../lib/delegate';
import { bad, type BadInput, hides, shows } from './bad-input';
import { made } from './recorded';
import { HEX_SENTINEL, SENTINEL } from './sentinel';

const PRIVATE_KEY = `-----BEGIN RSA PRIVATE KEY-----\n${SENTINEL}\n-----END RSA PRIVATE KEY-----`;
const plain = (name: string, value: string) => made(DelegateVariable, 'plain', name, value);
const fromSecret = (secret: string, key: string) => ({ env: [made(DelegateVariable, 'fromSecret', 'A', secret, key)] });
const fromConfigMap = (name: string, key: string) => ({
  env: [made(DelegateVariable, 'fromConfigMap', 'A', name, key)],
});
const OWN = ['HARNESS_ACCOUNT_ID', 'HARNESS_MANAGER_HOST_AND_PORT', 'HARNESS_DELEGATE_NAME', 'POD_NAMESPACE'];
const once = /a variable that is not set yet/;
const reference = /a reference to a Secret/;
const variableName = /letters, digits, '_', '-' and '.'/;
const podField = /a field of the pod/;

export const BAD_ENVIRONMENT: readonly BadInput[] = [
  bad('a variable twice', { env: [plain('A', '1'), plain('B', '2'), plain('A', '3')] }, 'env[2]', once, shows('"A"')),
  ...OWN.map((name) => bad(`the variable ${name}`, { env: [plain(name, 'x')] }, 'env[0]', once, shows(name))),
  bad(
    "the delegate's own token",
    { env: [made(DelegateVariable, 'unsafePlainSecret', 'HARNESS_DELEGATE_TOKEN', SENTINEL)] },
    'env[0]',
    once,
    { shows: 'HARNESS_DELEGATE_TOKEN', hides: SENTINEL },
  ),
  bad(
    'it in profile DOCUMENTED',
    {
      profile: DelegateProfile.DOCUMENTED,
      env: [made(DelegateVariable, 'fromSecret', 'HARNESS_DELEGATE_TOKEN', 'a', 'b')],
    },
    'env[0]',
    once,
    shows('HARNESS_DELEGATE_TOKEN'),
  ),
  ...['', '1A', 'A B', 'A=B', 'Ä', '..', '..A'].map((name) =>
    bad(
      `a variable named "${name}"`,
      { env: [plain(name, 'x')] },
      'env[0].name',
      variableName,
      shows(JSON.stringify(name)),
    ),
  ),
  ...['GITHUB_TOKEN', 'db_password', 'AWS_SECRET_ACCESS_KEY', 'MY_API_KEY', 'GOOGLE_CREDENTIALS', 'passphrase'].map(
    (name) =>
      bad(`${name} in clear text`, { env: [plain('A', ''), plain(name, SENTINEL)] }, 'env[1]', reference, {
        shows: name,
        hides: SENTINEL,
      }),
  ),
  bad(
    'a private key in clear text',
    { env: [plain('A', PRIVATE_KEY)] },
    'env[0].value',
    /without a private key, token or password/,
    hides(SENTINEL),
  ),
  bad(
    'a left-over value',
    { env: [plain('A', 'PUT_YOUR_VALUE')] },
    'env[0].value',
    /a string/,
    hides('PUT_YOUR_VALUE'),
  ),
  bad(
    'a secret as the name of its Secret',
    fromSecret(SENTINEL, 'key'),
    'env[0].secretName',
    /name of a Secret/,
    hides(SENTINEL),
  ),
  bad(
    'a hexadecimal one',
    fromSecret(HEX_SENTINEL, 'key'),
    'env[0].secretName',
    /name of a Secret/,
    hides(HEX_SENTINEL),
  ),
  bad('a secret as its key', fromSecret('name', SENTINEL), 'env[0].key', /letters, digits/, hides(SENTINEL)),
  bad('an empty key of a Secret', fromSecret('name', ''), 'env[0].key', /letters, digits/),
  bad(
    'a ConfigMap with capitals',
    fromConfigMap('Settings', 'a'),
    'env[0].configMapName',
    /DNS subdomain/,
    shows('Settings'),
  ),
  bad('an empty key of a ConfigMap', fromConfigMap('settings', ''), 'env[0].key', /letters, digits/),
  ...[
    'spec.containers',
    'podIP',
    "metadata.labels['']",
    'metadata.labels',
    "metadata.labels['a b']",
    "metadata.labels['a/b/c']",
  ].map((path) =>
    bad(
      `the field ${path}`,
      { env: [made(DelegateVariable, 'fromField', 'A', path)] },
      'env[0].fieldPath',
      podField,
      shows(path),
    ),
  ),
  ...['echo PUT_YOUR_TEXT', 'x\n'.repeat(64 * 1024)].map((initScript) =>
    bad(
      `the script ${JSON.stringify(initScript.slice(0, 20))}`,
      { initScript },
      'initScript',
      /a script of at most 128 KiB/,
    ),
  ),
  bad(
    'a script with NUL',
    { initScript: 'echo\u0000' },
    'initScript',
    /a string without NUL and halves of surrogate pairs/,
  ),
  bad(
    'a private key in the script',
    { initScript: `cat <<E\n${PRIVATE_KEY}\nE` },
    'initScript',
    /without a private key, token or password/,
    hides(SENTINEL),
  ),
  bad(
    'a password in the script',
    { initScript: `git clone https://me:${HEX_SENTINEL}@example.com/a` },
    'initScript',
    /without a private key, token or password/,
    hides(HEX_SENTINEL),
  ),
  bad(
    'a password in a plain value',
    { env: [plain('DB', `postgres://me:${HEX_SENTINEL}@db`)] },
    'env[0].value',
    /without a private key, token or password/,
    hides(HEX_SENTINEL),
  ),
  ...['MY_TOKENS', 'DB_PASS', 'GH_PAT', 'TOKEN_VALUE', 'API_KEY_BASE64'].map((name) =>
    bad(`${name} in clear text`, { env: [plain(name, SENTINEL)] }, 'env[0]', reference, {
      shows: name,
      hides: SENTINEL,
    }),
  ),
  ...[
    'INIT_SCRIPT',
    'HARNESS_INIT_SCRIPT',
    'HARNESS_INIT_SCRIPT_PATH',
    'HARNESS_DELEGATE_TAGS',
    'IDLE_WAIT_SECS_BEFORE_STOP',
  ].map((name) =>
    bad(`the variable ${name}, which has a property`, { env: [plain(name, 'x')] }, 'env[0]', once, shows(name)),
  ),
];
