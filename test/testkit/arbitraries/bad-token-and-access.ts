import { Duration } from 'cdk8s';
import { type AccessRule, DelegateAccess } from '../../../lib/access';
import { DelegateToken, type ExternalSecretTokenOptions } from '../../../lib/delegate';
import { bad, type BadInput, hides, shows } from './bad-input';
import { made, remember } from './recorded';
import { HEX_SENTINEL, SENTINEL } from './sentinel';

const token = /a token exactly as the Harness UI shows it/;
const secretName = /the name of a Secret/;
const plain = (text: string) => ({ token: made(DelegateToken, 'unsafePlainText', text) });
const existing = (name: string) => ({ token: made(DelegateToken, 'fromSecretName', name) });
const withKey = (key: string) => ({ token: made(DelegateToken, 'fromSecretName', 'fine', { key }) });
const external = (options: Partial<ExternalSecretTokenOptions>) => ({
  token: made(DelegateToken, 'fromExternalSecret', { storeName: 'store', remoteKey: 'key', ...options }),
});

export const BAD_TOKEN: readonly BadInput[] = [
  bad('no token', plain(''), 'token', token),
  bad('a left-over token', plain('PUT_YOUR_DELEGATE_TOKEN'), 'token', token, hides('PUT_YOUR_DELEGATE_TOKEN')),
  bad('a token with a blank', plain(`${SENTINEL} `), 'token', token, hides(SENTINEL)),
  bad('a token with a line break', plain(`${SENTINEL}\n`), 'token', token, hides(SENTINEL)),
  bad('a token as the name of its Secret', existing(SENTINEL), 'token', secretName, hides(SENTINEL)),
  bad('a hexadecimal token as that name', existing(HEX_SENTINEL), 'token', secretName, hides(HEX_SENTINEL)),
  bad('no name of a Secret', existing(''), 'token', secretName),
  bad('a left-over name of a Secret', existing('PUT_YOUR_SECRET'), 'token', secretName),
  bad('a token as key in the Secret', withKey(SENTINEL), 'token.key', /letters, digits/, hides(SENTINEL)),
  bad('an empty key in the Secret', withKey(''), 'token.key', /letters, digits/),
  bad('the key ..', withKey('..'), 'token.key', /letters, digits/),
  ...['', 'two\nlines', 'rotated in May', 'r'.repeat(254)].map((revision) =>
    bad(
      `the revision ${JSON.stringify(revision.slice(0, 10))}`,
      { token: made(DelegateToken, 'fromSecretName', 'fine', { revision }) },
      'token.revision',
      /at most 253/,
    ),
  ),
  bad('a token as name of the store', external({ storeName: SENTINEL }), 'token.storeName', /name/, hides(SENTINEL)),
  bad('a hexadecimal one', external({ storeName: HEX_SENTINEL }), 'token.storeName', /name/, hides(HEX_SENTINEL)),
  bad('an empty remote key', external({ remoteKey: '' }), 'token.remoteKey', /a non-empty string/),
  bad('an empty remote property', external({ remoteProperty: ' ' }), 'token.remoteProperty', /a non-empty string/),
  bad('an empty remote version', external({ remoteVersion: '' }), 'token.remoteVersion', /a non-empty string/),
  bad(
    'no interval',
    external({ refreshInterval: Duration.seconds(0) }),
    'token.refreshInterval',
    /^at least 1 second$/,
    shows('0'),
  ),
  bad(
    'a fraction of a second',
    external({ refreshInterval: Duration.millis(1500) }),
    'token.refreshInterval',
    /a whole number of seconds/,
    shows('1.5 seconds'),
  ),
];

const atLeastOne = /at least one namespace/;
const pods: AccessRule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const roleName = /a name without '\/', '%' and white space/;

