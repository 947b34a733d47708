/** How the values of the table are set in a program. */
import {
  BuildEgress,
  BuildIsolation,
  BuildQuota,
  ClusterPlatform,
  Istio,
  SeccompSource,
} from '../../../lib/build-namespace';
import { NetworkPeer } from '../../../lib/core';
import { DelegateEgress, DelegateImage } from '../../../lib/delegate';
import type { CiBuildInfra, CiBuildInfraProps } from '../../../lib/farm';
import {
  BuildOperatingSystem,
  CiStep,
  type StageInfrastructureOptions,
  StageVolume,
  StepConnector,
} from '../../../lib/pipeline';
import { CloudIdentity } from '../../../lib/workload';
import { addFarm } from '../infras';
import { newChart } from '../../testkit/synth';
import { type OptionName, OPTIONS, type ValueOf } from './table';

/** A value for each option. */
export type Choice = { readonly [Name in OptionName]: ValueOf<Name> };

/** What a value means: properties of the farm, or what its stages need to use it. */
interface Meaning {
  readonly props?: Partial<CiBuildInfraProps>;
  /** Settings of stages on Linux. */
  readonly linux?: StageInfrastructureOptions;
  readonly windows?: StageInfrastructureOptions;
  readonly hasDocker?: boolean;
}

const reason = 'Builds of this team need it.';
const isolation = (value: BuildIsolation, more: Meaning = {}): Meaning => ({ props: { isolation: value }, ...more });
const identity = (cloudIdentity: CloudIdentity): Meaning => ({ props: { cloudIdentity } });
const platform = (value: ClusterPlatform): Meaning => ({ props: { platform: value } });
const DESTINATIONS = [{ peer: NetworkPeer.cidr('10.0.0.0/8') }, { peer: NetworkPeer.cidr('34.0.0.0/8'), ports: [443] }];
const POD = { cpu: '2', memory: '8Gi' };
const OF_LINUX = { 'kubernetes.io/os': 'linux' };
const delegate = (delegateOptions: CiBuildInfraProps['delegateOptions']): Meaning => ({ props: { delegateOptions } });
const LEGACY = 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:26.02.88404.minimal';

