/** Ways to get a profile of build pods wrong. */
import { Duration } from 'cdk8s';
import {
  type BuildCertificates,
  type BuildDnsConfig,
  BuildPodProfile,
  type BuildProxy,
  type DefaultEphemeralStorage,
  OverridableSetting,
  PodSeccomp,
  ProfileRollout,
  UserNamespaces,
} from '../../../lib/build-pods';
import { unresolved } from '../../../lib/core';
import { TaintEffect } from '../../../lib/workload';
import { badFarm, type BadFarm } from './bad-farm-row';

const SUBDOMAIN = /DNS subdomain: at most 253/;
const KNOWN = /known at construction/;
const TOKEN = '5e9714e15e9714e15e9714e15e9714e1';
/** A token of a known form, which is refused in texts that everybody can read. */
const GITHUB = `ghp_${'a1B2'.repeat(9)}`;
const CREDENTIALS = 'http://user:hunter2secret@proxy.example.com:3128';
const late = (text: string) => unresolved(() => text);

/** Options that TypeScript would refuse represent JavaScript programs. */
function profile(what: string, options: object, below: string, allowed: RegExp, hides?: string): BadFarm {
  const podProfile = BuildPodProfile.of(options);
  return badFarm(
    `a profile with ${what}`,
    { kubernetesVersion: '1.36', podProfile },
    `podProfile.${below}`,
    allowed,
    hides,
  );
}

const proxy = (what: string, given: Partial<BuildProxy>, below: string, allowed: RegExp, hides?: string) =>
  profile(what, { proxy: { http: 'http://proxy.example.com:3128', ...given } }, `proxy.${below}`, allowed, hides);
const certificates = (
  what: string,
  given: Partial<BuildCertificates>,
  below: string,
  allowed: RegExp,
  hides?: string,
) => profile(what, { certificates: { configMapName: 'ca', ...given } }, `certificates.${below}`, allowed, hides);
const storage = (what: string, given: Partial<DefaultEphemeralStorage>, below: string, allowed: RegExp) =>
  profile(what, { ephemeralStorage: { request: '1Gi', ...given } }, `ephemeralStorage.${below}`, allowed);
const dns = (what: string, dnsConfig: BuildDnsConfig, below: string, allowed: RegExp) =>
  profile(what, { dnsConfig }, `dnsConfig.${below}`, allowed);
const toleration = (what: string, given: object, below: string, allowed: RegExp) =>
  profile(
    what,
    { tolerations: [{ key: 'spot', effect: TaintEffect.NO_SCHEDULE }, given] },
    `tolerations[1]${below}`,
    allowed,
  );
const spread = (what: string, given: object, below: string, allowed: RegExp) =>
  profile(
    what,
    { topologySpread: [{ topologyKey: 'kubernetes.io/hostname' }, given] },
    `topologySpread[1].${below}`,
    allowed,
  );
const mirrors = (what: string, imageMirrors: object, prefix: string, allowed: RegExp, hides?: string) =>
  profile(what, { imageMirrors }, `imageMirrors["${prefix}"]`, allowed, hides);

const PREFIX = /^a registry, or a registry with a namespace or repository/;

const NAMES: readonly BadFarm[] = [
  ...(['runtimeClassName', 'priorityClassName'] as const).flatMap((name) => [
    ...['', 'Not fine', 'a..b', 'a'.repeat(254)].map((text) =>
      profile(`the ${name} "${text}"`, { [name]: text }, name, SUBDOMAIN),
    ),
    profile(`a ${name} known later`, { [name]: late('gvisor') }, name, KNOWN),
    profile(`a token as ${name}`, { [name]: TOKEN }, name, /and not a token/, TOKEN),
  ]),
  profile('a Secret twice', { imagePullSecrets: ['a', 'a'] }, 'imagePullSecrets[1]', /without duplicates/),
  profile('a secret itself', { imagePullSecrets: [TOKEN] }, 'imagePullSecrets[0]', /not the secret itself/, TOKEN),
  profile('a Secret known later', { imagePullSecrets: ['a', late('b')] }, 'imagePullSecrets[1]', KNOWN),
];