export const BAD_ACCESS: readonly BadInput[] = [
  ...(['namespaceAdmin', 'deployments', 'ciBuilds'] as const).flatMap((choice) => [
    bad(`${choice} nowhere`, { access: made(DelegateAccess, choice, []) }, 'access', atLeastOne, shows('[]')),
    bad(
      `${choice} in Team A`,
      { access: made(DelegateAccess, choice, ['a', 'Team A']) },
      'access',
      /DNS label/,
      shows('Team A'),
    ),
  ]),
  bad('a role nowhere', { access: made(DelegateAccess, 'role', 'r', []) }, 'access', atLeastOne, shows('[]')),
  bad('a role in a.b', { access: made(DelegateAccess, 'role', 'r', ['a.b']) }, 'access', /DNS label/, shows('a.b')),
  bad(
    'a left-over namespace',
    { access: made(DelegateAccess, 'ciBuilds', ['PUT_YOUR_NS']) },
    'access',
    /DNS label/,
    shows('PUT_YOUR'),
  ),
  ...[['harness-delegate', {}] as const, ['team', { namespace: 'team' }] as const].map(([own, props]) =>
    bad(
      `builds in the delegate's own namespace "${own}"`,
      { ...props, access: made(DelegateAccess, 'ciBuilds', ['builds', own]) },
      'access',
      /a namespace other than the namespace of the delegate/,
      shows(own),
    ),
  ),
  bad(
    'the same hidden behind another choice',
    { access: and(made(DelegateAccess, 'clusterViewer'), made(DelegateAccess, 'ciBuilds', ['harness-delegate'])) },
    'access',
    /other than the namespace of the delegate/,
    shows('harness-delegate'),
  ),
  bad('cluster-admin by name', clusterRole('cluster-admin'), 'access', /another ClusterRole/, shows('cluster-admin')),
  bad(
    'it in one namespace',
    { access: made(DelegateAccess, 'clusterRoleInNamespaces', 'cluster-admin', ['a']) },
    'access',
    /another ClusterRole/,
    shows('cluster-admin'),
  ),
  bad('an empty cluster role', clusterRole(''), 'access', roleName, shows('""')),
  bad('a cluster role with a slash', clusterRole('a/b'), 'access', roleName, shows('a/b')),
  bad('the cluster role ..', clusterRole('..'), 'access', roleName, shows('..')),
  bad('a left-over cluster role', clusterRole('PUT_YOUR_ROLE'), 'access', roleName, shows('PUT_YOUR_ROLE')),
  bad(
    'a role with a percent sign',
    { access: made(DelegateAccess, 'role', 'a%2f') },
    'access',
    roleName,
    shows('a%2f'),
  ),
  bad('no rule', { access: made(DelegateAccess, 'rules', []) }, 'access', /at least one rule/, shows('[]')),
  bad(
    'no rule for the cluster',
    { access: made(DelegateAccess, 'clusterRules', []) },
    'access',
    /at least one rule/,
    shows('[]'),
  ),
  ...(
    [
      ['apiGroups', 'v1'],
      ['apiGroups', 'apps/v1'],
      ['resources', 'Pod'],
      ['resources', 'pods, secrets'],
      ['verbs', 'GET'],
      ['verbs', 'read'],
    ] as const
  ).map(([part, text]) =>
    bad(
      `a rule with the ${part} "${text}"`,
      { access: made(DelegateAccess, 'rules', [{ ...pods, [part]: [text] }]) },
      `access.rules[0].${part}`,
      /^an? (API group|resource|verb)/,
      shows(text),
    ),
  ),
  bad(
    'a rule for no object by name',
    { access: made(DelegateAccess, 'rules', [{ ...pods, resourceNames: [] }]) },
    'access.rules[0].resourceNames',
    /at least one name/,
    shows('[]'),
  ),
  ...(['rules', 'clusterRules'] as const).map((choice) =>
    bad(
      `everything by ${choice}`,
      { access: made(DelegateAccess, choice, [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]) },
      'access.rules[0]',
      /lists what it grants/,
      shows('every verb on every resource of every API group'),
    ),
  ),
  ...(['apiGroups', 'resources', 'verbs'] as const).map((part) =>
    bad(
      `a rule without ${part}`,
      { access: made(DelegateAccess, 'rules', [pods, { ...pods, [part]: [] }]) },
      `access.rules[1].${part}`,
      /at least one element/,
      shows('[]'),
    ),
  ),
];

function clusterRole(name: string) {
  return { access: made(DelegateAccess, 'clusterRole', name) };
}

function and(...all: DelegateAccess[]): DelegateAccess {
  return remember('DelegateAccess.plus', (one: DelegateAccess, other: DelegateAccess) => one.plus(other), all);
}