const MEANINGS: { readonly [Name in OptionName]: { readonly [Value in ValueOf<Name>]: Meaning } } = {
  isolation: {
    'BuildIsolation.baseline()': {},
    'BuildIsolation.baseline({ auditRestricted: true })': isolation(BuildIsolation.baseline({ auditRestricted: true })),
    'BuildIsolation.restricted({ seccompFrom })': isolation(
      BuildIsolation.restricted({ seccompFrom: SeccompSource.ELSEWHERE }),
    ),
    'BuildIsolation.dockerInDocker({ reason })': isolation(BuildIsolation.dockerInDocker({ reason }), {
      hasDocker: true,
    }),
    'BuildIsolation.dockerInDocker({ reason, unsafeSharedNodes: true })': isolation(
      BuildIsolation.dockerInDocker({ reason, unsafeSharedNodes: true }),
      { hasDocker: true },
    ),
    'BuildIsolation.hostPaths([…], { reason })': isolation(BuildIsolation.hostPaths(['/cache'], { reason }), {
      linux: { volumes: [StageVolume.hostPath('/cache', '/cache')] },
    }),
  },
  egress: {
    'BuildEgress.everythingButCloudMetadata()': {},
    'BuildEgress.publicOnly()': { props: { egress: BuildEgress.publicOnly() } },
    'BuildEgress.restrictedTo([…])': { props: { egress: BuildEgress.restrictedTo(DESTINATIONS) } },
    'BuildEgress.unrestricted()': { props: { egress: BuildEgress.unrestricted() } },
  },
  quota: {
    none: {},
    'BuildQuota.forConcurrentBuilds(…)': { props: { quota: BuildQuota.forConcurrentBuilds(10, POD) } },
    'BuildQuota.ofTotal(…)': {
      props: { quota: BuildQuota.ofTotal({ cpu: '40', memory: '160Gi', pods: 40 }) },
    },
  },
  istio: {
    none: {},
    'Istio.cni()': { props: { istio: Istio.cni() } },
    'Istio.ambient()': { props: { istio: Istio.ambient() } },
    'Istio.initContainer()': { props: { istio: Istio.initContainer() } },
  },
  'shared namespace': { separate: {}, 'sharedNamespace: true': { props: { sharedNamespace: true } } },
  identity: {
    none: {},
    'CloudIdentity.irsa(…)': identity(CloudIdentity.irsa('arn:aws:iam::123456789012:role/ci')),
    'CloudIdentity.eksPodIdentity()': identity(CloudIdentity.eksPodIdentity()),
    'CloudIdentity.gke(…)': identity(CloudIdentity.gke('ci@project.iam.gserviceaccount.com')),
    'CloudIdentity.azure(…)': identity(CloudIdentity.azure('12345678-1234-1234-1234-123456789012')),
  },
  'operating system': { Linux: {}, Windows: { windows: { os: BuildOperatingSystem.WINDOWS } } },
  nodes: {
    any: {},
    nodeSelector: {
      ...delegate({ nodeSelector: OF_LINUX }),
      linux: { nodeSelector: { ...OF_LINUX, pool: 'builds' } },
      windows: { nodeSelector: { 'kubernetes.io/os': 'windows', pool: 'windows-builds' } },
    },
  },
  platform: {
    'ClusterPlatform.generic()': {},
    'ClusterPlatform.eks()': platform(ClusterPlatform.eks()),
    'ClusterPlatform.eksFargate()': platform(ClusterPlatform.eksFargate()),
    'ClusterPlatform.gke()': platform(ClusterPlatform.gke()),
    'ClusterPlatform.gkeAutopilot()': platform(ClusterPlatform.gkeAutopilot()),
    'ClusterPlatform.aks()': platform(ClusterPlatform.aks()),
    'ClusterPlatform.openShift()': platform(ClusterPlatform.openShift()),
    'ClusterPlatform.rancher()': platform(ClusterPlatform.rancher()),
  },
  'delegate network policy': {
    none: {},
    'networkPolicy: {}': delegate({ networkPolicy: {} }),
    'DelegateEgress.restrictedTo([…])': delegate({
      networkPolicy: { egress: DelegateEgress.restrictedTo(DESTINATIONS) },
    }),
  },
  metrics: {
    annotations: {},
    metricsFrom: delegate({ networkPolicy: { metricsFrom: [NetworkPeer.namespace('monitoring')] } }),
    'metricsAnnotations: false': delegate({ metricsAnnotations: false }),
  },
  autoscaler: { none: {}, autoscaling: delegate({ autoscaling: { maxReplicas: 3 } }) },
  proxy: {
    none: {},
    'proxy (legacy delegate)': {
      props: {
        image: DelegateImage.of(LEGACY),
        delegateOptions: { proxy: { host: '10.0.0.8', port: 3128 } },
      },
    },
  },
};

export const NAMES = Object.keys(OPTIONS) as OptionName[];

export const DEFAULTS = Object.fromEntries(NAMES.map((name) => [name, OPTIONS[name][0]])) as unknown as Choice;

const connector = StepConnector.dockerHub('account.docker_hub');

/** A farm with a stage on Linux and, if chosen, one on Windows. Throws what refuses it. */
export function farmOf(choice: Choice): CiBuildInfra {
  const meanings = NAMES.map((name) => (MEANINGS[name] as { [value: string]: Meaning })[choice[name]]);
  const farm = addFarm(newChart(), 'Farm', meanings.reduce(merged, {}));
  const settings = (of: 'linux' | 'windows') =>
    meanings.some((meaning) => meaning[of] !== undefined) || of === 'linux'
      ? Object.assign({}, ...meanings.map((meaning) => meaning[of]))
      : undefined;
  const docker = meanings.some(({ hasDocker }) => hasDocker) ? [CiStep.dockerInDocker('Docker', { connector })] : [];
  const run = CiStep.run('Tests', { image: 'golang:1.26', connector, command: 'go test ./...' });
  farm.stage({ name: 'Linux', infrastructureOptions: settings('linux'), steps: [...docker, run] });
  if (choice['operating system'] === 'Windows') {
    const image = 'golang:1.26-windowsservercore-ltsc2022';
    const steps = [CiStep.run('Tests', { image, connector, command: 'go test ./...' })];
    farm.stage({ name: 'Windows', infrastructureOptions: settings('windows'), steps });
  }
  return farm;
}

function merged(props: Partial<CiBuildInfraProps>, { props: more = {} }: Meaning): Partial<CiBuildInfraProps> {
  const [one, other] = [props.delegateOptions, more.delegateOptions];
  const networkPolicy = { ...one?.networkPolicy, ...other?.networkPolicy };
  const hasPolicy = (one?.networkPolicy ?? other?.networkPolicy) !== undefined;
  return { ...props, ...more, delegateOptions: { ...one, ...other, ...(hasPolicy ? { networkPolicy } : {}) } };
}
