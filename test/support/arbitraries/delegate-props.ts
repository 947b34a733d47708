import {
  type DelegateAutoscaling,
  DelegateDnsPolicy,
  DelegateGeneration,
  DelegateProfile,
  type DelegateVolumeMount,
  type HarnessDelegateProps,
  PodSecurityLevel,
} from 'harness-constructs';
import { Duration } from 'cdk8s';
import type * as fc from 'fast-check';
import { availabilityProps } from './availability';
import { containerProps } from './container';
import { identityProps, tagOf } from './identity';
import { metadataProps } from './metadata';
import { networkProps } from './network-policy';
import { type ArbitraryOf, named, struct } from './recorded';
import { schedulingProps } from './scheduling';

type Props = { -readonly [K in keyof HarnessDelegateProps]: HarnessDelegateProps[K] };

/** Every property: one without an arbitrary is a type error. */
const everyProperty: ArbitraryOf<HarnessDelegateProps> = {
  ...identityProps,
  ...availabilityProps,
  ...containerProps,
  ...schedulingProps,
  ...networkProps,
  ...metadataProps,
};

/** Random properties of which a delegate can be made, and which a real API server accepts. */
export const delegateProps: fc.Arbitrary<HarnessDelegateProps> = struct<HarnessDelegateProps>(
  'HarnessDelegateProps',
  everyProperty,
  ['accountId', 'delegateName', 'image', 'token', 'access'],
).map((given) => named<HarnessDelegateProps>('HarnessDelegateProps', consistent(given)));

/** Changes as little as is needed for the properties to fit each other. */
function consistent(given: HarnessDelegateProps): HarnessDelegateProps {
  const props: Props = { ...given };
  security(props);
  image(props);
  pods(props);
  stopping(props);
  mounts(props);
  if (props.managerEndpoint?.startsWith('http:')) props.unsafePlainHttp = true;
  if (props.dnsPolicy === DelegateDnsPolicy.NONE) {
    props.dnsConfig = { nameservers: ['10.0.0.53'], ...(props.dnsConfig as object | undefined) };
  }
  return props;
}

/** OpenShift and root exclude each other, and so do root and the level `restricted`. */
function security(props: Props): void {
  if (props.openShift && props.profile === DelegateProfile.DOCUMENTED) delete props.openShift;
  if (props.openShift) delete props.unsafeRunAsRoot;
  const asRoot = props.unsafeRunAsRoot === true || props.profile === DelegateProfile.DOCUMENTED;
  const contradicts = asRoot && props.podSecurityLevel === PodSecurityLevel.RESTRICTED;
  if (props.createNamespace === false || contradicts) delete props.podSecurityLevel;
}

/** A tag that does not tell the generation needs it said; an old image does not know the idle wait. */
function image(props: Props): void {
  const version = /^v?[0-9]+\.([0-9]+)\.[0-9]+([-+.]\D.*)?$/.exec(tagOf(props.image) ?? '');
  if (version === null) props.generation = DelegateGeneration.NEW;
  if (version !== null && tagOf(props.image)?.startsWith('1.20.')) delete props.idleWaitBeforeStop;
}

/** An autoscaler decides alone, and a budget needs two pods. */
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

/** A pod does not wait for longer than it lives. */
function stopping(props: Props): void {
  const { idleWaitBeforeStop: wait, terminationGracePeriod: grace = Duration.seconds(600) } = props;
  if (wait !== undefined && wait.toSeconds() > grace.toSeconds()) props.idleWaitBeforeStop = grace;
}

/** Mounts are of volumes that the pod has. */
function mounts(props: Props): void {
  const own = props.readOnlyRootFilesystem ? ['tmp', 'working-directory'] : [];
  const names = [...((props.volumes ?? []) as { name: string }[]).map(({ name }) => name), ...own];
  if (names.length === 0) delete props.volumeMounts;
  props.volumeMounts = props.volumeMounts?.map((mount, index) =>
    named<DelegateVolumeMount>('DelegateVolumeMount', { ...mount, name: names[index % names.length] }),
  );
}
