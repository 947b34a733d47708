import { Duration } from 'cdk8s';
import type * as fc from 'fast-check';
import { runsBuildsIn } from '../../../lib/access';
import { type NetworkDestination, NetworkPeer } from '../../../lib/core';
import {
  type DelegateAutoscaling,
  DelegateDnsPolicy,
  DelegateEgress,
  type DelegateNetworkPolicy,
  DelegateProfile,
  type DelegateProxy,
  type DelegateVolumeMount,
  type HarnessDelegateProps,
} from '../../../lib/delegate';
import { DelegateGeneration } from '../../../lib/reference';
import { PodSecurityLevel } from '../../../lib/workload';
import { adoptionProps } from './adoption';
import { availabilityProps } from './availability';
import { containerProps } from './container';
import { identityProps, tagOf, toldBy } from './identity';
import { LEGACY_ONLY, legacyProps } from './legacy';
import { metadataProps } from './metadata';
import { networkProps } from './network-policy';
import { type ArbitraryOf, made, makingOf, named, struct } from './recorded';
import { schedulingProps } from './scheduling';
import { upgraderProps } from './upgrader';

/** Tags of images without support for certificates. */
const BEFORE_CERTIFICATES = /^(1\.20|1\.30|v1\.25)\./;

type Props = { -readonly [K in keyof HarnessDelegateProps]: HarnessDelegateProps[K] };

/** Every property: one without an arbitrary is a type error. */
const everyProperty: ArbitraryOf<HarnessDelegateProps> = {
  ...identityProps,
  ...availabilityProps,
  ...containerProps,
  ...schedulingProps,
  ...networkProps,
  ...legacyProps,
  ...upgraderProps,
  ...adoptionProps,
  ...metadataProps,
};

/** Random valid properties of a delegate, which a real API server accepts. */
export const delegateProps: fc.Arbitrary<HarnessDelegateProps> = struct<HarnessDelegateProps>(
  'HarnessDelegateProps',
  everyProperty,
  ['accountId', 'delegateName', 'image', 'token', 'access'],
).map((given) => named<HarnessDelegateProps>('HarnessDelegateProps', consistent(given)));

/** Changes as little as needed to make the properties consistent. */
function consistent(given: HarnessDelegateProps): HarnessDelegateProps {
  const props: Props = { ...given };
  image(props);
  security(props);
  upgrading(props);
  wayToProxy(props);
  pods(props);
  stopping(props);
  mounts(props);
  if (props.managerEndpoint?.startsWith('http:')) props.unsafePlainHttp = true;
  if (props.dnsPolicy === DelegateDnsPolicy.NONE) {
    props.dnsConfig = { nameservers: ['10.0.0.53'], ...(props.dnsConfig as object | undefined) };
  }
  return props;
}

/** OpenShift and root exclude each other, and so do root, or builds in the namespace, and the level `restricted`. */
function security(props: Props): void {
  const isAsFound = props.adoption !== undefined && props.profile === undefined;
  const hasRootfulLayout = isAsFound || props.profile === DelegateProfile.DOCUMENTED;
  if (props.openShift && hasRootfulLayout) delete props.openShift;
  if (props.openShift) delete props.unsafeRunAsRoot;
  const asRoot = props.unsafeRunAsRoot === true || hasRootfulLayout;
  const hasBuilds = runsBuildsIn(props.access, 'harness-delegate');
  const contradicts = (asRoot || hasBuilds) && props.podSecurityLevel === PodSecurityLevel.RESTRICTED;
  const makesNamespace = props.createNamespace ?? props.adoption === undefined;
  if (!makesNamespace || contradicts) delete props.podSecurityLevel;
}

/**
 * Sets the generation only if the tag does not identify it. An old image supports neither the
 * idle wait nor the read-only root file system, and each generation has settings that the other lacks.
 */
function image(props: Props): void {
  const tag = tagOf(props.image) ?? '';
  const told = toldBy(tag);
  const generation = told ?? props.generation ?? (props.upgrader ? DelegateGeneration.LEGACY : DelegateGeneration.NEW);
  if (told === undefined || props.generation !== undefined) props.generation = generation;
  if (generation === DelegateGeneration.NEW) {
    if (tag.startsWith('1.20.')) delete props.idleWaitBeforeStop;
    if (BEFORE_CERTIFICATES.test(tag)) {
      delete props.customCa;
      delete props.mutualTls;
    }
    for (const property of LEGACY_ONLY) delete props[property];
    delete props.upgrader;
    delete props.adoption;
  } else {
    if (tag.startsWith('24.01.')) delete props.readOnlyRootFilesystem;
    delete props.idleWaitBeforeStop;
  }
  if (props.adoption !== undefined) delete props.profile;
}

/** Does not set proxy variables twice, and lets a restricted egress reach the proxy. */
function wayToProxy(props: Props): void {
  if (props.proxy === undefined) return;
  props.env = props.env?.filter(({ name }) => name !== 'NO_PROXY');
  const { egress } = props.networkPolicy ?? {};
  if (egress?._isOpen !== false) return;
  const toProxy = named<NetworkDestination>('NetworkDestination', {
    peer: made(NetworkPeer, 'cidr', '0.0.0.0/0'),
    ports: [props.proxy.port],
  });
  const destinations = (makingOf(egress)?.args[0] ?? []) as NetworkDestination[];
  props.networkPolicy = named<DelegateNetworkPolicy>('DelegateNetworkPolicy', {
    ...props.networkPolicy,
    egress: made(DelegateEgress, 'restrictedTo', [...destinations, toProxy]),
  });
}

/** An upgrader does not support a proxy with credentials: one of the two is removed. */
function upgrading(props: Props): void {
  const { upgrader, proxy } = props;
  if (upgrader === undefined || proxy?.credentials === undefined) return;
  if (proxy.port % 2 === 0) delete props.upgrader;
  else props.proxy = named<DelegateProxy>('DelegateProxy', { ...proxy, credentials: undefined });
}

/** An autoscaler excludes `replicas`, and a budget needs two pods. */
function pods(props: Props): void {
  const least = props.podDisruptionBudget === undefined ? 0 : 2;
  if (props.autoscaling !== undefined) {
    delete props.replicas;
    const minReplicas = Math.max(least, props.autoscaling.minReplicas ?? 1);
    if (least > 0)
      props.autoscaling = named<DelegateAutoscaling>('DelegateAutoscaling', { ...props.autoscaling, minReplicas });
    return;
  }
  const documented = props.profile === DelegateProfile.DOCUMENTED ? 1 : 0;
  if (least > 0 || props.replicas !== undefined) props.replicas = Math.max(least, documented, props.replicas ?? 0);
}

/** The idle wait must not exceed the grace period. */
function stopping(props: Props): void {
  const { idleWaitBeforeStop: wait, terminationGracePeriod: grace = Duration.seconds(600) } = props;
  if (wait !== undefined && wait.toSeconds() > grace.toSeconds()) props.idleWaitBeforeStop = grace;
}

/** Mounts refer to volumes of the pod. */
function mounts(props: Props): void {
  const own = props.readOnlyRootFilesystem ? ['tmp', 'working-directory'] : [];
  const names = [...((props.volumes ?? []) as { name: string }[]).map(({ name }) => name), ...own];
  if (names.length === 0) delete props.volumeMounts;
  props.volumeMounts = props.volumeMounts?.map((mount, index) =>
    named<DelegateVolumeMount>('DelegateVolumeMount', { ...mount, name: names[index % names.length] }),
  );
}
