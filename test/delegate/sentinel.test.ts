import * as fs from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type ApiObject, type App, Chart } from 'cdk8s';
import { Secret } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import { DelegateAccess } from '../../lib/access';
import { HarnessApp } from '../../lib/app';
import {
  DelegateImage,
  DelegateProfile,
  DelegateToken,
  DelegateVariable,
  HarnessDelegate,
  type HarnessDelegateProps,
} from '../../lib/delegate';
import { everythingIn, temporaryFolders } from '../app/folders';
import { HEX_SENTINEL, SENTINEL } from '../testkit/arbitraries/sentinel';
import { everythingSaidBy } from '../testkit/arbitraries/spoken';
import { covers } from '../testkit/covers';
import { type Manifest, newApp, objectOf } from '../testkit/synth';
import { LEAST } from './delegates';

const newFolder = temporaryFolders();
const BASE64 = Buffer.from(SENTINEL).toString('base64');
const PLAIN = { token: DelegateToken.unsafePlainText(SENTINEL) };

function delegateWith(props: Partial<HarnessDelegateProps>, app: App = newApp()): HarnessDelegate {
  return new HarnessDelegate(new Chart(app, 'test'), 'Delegate', { ...LEAST, ...props });
}

function manifestsOf(delegate: HarnessDelegate): Manifest[] {
  return Chart.of(delegate).toJson() as Manifest[];
}

/** Paths of the values and keys in a tree that contain a string. */
function placesOf(text: string, tree: unknown, path = ''): string[] {
  if (typeof tree !== 'object' || tree === null) return String(tree).includes(text) ? [path] : [];
  const inKeys = Object.keys(tree).filter((key) => key.includes(text));
  const below = Object.entries(tree).flatMap(([key, value]) => placesOf(text, value, `${path}/${key}`));
  return [...inKeys.map((key) => `${path}/${key} (key)`), ...below];
}

describe('a token that was spelled out', () => {
  test.each(Object.values(DelegateProfile))('is only in the stringData of its Secret (%s)', (profile) => {
    covers('S001.deploy.secret-stores-token', 'S001.manifest.secret', 'S001.placeholders.token-encoding');
    const manifests = manifestsOf(delegateWith({ ...PLAIN, profile, access: DelegateAccess.clusterAdmin() }));
    const secret = manifests.findIndex(({ kind }) => kind === 'Secret');
    expect(placesOf(SENTINEL, manifests)).toEqual([`/${secret}/stringData/HARNESS_DELEGATE_TOKEN`]);
    expect(placesOf(BASE64, manifests)).toEqual([]);
    expect(objectOf(manifests, 'Secret').stringData).toEqual({ HARNESS_DELEGATE_TOKEN: SENTINEL });
  });

  test('appears once in the files', () => {
    const folder = newFolder();
    const app = new HarnessApp({ outdir: folder, outputOwner: 'test', recordConstructMetadata: true });
    delegateWith(PLAIN, app);
    app.synth();
    const files = Object.values(everythingIn(folder)).join('\n');
    expect(files.split(SENTINEL)).toHaveLength(2);
    expect(Object.keys(everythingIn(folder)).join()).not.toContain(SENTINEL);
  });

  test('cannot be derived from the checksum that rolls the pods, which differs per delegate', () => {
    const checksum = (delegateName: string) =>
      objectOf(manifestsOf(delegateWith({ ...PLAIN, delegateName })), 'Deployment').spec.template.metadata.annotations[
        'checksum/token'
      ];
    expect(checksum('one')).toMatch(/^[0-9a-f]{16}$/);
    expect(checksum('one')).toBe(checksum('one'));
    expect(checksum('one')).not.toBe(checksum('two'));
  });

  test('is not in the paths and ids of constructs', () => {
    const paths = Chart.of(delegateWith(PLAIN))
      .node.findAll()
      .map(({ node }) => `${node.path} ${node.id} ${node.addr}`);
    expect(paths.join('\n')).not.toContain(SENTINEL);
  });

  test('does not show where the token object or a variable is logged', () => {
    for (const held of [
      PLAIN.token,
      DelegateVariable.unsafePlainSecret('A', SENTINEL),
      DelegateVariable.plain('A', SENTINEL),
    ]) {
      expect(everythingSaidBy(held)).not.toContain(SENTINEL);
      expect(everythingSaidBy({ props: [{ held }] })).not.toContain(SENTINEL);
      expect(JSON.stringify(Object.assign({}, held))).not.toContain(SENTINEL);
    }
  });

  test('does not show where the delegate is logged, but for the Secret that is part of it', () => {
    const delegate = delegateWith({ ...PLAIN, env: [DelegateVariable.unsafePlainSecret('MY_TOKEN', 'other')] });
    expect(`${String(delegate)} ${inspect(delegate)}`).not.toContain(SENTINEL);
    expect(() => JSON.stringify(delegate)).toThrow(/^(?!.*U2VudGlu)/s);
    expect(holdersOf(SENTINEL, delegate)).toEqual(['test/Delegate/Secret']);
  });

  test('is not found in a delegate whose token is a reference', () => {
    expect(holdersOf(SENTINEL, delegateWith({ token: DelegateToken.fromSecretName('a') }))).toEqual([]);
  });
});