const SCHEDULING: readonly BadFarm[] = [
  profile('a deadline of nothing', { deadline: Duration.seconds(0) }, 'deadline', /1/),
  profile('a deadline of half a second', { deadline: Duration.millis(500) }, 'deadline', /second/),
  profile('a node label that is none', { nodeSelector: { pool: 'a b' } }, 'nodeSelector["pool"]', /at most 63/),
  profile('the key of a node label', { nodeSelector: { 'a b': 'c' } }, 'nodeSelector["a b"]', /DNS prefix/),
  profile('a node label known later', { nodeSelector: { pool: late('a') } }, 'nodeSelector["pool"]', KNOWN),
  toleration('a toleration of nothing', {}, '.effect', /an effect, because without one/),
  toleration('a toleration without effect', { key: 'spot' }, '.effect', /an effect, because without one/),
  toleration(
    'a value without key',
    { value: 'a', effect: TaintEffect.NO_SCHEDULE },
    '.value',
    /no value without a key/,
  ),
  toleration('a taint that is none', { key: 'a b', effect: TaintEffect.NO_SCHEDULE }, '.key', /DNS prefix/),
  toleration('an effect that is none', { key: 'a', effect: 'Never' }, '.effect', /one of/),
  toleration(
    'seconds that do not matter',
    { key: 'a', effect: TaintEffect.NO_SCHEDULE, tolerationSeconds: 5 },
    '.tolerationSeconds',
    /unless effect is NoExecute/,
  ),
  toleration('a taint known later', { key: late('a'), effect: TaintEffect.NO_SCHEDULE }, '.key', KNOWN),
  spread('a spread over nothing', { topologyKey: '' }, 'topologyKey', /DNS prefix/),
  spread('a spread twice', { topologyKey: 'kubernetes.io/hostname' }, 'topologyKey', /without duplicates/),
  spread('a spread by nothing', { topologyKey: 'a', maxSkew: 0 }, 'maxSkew', /a whole number/),
  spread('a spread known later', { topologyKey: late('a') }, 'topologyKey', KNOWN),
];

const IMAGES: readonly BadFarm[] = [
  profile('no mirror', { imageMirrors: {} }, 'imageMirrors', /at least one prefix/),
  mirrors(
    'a mirror to itself',
    { 'docker.io': 'docker.io' },
    'docker.io',
    /neither within nor around docker\.io, which it replaces/,
  ),
  mirrors('a mirror within itself', { 'docker.io': 'docker.io/mirror' }, 'docker.io', /which it replaces/),
  mirrors('a mirror around itself', { 'ghcr.io/example': 'ghcr.io' }, 'ghcr.io/example', /which it replaces/),
  mirrors(
    'mirrors in a circle',
    { 'a.example.com': 'b.example.com', 'b.example.com': 'a.example.com' },
    'a.example.com',
    /b\.example\.com, which has the mirror a\.example\.com itself/,
  ),
  mirrors(
    'a mirror of a mirror',
    { 'docker.io': 'ghcr.io/hub', 'ghcr.io': 'mirror.example.com' },
    'docker.io',
    /ghcr\.io, which has the mirror mirror\.example\.com itself/,
  ),
  ...[
    'docker',
    'example/tool',
    'docker.io/',
    'docker.io/library/node:22',
    'https://docker.io',
    'docker.io/Node',
    '',
  ].map((prefix) => mirrors(`the prefix "${prefix}"`, { [prefix]: 'mirror.example.com' }, prefix, PREFIX)),
  ...['mirror', 'mirror.example.com/', 'mirror.example.com/a:1', 'https://mirror.example.com', ''].map((mirror) =>
    mirrors(`the mirror "${mirror}"`, { 'docker.io': mirror }, 'docker.io', PREFIX),
  ),
  mirrors(
    'credentials in a prefix',
    { 'user:hunter2secret@docker.io': 'mirror.example.com' },
    '…',
    PREFIX,
    'hunter2secret',
  ),
  mirrors(
    'credentials in a mirror',
    { 'docker.io': 'user:hunter2secret@mirror.example.com' },
    'docker.io',
    PREFIX,
    'hunter2secret',
  ),
  mirrors('a mirror known later', { 'docker.io': late('mirror.example.com') }, 'docker.io', KNOWN),
];

