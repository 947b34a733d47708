/** Random profiles of build pods. */
import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import {
  type BuildCertificates,
  type BuildDnsConfig,
  BuildPodProfile,
  type BuildPodProfileOptions,
  type BuildProxy,
  type DefaultEphemeralStorage,
  OverridableSetting,
  type PausedRolloutOptions,
  PodSeccomp,
  ProfileRollout,
  UserNamespaces,
} from '../../../lib/build-pods';
import { TaintEffect } from '../../../lib/workload';
import { anyFactory, made, named, struct } from './recorded';
import { spread, toleration } from './scheduling';
import { anyOf, dnsSubdomain, ipAddress, labelKey, someText } from './texts';

/** What Harness does not drop. */
const labelValue = fc.stringMatching(/^[a-z0-9][-a-z0-9]{0,8}[a-z0-9]$/);

const labels = fc.dictionary(labelKey, labelValue, { minKeys: 1, maxKeys: 3 }).map((map) => ({ ...map }));

const url = fc.constantFrom('http://proxy.example.com:3128', 'https://10.0.0.1', 'http://[fd00::1]:80/');

const proxy = struct<BuildProxy>(
  'BuildProxy',
  { http: url, https: url, noProxy: fc.uniqueArray(fc.oneof(dnsSubdomain, ipAddress), { maxLength: 2 }) },
  ['http'],
);

const certificates = struct<BuildCertificates>(
  'BuildCertificates',
  {
    configMapName: dnsSubdomain,
    key: fc.constantFrom('ca.crt', 'bundle.pem'),
    javaTrustStoreKey: fc.constantFrom('ca.p12', 'trust-store'),
    javaTrustStorePassword: fc
      .stringMatching(/^[!-&(-~]{1,9}$/)
      .map((word) => word.replaceAll('"', ''))
      .filter((word) => word !== ''),
  },
  ['configMapName'],
).map((given) =>
  given.javaTrustStoreKey === undefined
    ? named('BuildCertificates', { ...given, javaTrustStorePassword: undefined })
    : given,
);

const ephemeralStorage = struct<DefaultEphemeralStorage>(
  'DefaultEphemeralStorage',
  { request: fc.constantFrom('10Mi', '1Gi'), limit: fc.constantFrom('1Gi', '1536Mi') },
  ['request'],
);

const dnsConfig = struct<BuildDnsConfig>(
  'BuildDnsConfig',
  {
    nameservers: fc.uniqueArray(ipAddress, { minLength: 1, maxLength: 3 }),
    searches: fc.uniqueArray(dnsSubdomain, { minLength: 1, maxLength: 3 }),
    options: fc.constantFrom<{ [name: string]: string }>({ ndots: '2' }, { edns0: '', timeout: '1' }),
  },
  [],
).filter((given) => Object.keys(given).length > 0);

const rollout = anyFactory(ProfileRollout, {
  all: fc.constant([]),
  canary: fc.tuple(labels),
  off: fc.tuple(struct<PausedRolloutOptions>('PausedRolloutOptions', { reason: someText }, ['reason'])),
});

/** Mirrors of some places; none is the mirror of another one. */
const imageMirrors = fc
  .uniqueArray(fc.constantFrom('docker.io', 'docker.io/library', 'ghcr.io', 'ghcr.io/example', 'localhost:5000'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((prefixes) => Object.fromEntries(prefixes.map((prefix, index) => [prefix, `mirror.example.com/m${index}`])));

/** Random options of a profile. */
export const profileOptions = struct<BuildPodProfileOptions>(
  'BuildPodProfileOptions',
  {
    userNamespaces: anyOf(UserNamespaces),
    seccomp: anyOf(PodSeccomp),
    runtimeClassName: dnsSubdomain,
    deadline: fc.integer({ min: 1, max: 10 ** 6 }).map((seconds) => Duration.seconds(seconds)),
    priorityClassName: dnsSubdomain,
    nodeSelector: labels,
    tolerations: fc.array(
      toleration.map((given) =>
        named('DelegateToleration', { ...given, effect: given.effect ?? TaintEffect.NO_SCHEDULE }),
      ),
      { minLength: 1, maxLength: 2 },
    ),
    topologySpread: fc.uniqueArray(spread, { minLength: 1, maxLength: 2, selector: ({ topologyKey }) => topologyKey }),
    imageMirrors,
    imagePullSecrets: fc.uniqueArray(
      dnsSubdomain.map((name) => `s${name}`.slice(0, 200)),
      { minLength: 1, maxLength: 2 },
    ),
    proxy,
    environment: fc
      .dictionary(fc.stringMatching(/^[A-Z_]{4}[A-Z0-9]{0,9}$/), someText, { minKeys: 1, maxKeys: 3 })
      .map((map) => ({ ...map })),
    certificates,
    labels,
    annotations: fc.dictionary(labelKey, someText, { minKeys: 1, maxKeys: 3 }).map((map) => ({ ...map })),
    enableServiceLinks: fc.boolean(),
    ephemeralStorage,
    dnsConfig,
    preventEviction: fc.boolean(),
    overridable: fc.uniqueArray(anyOf(OverridableSetting), { maxLength: 3 }),
    rollout,
  },
  [],
);

/** Random profiles. */
export const podProfile = profileOptions.map((options) => made(BuildPodProfile, 'of', options));
