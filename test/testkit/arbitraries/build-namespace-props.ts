/** Random properties of a build namespace. */
import * as fc from 'fast-check';
import {
  type BuildClusterOptions,
  type BuildFarmNamespaceProps,
  BuildIsolation,
  type BuildNamespaceOptions,
  ClusterPlatform,
} from '../../../lib/build-namespace';
import { PodSecurityLevel } from '../../../lib/workload';
import { allowedImages, costLabels } from './allowed-images';
import { egress, enforcement, hasIdentity, isolation, istio, platform, quota, volumeType } from './farm-choices';
import { metadataProps } from './metadata';
import { destination, peer } from './peers';
import { type ArbitraryOf, made, makingOf, named, struct } from './recorded';
import { podProfile } from './pod-profile';
import { allowedProjects } from './scope';
import { cloudIdentity, imagePullSecrets } from './service-account';
import { dnsLabel, dnsSubdomain } from './texts';

/** The options of a build namespace. */
export type Options = BuildNamespaceOptions & BuildClusterOptions;
/** The delegate that it may share a namespace with is a construct, which a test makes itself. */
export type RandomNamespaceProps = Omit<BuildFarmNamespaceProps, 'sharedWith'>;

/** The properties of a build namespace, each by itself; `consistentOptions` makes them fit each other. */
export const options: ArbitraryOf<Options> = {
  createNamespace: fc.boolean(),
  serviceAccountName: dnsSubdomain.filter((name) => name !== 'default'),
  createServiceAccount: fc.boolean(),
  additionalServiceAccounts: fc.uniqueArray(
    dnsSubdomain.map((name) => `x${name}`.slice(0, 200)),
    { maxLength: 2 },
  ),
  imagePullSecrets,
  cloudIdentity,
  isolation,
  enforcement,
  additionalVolumeTypes: fc.uniqueArray(volumeType, { maxLength: 2, selector: String }),
  allowedProjects,
  allowedImages,
  costLabels,
  podProfile,
  egress,
  additionalEgress: fc.array(destination, { maxLength: 2 }),
  dnsServers: fc.array(peer, { maxLength: 2 }),
  quota,
  istio,
  labels: metadataProps.labels,
  annotations: metadataProps.annotations,
  unsafeAllowPruning: fc.boolean(),
  platform,
  kubernetesVersion: fc.constantFrom('1.29', '1.30', 'v1.33.2-eks-1', '1.36.0+k3s1'),
  clusterScoped: fc.boolean(),
};

/** A name. */
export const buildNamespace = dnsLabel.map((name) => `b${name}`.slice(0, 63).replace(/-+$/, ''));

/** Random properties of a build namespace. */
export const namespaceProps: fc.Arbitrary<RandomNamespaceProps> = struct<RandomNamespaceProps>(
  'BuildFarmNamespaceProps',
  { ...options, namespace: buildNamespace },
  [],
).map((props) => named('BuildFarmNamespaceProps', consistentOptions(props)));

export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Changes as little as needed to make the properties consistent. */
export function consistentOptions<P extends Options>(given: P): P {
  const props: Writable<Options> = { ...given };
  if (makingOf(props.istio)?.name === 'Istio.initContainer' && props.isolation?.isLoose !== true) {
    props.isolation = made(BuildIsolation, 'dockerInDocker', { reason: 'The mesh needs it.' });
  }
  const forbids = /Fargate|Autopilot/.test(makingOf(props.platform)?.name ?? '');
  if (forbids && makingOf(props.istio)?.name === 'Istio.initContainer') props.platform = made(ClusterPlatform, 'gke');
  else if (forbids && props.isolation?.isLoose) delete props.isolation;
  if (makingOf(props.platform)?.name === 'ClusterPlatform.eksFargate') delete props.istio;
  if (props.isolation?.podSecurityLevel === PodSecurityLevel.RESTRICTED) {
    props.additionalVolumeTypes = props.additionalVolumeTypes?.filter((type) => !/^(nfs|other)$/.test(factoryOf(type)));
  }
  if (props.clusterScoped === false || props.kubernetesVersion === '1.29') {
    delete props.enforcement;
    delete props.allowedProjects;
    if (props.isolation?.auditsRestricted) delete props.isolation;
    delete props.allowedImages;
    delete props.costLabels;
  }
  // Only there can the API server change pods.
  if (props.clusterScoped === false || props.kubernetesVersion !== '1.36.0+k3s1') delete props.podProfile;
  if (makingOf(props.platform)?.name === 'ClusterPlatform.openShift') delete props.imagePullSecrets;
  if (!hasIdentity(props.platform, props.cloudIdentity)) delete props.cloudIdentity;
  // What is written to the ServiceAccount, and the choice among several, need one that is created.
  const { imagePullSecrets = [], additionalServiceAccounts = [], cloudIdentity } = props;
  if (imagePullSecrets.length > 0 || additionalServiceAccounts.length > 1 || cloudIdentity !== undefined) {
    props.createServiceAccount = true;
  }
  return props as P;
}

/** Name of the factory that made a value. */
function factoryOf(value: object): string {
  return makingOf(value)?.name.split('.')[1] ?? '';
}