const PROXIES: readonly BadFarm[] = [
  ...(['http', 'https'] as const).flatMap((name) => [
    ...['', 'proxy.example.com:3128', 'socks5://proxy', 'http://proxy/a', 'http://proxy?a=b', 'http://a b'].map((url) =>
      proxy(`the URL "${url}" as ${name} proxy`, { [name]: url }, name, /^a URL such as/),
    ),
    proxy(`credentials for the ${name} proxy`, { [name]: CREDENTIALS }, name, /without credentials/, 'hunter2secret'),
    proxy(
      `credentials without a scheme for the ${name} proxy`,
      { [name]: 'user:hunter2secret@proxy:3128' },
      name,
      /without credentials/,
      'hunter2secret',
    ),
    proxy(`an ${name} proxy known later`, { [name]: late('http://a') }, name, KNOWN),
  ]),
  ...['', 'a b', 'http://a', 'a:80', 'a,b', '10.0.0.0/33'].map((host) =>
    proxy(`"${host}" without proxy`, { noProxy: ['.svc', host] }, 'noProxy[1]', /a host name, a suffix/),
  ),
  proxy('no proxy', { http: undefined }, 'http', /^a string$/),
];

const ENVIRONMENT: readonly BadFarm[] = [
  ...['', '1A', 'A B', 'A=B'].map((name) =>
    profile(`the variable "${name}"`, { environment: { [name]: 'a' } }, `environment["${name}"]`, /a name of letters/),
  ),
  profile(
    'a token in a variable',
    { environment: { A: `x ${GITHUB}` } },
    'environment["A"]',
    /without a token/,
    GITHUB,
  ),
  profile('a variable known later', { environment: { A: late('a') } }, 'environment["A"]', KNOWN),
  profile(
    'a variable of the proxy',
    { proxy: { http: 'http://proxy' }, environment: { no_proxy: 'a' } },
    'environment["no_proxy"]',
    /no variable that proxy sets/,
  ),
  profile(
    'a variable of the certificates',
    { certificates: { configMapName: 'ca' }, environment: { SSL_CERT_FILE: '/a' } },
    'environment["SSL_CERT_FILE"]',
    /no variable that certificates sets/,
  ),
];

const CERTIFICATES: readonly BadFarm[] = [
  certificates('a ConfigMap that is none', { configMapName: 'Not fine' }, 'configMapName', SUBDOMAIN),
  certificates('no ConfigMap', { configMapName: undefined }, 'configMapName', /^a string$/),
  certificates('a key that is none', { key: 'a/b' }, 'key', /a key of at most 253/),
  certificates('a trust store that is none', { javaTrustStoreKey: 'a b' }, 'javaTrustStoreKey', /a key of at most 253/),
  certificates('the bundle as trust store', { javaTrustStoreKey: 'ca.crt' }, 'javaTrustStoreKey', /without duplicates/),
  certificates(
    'a password without a trust store',
    { javaTrustStorePassword: 'hunter2secret' },
    'javaTrustStorePassword',
    /no password without a trust store/,
    'hunter2secret',
  ),
  certificates(
    'a password of two words',
    { javaTrustStoreKey: 'ca.p12', javaTrustStorePassword: 'hunter2 secret' },
    'javaTrustStorePassword',
    /without white space/,
    'hunter2',
  ),
];

const MARKS: readonly BadFarm[] = [
  profile('a label that is none', { labels: { team: 'a b' } }, 'labels["team"]', /at most 63/),
  profile('a label that Harness drops', { labels: { team: 'x' } }, 'labels["team"]', /Harness drops other labels/),
  profile('the key of a label', { labels: { 'a b': 'cd' } }, 'labels["a b"]', /DNS prefix/),
  profile('a label of Harness', { labels: { stageID: 'mine' } }, 'labels["stageID"]', /no label that Harness sets/),
  profile(
    'the label of delegates',
    { labels: { 'harness.io/name': 'ci' } },
    'labels["harness.io/name"]',
    /a key other/,
  ),
  profile('a label known later', { labels: { team: late('a') } }, 'labels["team"]', KNOWN),
  profile('the key of an annotation', { annotations: { 'a b': 'c' } }, 'annotations["a b"]', /DNS prefix/),
  profile('a token in an annotation', { annotations: { a: GITHUB } }, 'annotations["a"]', /without a token/, GITHUB),
  profile('annotations without end', { annotations: { a: 'x'.repeat(262_144) } }, 'annotations', /bytes in total/),
];