/** Paths of the constructs that expose a string. */
function holdersOf(text: string, root: IConstruct): string[] {
  return root.node
    .findAll()
    .filter((construct) => {
      const shown = Object.entries(construct).filter(([key]) => !['node', 'chart'].includes(key));
      const data = shown.map(([key, value]) => [
        key,
        key === 'metadata' ? (construct as ApiObject).metadata.toJson() : value,
      ]);
      return everythingSaidBy(data.filter(([, value]) => !isConstruct(value))).includes(text);
    })
    .map(({ node }) => node.path);
}

function isConstruct(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'node' in value;
}

/** Typical mistakes with a token. */
const MISTAKES: [string, (secret: string) => Partial<HarnessDelegateProps>][] = [
  ['as the name of its Secret', (secret) => ({ token: DelegateToken.fromSecretName(secret) })],
  ['as its key', (secret) => ({ token: DelegateToken.fromSecretName('a', { key: `${secret}=` }) })],
  ['as its revision', (secret) => ({ token: DelegateToken.fromSecretName('a', { revision: `${secret}=` }) })],
  ['with a line break', (secret) => ({ token: DelegateToken.unsafePlainText(`${secret}\n`) })],
  ['in quotes and blanks', (secret) => ({ token: DelegateToken.unsafePlainText(`" ${secret} "`) })],
  ['as a Secret of cdk8s-plus', (secret) => ({ token: DelegateToken.fromSecret(secretNamed(secret)) })],
  [
    'as a name of a store',
    (secret) => ({ token: DelegateToken.fromExternalSecret({ storeName: secret, remoteKey: 'a' }) }),
  ],
  [
    'as a remote key that is missing the rest',
    (secret) => ({ token: DelegateToken.fromExternalSecret({ storeName: `${secret} `, remoteKey: secret }) }),
  ],
  ['as a pull secret', (secret) => ({ imagePullSecrets: [secret] })],
  ['as the Secret of a variable', (secret) => ({ env: [DelegateVariable.fromSecret('A', secret, 'key')] })],
  ['as the key of a variable', (secret) => ({ env: [DelegateVariable.fromSecret('A', 'name', `${secret}=`)] })],
  ['as a plain variable', (secret) => ({ env: [DelegateVariable.plain('GITHUB_TOKEN', secret)] })],
  ['as a variable twice', (secret) => ({ env: ['1', '2'].map(() => DelegateVariable.unsafePlainSecret('A', secret)) })],
  [
    'as a variable of a sidecar',
    (secret) => ({ sidecars: [{ name: 'a', image: 'a', env: [{ name: 'A_TOKEN', value: secret }] }] }),
  ],
  ['as credentials of the endpoint', (secret) => ({ managerEndpoint: `https://delegate:${secret}@app.harness.io` })],
  ['as a user of the endpoint', (secret) => ({ managerEndpoint: `https://${secret}@app.harness.io` })],
  ['in the query of the endpoint', (secret) => ({ managerEndpoint: `https://app.harness.io/?token=${secret}` })],
  ['as credentials of an endpoint with a wrong port', (secret) => ({ managerEndpoint: `https://a:${secret}@b:x` })],
  ['as credentials of an endpoint without scheme', (secret) => ({ managerEndpoint: `a:${secret}@app.harness.io` })],
  [
    'as credentials of the image',
    (secret) => ({ image: DelegateImage.of(`https://a:${secret}@example.com/a:1.30.1`) }),
  ],
];

describe('a secret passed in the wrong place', () => {
  test.each(MISTAKES)('%s is refused without being shown', (_what, propsOf) => {
    covers('S003.delegate.secrets-stay');
    for (const secret of [SENTINEL, HEX_SENTINEL]) {
      let error: unknown;
      try {
        delegateWith(propsOf(secret));
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(Error);
      expect(everythingSaidBy(error)).not.toContain(secret);
    }
  });

  test('is not shown by an error in another property', () => {
    const held = { ...PLAIN, env: [DelegateVariable.unsafePlainSecret('MY_TOKEN', SENTINEL)] };
    const mistakes: object[] = [
      { accountId: '' },
      { replicas: -1 },
      { labels: { a: ' ' } },
      { profile: 'x' },
      { access: null },
    ];
    for (const mistake of mistakes) {
      let error: unknown;
      try {
        delegateWith({ ...held, ...mistake });
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(Error);
      expect(everythingSaidBy(error)).not.toContain(SENTINEL);
    }
  });
});

function secretNamed(name: string) {
  return Secret.fromSecretName(new Chart(newApp(), 'secrets'), 'Secret', name);
}

describe('the files of the tests', () => {
  const root = join(__dirname, '..');
  const files = fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.snap'))
    .map((path) => [path, fs.readFileSync(join(root, path), 'utf8')] as const);

  test('contain neither the sentinel nor the token of an example in a snapshot', () => {
    const example = fs.readFileSync(join(root, '..', 'examples', 'documented-delegate.ts'), 'utf8');
    const [, token] = /unsafePlainText\('([^']+)'\)/.exec(example) ?? [];
    expect(token).toMatch(/^[\w+/=]{20,}$/);
    const secrets = [SENTINEL, HEX_SENTINEL, BASE64, token, Buffer.from(token).toString('base64')];
    const found = files.filter(([, text]) => secrets.some((secret) => text.includes(secret)));
    expect(found.map(([path]) => path)).toEqual([]);
  });
});
