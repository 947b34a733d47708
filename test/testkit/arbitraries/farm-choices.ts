/** Random options for a build namespace. */
import * as fc from 'fast-check';
import {
  BuildEgress,
  type BaselineIsolationOptions,
  BuildIsolation,
  type BuildLimits,
  BuildQuota,
  type BuildRequests,
  BuildVolumeType,
  type BuildVolumeTypeOptions,
  ClusterPlatform,
  Istio,
  PolicyEnforcement,
  type IstioOptions,
  IstioPortHandling,
  type DockerInDockerIsolationOptions,
  type LooseIsolationOptions,
  type RestrictedIsolationOptions,
  SeccompSource,
  type TotalRequests,
} from '../../../lib/build-namespace';
import type { CloudIdentity } from '../../../lib/workload';
import { destination } from './peers';
import { anyFactory, makingOf, named, struct } from './recorded';
import { anyOf, labelValue, someText } from './texts';

const reason = struct<LooseIsolationOptions>('LooseIsolationOptions', { reason: someText }, ['reason']);
const dockerOptions = struct<DockerInDockerIsolationOptions>(
  'DockerInDockerIsolationOptions',
  { reason: someText, unsafeSharedNodes: fc.boolean() },
  ['reason'],
);
const baselineOptions = struct<BaselineIsolationOptions>(
  'BaselineIsolationOptions',
  { auditRestricted: fc.boolean() },
  [],
);
// Without it, the namespace would admit no build.
const restrictedOptions = struct<RestrictedIsolationOptions>(
  'RestrictedIsolationOptions',
  { seccompFrom: fc.constant(SeccompSource.ELSEWHERE) },
  ['seccompFrom' as never],
);
const hostPath = fc.constantFrom('/var/run/docker.sock', '/opt', '/a/b c/größe', '/.hidden', '/a/..b', '/"quoted"');

export const isolation = anyFactory(BuildIsolation, {
  baseline: fc.tuple(baselineOptions),
  restricted: fc.tuple(restrictedOptions),
  dockerInDocker: fc.tuple(dockerOptions),
  hostPaths: fc.tuple(fc.uniqueArray(hostPath, { minLength: 1, maxLength: 3 }), reason),
});

export const enforcement = anyFactory(PolicyEnforcement, {
  deny: fc.constant([]),
  warn: fc.tuple(reason),
  audit: fc.tuple(reason),
  breakGlass: fc.tuple(reason),
});

const why = struct<BuildVolumeTypeOptions>('BuildVolumeTypeOptions', { reason: someText }, ['reason']);

export const volumeType = anyFactory(BuildVolumeType, {
  csi: fc.tuple(fc.constantFrom('secrets-store.csi.k8s.io', 'A', 'a-b.c'), why),
  nfs: fc.tuple(fc.constantFrom('nfs.example.com', '10.0.0.1', 'fd00::1'), why),
  ephemeral: fc.tuple(why),
  image: fc.tuple(why),
  other: fc.tuple(fc.constantFrom('azureFile', 'iscsi', 'vsphereVolume'), why),
});

export const egress = anyFactory(BuildEgress, {
  everythingButCloudMetadata: fc.constant([]),
  publicOnly: fc.constant([]),
  restrictedTo: fc.tuple(fc.array(destination, { maxLength: 3 })),
  unrestricted: fc.constant([]),
});

const amounts = {
  cpu: fc.constantFrom('500m', '2', '0.1', '5e0', '100u'),
  memory: fc.constantFrom('4Gi', '512Mi', '1.5Gi', '1048576', '1e9', '1G'),
  ephemeralStorage: fc.constantFrom('10Gi', '500M', '1Ti'),
};
const claims = fc.integer({ min: 0, max: 9 });
const counts = {
  claims,
  storage: fc.constantFrom('1Ti', '500G', '1Mi'),
  secrets: fc.integer({ min: 0, max: 99 }),
  services: fc.integer({ min: 0, max: 99 }),
  extendedResources: fc.dictionary(
    fc.constantFrom('nvidia.com/gpu', 'example.com/a_b.c', 'amd.com/gpu'),
    fc.integer({ min: 0, max: 9 }),
    { maxKeys: 2, noNullPrototype: true },
  ),
};
const limitsOf = (cpu: string[], memory: string[]) =>
  struct<BuildLimits>('BuildLimits', { cpu: fc.constantFrom(...cpu), memory: fc.constantFrom(...memory) }, []);
const builds = fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom(1, 10));
const requests = struct<BuildRequests>(
  'BuildRequests',
  { ...amounts, ...counts, limits: limitsOf(['10', '20500m'], ['4Gi', '10G']) },
  ['cpu', 'memory'],
);
/** More than one build of those above requests, and a delegate beside it. */
const total = struct<TotalRequests>(
  'TotalRequests',
  {
    cpu: fc.constantFrom('64', '10', '1k', '10000m'),
    memory: fc.constantFrom('256Gi', '1Ti', '1e12'),
    ephemeralStorage: fc.constantFrom('2Ti', '5e12'),
    limits: limitsOf(['1k', '1001'], ['1Ti', '2Ti']),
    pods: fc.integer({ min: 10, max: 100_000 }),
    ...counts,
    // With room for the Secrets of the namespace and the headless Service of a mesh.
    secrets: fc.integer({ min: 20, max: 99 }),
    services: fc.integer({ min: 1, max: 99 }),
  },
  ['cpu', 'memory', 'pods'],
);

export const quota = anyFactory(BuildQuota, {
  forConcurrentBuilds: fc.tuple(builds, requests),
  ofTotal: fc.oneof(fc.tuple(total), fc.tuple(total, requests)),
});

const istioOptions = struct<IstioOptions>(
  'IstioOptions',
  {
    strict: fc.boolean(),
    revision: labelValue.filter((value) => value !== ''),
    portHandling: anyOf(IstioPortHandling),
  },
  [],
);

export const istio = anyFactory(Istio, {
  cni: fc.tuple(istioOptions),
  ambient: fc.tuple(
    istioOptions.map(({ strict, revision }) => named<IstioOptions>('IstioOptions', { strict, revision })),
  ),
  initContainer: fc.tuple(istioOptions),
});

/** The cloud identities that each platform has. All others have any. */
const IDENTITIES: { readonly [platform: string]: readonly string[] } = {
  eks: ['irsa', 'eksPodIdentity'],
  eksFargate: ['irsa'],
  gke: ['gke'],
  gkeAutopilot: ['gke'],
  aks: ['azure'],
  openShift: ['irsa', 'azure'],
  rancher: ['irsa', 'azure'],
};

/** Whether the platform has the identity, so that both can be given. */
export function hasIdentity(given: ClusterPlatform | undefined, identity: CloudIdentity | undefined): boolean {
  const [of, kind] = [given, identity].map((value) => makingOf(value)?.name.split('.')[1] ?? '');
  return identity === undefined || (IDENTITIES[of] ?? [kind]).includes(kind);
}

export const platform = anyFactory(ClusterPlatform, {
  generic: fc.constant([]),
  eks: fc.constant([]),
  eksFargate: fc.constant([]),
  gke: fc.constant([]),
  gkeAutopilot: fc.constant([]),
  aks: fc.constant([]),
  openShift: fc.constant([]),
  rancher: fc.constant([]),
});