const RESOURCES: readonly BadFarm[] = [
  storage('no request of storage', { request: undefined }, 'request', /^a string$/),
  ...['', '0', '1 Gi', '5k'].map((request) => storage(`storage "${request}"`, { request }, 'request', /./)),
  storage('a limit of storage that is none', { limit: 'much' }, 'limit', /quantity|amount/),
  storage('a limit below the request', { limit: '512Mi' }, 'request', /at most the limit, 512Mi/),
  dns(
    'four DNS servers',
    { nameservers: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'] },
    'nameservers',
    /at most 3/,
  ),
  dns('a name as DNS server', { nameservers: ['10.0.0.1', 'dns'] }, 'nameservers[1]', /an IP address/),
  dns(
    '33 search domains',
    { searches: Array.from({ length: 33 }, (_, index) => `d${index}.example.com`) },
    'searches',
    /at most 32/,
  ),
  dns('a search domain that is none', { searches: ['Not fine'] }, 'searches[0]', SUBDOMAIN),
  dns('a DNS option without name', { options: { ' ': '1' } }, 'options[" "]', /non-empty/),
  dns('a DNS option known later', { options: { ndots: late('1') } }, 'options["ndots"]', KNOWN),
];

const ROLLOUTS: readonly BadFarm[] = [
  ...['', ' \n', 'x'.repeat(501)].map((reason) =>
    profile(
      `"${reason}" as reason for a profile that is off`,
      { rollout: ProfileRollout.off({ reason }) },
      'rollout.reason',
      /a reason of 1 to 500 characters/,
    ),
  ),
  profile('no reason', { rollout: ProfileRollout.off(undefined as never) }, 'rollout.reason', /^a string$/),
  profile('a canary of all pods', { rollout: ProfileRollout.canary({}) }, 'rollout.labels', /at least one label/),
  profile(
    'a canary that Harness drops',
    { rollout: ProfileRollout.canary({ canary: 'x' }) },
    'rollout.labels["canary"]',
    /Harness drops/,
  ),
  profile('a word as rollout', { rollout: 'off' }, 'rollout', /a ProfileRollout/),
];

const TYPES: readonly BadFarm[] = [
  badFarm(
    'a plain object as profile',
    { kubernetesVersion: '1.36', podProfile: { userNamespaces: UserNamespaces.REQUIRED } },
    'podProfile',
    /a BuildPodProfile/,
  ),
  profile('user namespaces that are none', { userNamespaces: true }, 'userNamespaces', /one of/),
  profile('a seccomp profile that is none', { seccomp: 'Unconfined' }, 'seccomp', /one of/),
  profile('seconds as deadline', { deadline: 3600 }, 'deadline', /a Duration/),
  profile('a word as list', { imagePullSecrets: 'a' }, 'imagePullSecrets', /a list/),
  profile('an override of nothing', { overridable: ['deadline'] }, 'overridable[0]', /one of/),
  profile(
    'an override twice',
    { overridable: [OverridableSetting.LABELS, OverridableSetting.LABELS] },
    'overridable[1]',
    /without duplicates/,
  ),
];

/** Before 1.36, the API server changes no pods. */
const VERSIONS: readonly BadFarm[] = [
  ...[
    { kubernetesVersion: '1.35' },
    { kubernetesVersion: undefined },
    { clusterScoped: false, kubernetesVersion: '1.36' },
  ].map((props) =>
    badFarm(
      `a profile with user namespaces and ${JSON.stringify(props)}`,
      { ...props, podProfile: BuildPodProfile.of({ userNamespaces: UserNamespaces.REQUIRED }) },
      'podProfile.userNamespaces',
      /no value: Harness has no setting for it/,
    ),
  ),
  badFarm(
    'a profile with a seccomp profile on an old cluster',
    { kubernetesVersion: '1.30', podProfile: BuildPodProfile.of({ seccomp: PodSeccomp.RUNTIME_DEFAULT }) },
    'podProfile.seccomp',
    /no value: Harness has no setting for it/,
  ),
];

/** Every way to get a profile wrong. */
export const BAD_POD_PROFILE: readonly BadFarm[] = [
  NAMES,
  SCHEDULING,
  IMAGES,
  PROXIES,
  ENVIRONMENT,
  CERTIFICATES,
  MARKS,
  RESOURCES,
  ROLLOUTS,
  TYPES,
  VERSIONS,
].flat();

/** Unknown properties of a profile, and those that were meant. */
export const UNKNOWN_IN_PROFILE: readonly [property: string, options: object, meant: string][] = [
  ['userNamespace', { userNamespace: 'required' }, 'userNamespaces'],
  ['mirrors', { mirrors: { 'docker.io': 'mirror.example.com' } }, 'imageMirrors'],
  ['runtimeClass', { runtimeClass: 'gvisor' }, 'runtimeClassName'],
  ['proxy.no_proxy', { proxy: { http: 'http://a', no_proxy: [] } }, 'noProxy'],
  ['certificates.configMap', { certificates: { configMap: 'ca' } }, 'configMapName'],
  ['dnsConfig.searchs', { dnsConfig: { searchs: [] } }, 'searches'],
  ['rollout.reasons', { rollout: ProfileRollout.off({ reasons: 'a' } as never) }, 'reason'],
];

/** An error lists 20 mistakes: two profiles, each with the paths that are refused, by hand and in alphabetical order. */
export const WRONG_PROFILES: readonly [what: string, options: object, refused: readonly string[]][] = [
  [
    'the pod',
    {
      userNamespaces: true,
      runtimeClassName: 'Not fine',
      priorityClassName: 'Not fine',
      deadline: Duration.seconds(0),
      nodeSelector: { pool: 'a b' },
      tolerations: [{ key: 'a b' }, { key: 5, effect: 'NoSchedule' }],
      topologySpread: [{ topologyKey: '' }],
      imagePullSecrets: ['Not fine', 'a', 'a'],
      labels: { team: 'x' },
      annotations: { 'a b': 'c' },
      dnsConfig: { nameservers: ['dns'], searches: ['Not fine'] },
      overridable: ['labels', 'labels'],
      rollout: ProfileRollout.off({ reason: '' }),
    },
    [
      'annotations["a b"]',
      'deadline',
      'dnsConfig.nameservers[0]',
      'dnsConfig.searches[0]',
      'imagePullSecrets[0]',
      'imagePullSecrets[2]',
      'labels["team"]',
      'nodeSelector["pool"]',
      'overridable[1]',
      'priorityClassName',
      'rollout.reason',
      'runtimeClassName',
      'tolerations[0].effect',
      'tolerations[0].key',
      'tolerations[1].key',
      'topologySpread[0].topologyKey',
      'userNamespaces',
    ],
  ],
  [
    'containers',
    {
      imageMirrors: { 'docker.io': 'docker.io', wrong: 'mirror.example.com', 'ghcr.io': 'wrong' },
      proxy: { http: 'http://user:hunter2secret@proxy', https: 4, noProxy: ['a b'] },
      environment: { '1A': 'a', '2A': 'a' },
      certificates: { configMapName: 'Not fine', key: 'a/b', javaTrustStorePassword: 'a' },
      ephemeralStorage: { request: '2Gi', limit: '1Gi' },
    },
    [
      'certificates.configMapName',
      'certificates.javaTrustStorePassword',
      'certificates.key',
      'environment["1A"]',
      'environment["2A"]',
      'ephemeralStorage.request',
      'imageMirrors["docker.io"]',
      'imageMirrors["ghcr.io"]',
      'imageMirrors["wrong"]',
      'proxy.http',
      'proxy.https',
      'proxy.noProxy[0]',
    ],
  ],
];
