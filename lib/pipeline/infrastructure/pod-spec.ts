/** What the pod spec of an overlay can contain, wherever the pod is. */
import { DNS_LABEL, listOf, OBJECT, own, pathOf, type PropertyChecks, unknownMembers } from '../../core';
import { dataOf, elementsOf, isSet, NODE_NAMESPACES, POD_SPEC, type PodData } from './pod-spec-values';
import { BuildOperatingSystem, type KubernetesDirectInfrastructureProps } from './props';

/*
 * Fields of Kubernetes 1.37.2, some behind a feature gate (looked up on 2026-11-30). A server of another version
 * refuses or ignores those that it does not know.
 */

/** @see https://github.com/kubernetes/api/blob/v0.37.2/core/v1/types.go PodSpec */
export const POD_FIELDS: readonly string[] =
  'activeDeadlineSeconds affinity automountServiceAccountToken containers dnsConfig dnsPolicy enableServiceLinks ephemeralContainers evictionResponders hostAliases hostIPC hostNetwork hostPID hostUsers hostname hostnameOverride imagePullSecrets initContainers nodeName nodeSelector os overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims resources restartPolicy runtimeClassName schedulerName schedulingGates schedulingGroup securityContext serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes workloadRef'.split(
    ' ',
  );

/** @see https://github.com/kubernetes/api/blob/v0.37.2/core/v1/types.go PodSecurityContext */
export const POD_SECURITY_FIELDS: readonly string[] =
  'appArmorProfile fsGroup fsGroupChangePolicy runAsGroup runAsNonRoot runAsUser seLinuxChangePolicy seLinuxOptions seccompProfile supplementalGroups supplementalGroupsPolicy sysctls windowsOptions'.split(
    ' ',
  );

/** @see https://github.com/kubernetes/api/blob/v0.37.2/core/v1/types.go Volume, VolumeSource */
export const POD_VOLUME_FIELDS: readonly string[] =
  'awsElasticBlockStore azureDisk azureFile cephfs cinder configMap csi downwardAPI emptyDir ephemeral fc flexVolume flocker gcePersistentDisk gitRepo glusterfs hostPath image iscsi name nfs persistentVolumeClaim photonPersistentDisk portworxVolume projected quobyte rbd scaleIO secret storageos vsphereVolume'.split(
    ' ',
  );

/**
 * Containers, which Harness makes of the steps. Of `containers`, the page says that existing ones can be overridden, and said
 * before that they are ignored (looked up on 2026-11-30): their names are those of Harness, and the steps have the settings.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/customize-podspec
 */
const CONTAINERS: { readonly [field: string]: readonly [allowed: string, remedy: string] } = {
  containers: [
    'no containers: Harness creates them from the steps',
    `Set the image, resources, environment and user on the steps, and the security context of all of them in ${own('containerSecurityContext')}.`,
  ],
  initContainers: [
    'no init containers, because Harness ignores them',
    'Use a step before the others, or a background step.',
  ],
  ephemeralContainers: [
    'no ephemeral containers, because Kubernetes refuses them in a new pod',
    'Remove it. kubectl debug adds one to a running pod.',
  ],
};

/** Fields with their own property, which is checked with the others and takes expressions. */
export const WITH_PROPERTY: { readonly [field: string]: string } = {
  nodeSelector: 'nodeSelector',
  tolerations: 'tolerations',
  priorityClassName: 'priorityClassName',
  serviceAccountName: 'serviceAccountName',
  serviceAccount: 'serviceAccountName',
  automountServiceAccountToken: 'automountServiceAccountToken',
  os: 'os',
};

export const SECURITY_WITH_PROPERTY: { readonly [field: string]: string } = {
  runAsUser: 'runAsUser',
  runAsNonRoot: 'containerSecurityContext.runAsNonRoot',
};

/** Throws for a pod spec that Harness or Kubernetes would refuse or ignore in every namespace. */
export function checkPodSpec(
  checks: PropertyChecks,
  podSpec: PodData,
  props: KubernetesDirectInfrastructureProps,
): void {
  const given = Object.keys(podSpec);
  if (given.length === 0) {
    checks.refuse(POD_SPEC, podSpec, 'at least one field', 'Add a field, or remove it.');
  }
  checks.apart(
    () => checks.each(given, (name) => checkField(checks, name)),
    () => refuseUnknown(checks, POD_SPEC, { names: KNOWN, what: 'a pod spec' }, given.filter(isOther)),
    () => checkConflicts(checks, podSpec, props),
    () => checkSecurityContext(checks, podSpec),
    () => checkVolumes(checks, podSpec),
    () => checkUserNamespace(checks, podSpec),
    () => checkOnWindows(checks, podSpec, props),
  );
}

function checkField(checks: PropertyChecks, name: string): void {
  if (Object.hasOwn(CONTAINERS, name)) {
    checks.refuse(pathOf(POD_SPEC, name), undefined, ...CONTAINERS[name]);
  }
  if (name === 'spec') {
    const remedy = 'Pass the fields below spec: it is written around them.';
    checks.refuse(pathOf(POD_SPEC, name), undefined, 'the fields of a pod spec', remedy, 'unknown property');
  }
  refuseWithProperty(checks, POD_SPEC, name, WITH_PROPERTY);
}

/** Whether a field has no error of its own. */
function isOther(name: string): boolean {
  return name !== 'spec' && !Object.hasOwn(CONTAINERS, name);
}

const KNOWN = POD_FIELDS.filter(isOther);

/** The property can also be given: then it is unknown which of the two Harness would use. */
function refuseWithProperty(
  checks: PropertyChecks,
  where: string,
  name: string,
  table: { readonly [field: string]: string },
): void {
  if (Object.hasOwn(table, name)) {
    const allowed = `no value, because the infrastructure has the property ${own(table[name])}`;
    checks.refuse(pathOf(where, name), undefined, allowed, `Set ${own(table[name])} instead.`);
  }
}

/** Nobody reads a list of all fields. */
function refuseUnknown(
  checks: PropertyChecks,
  property: string,
  { names, what }: Fields,
  given: readonly string[],
): void {
  checks.each(unknownMembers({ property, names }, given, []), ({ name, meant, allowed, remedy }) => {
    const expected = meant.length > 0 ? allowed : `a field of ${what}, as of Kubernetes 1.37`;
    checks.refuse(pathOf(property, name), undefined, expected, remedy, 'unknown property');
  });
}

/** The fields of an object of the Kubernetes API. */
interface Fields {
  readonly names: readonly string[];
  /** What errors call the object. */
  readonly what: string;
}

function checkConflicts(
  checks: PropertyChecks,
  podSpec: PodData,
  { podSpecOverlay, hostNames, inputs }: KubernetesDirectInfrastructureProps,
): void {
  const twice = {
    topologySpreadConstraints: ['podSpecOverlay.topologySpreadConstraints', podSpecOverlay?.topologySpreadConstraints],
    hostAliases: ['hostNames', hostNames ?? inputs?.hostNames],
  } as const;
  for (const [name, [property, other]] of Object.entries(twice)) {
    if (isSet(podSpec[name]) && other !== undefined) {
      const allowed = `no value when ${own(property)} is set`;
      checks.part(() => checks.refuse(`${POD_SPEC}.${name}`, undefined, allowed, 'Remove one of the two.'));
    }
  }
}

function checkSecurityContext(checks: PropertyChecks, { securityContext }: PodData): void {
  if (securityContext === undefined) {
    return;
  }
  const where = `${POD_SPEC}.securityContext`;
  OBJECT(checks, where, securityContext);
  const given = Object.keys(dataOf(securityContext));
  checks.apart(
    () => checks.each(given, (name) => refuseWithProperty(checks, where, name, SECURITY_WITH_PROPERTY)),
    () => refuseUnknown(checks, where, { names: POD_SECURITY_FIELDS, what: 'the security context of a pod' }, given),
  );
}

/**
 * Names of the volumes that Harness makes: of the sources, its tools, shared paths, and `volumes`.
 *
 * @see https://github.com/vigneswara-propelo/harness-core/blob/283a069fdfa99d82b16fd7193b48c0926fd1851c/930-delegate-tasks/src/main/java/io/harness/delegate/task/citasks/cik8handler/k8java/pod/BasePodSpecBuilder.java
 */
const VOLUMES_OF_HARNESS = /^(harness|addon|shared-[0-9]+|volume-[0-9]+)$/;

function checkVolumes(checks: PropertyChecks, { volumes }: PodData): void {
  if (volumes === undefined) {
    return;
  }
  const property = `${POD_SPEC}.volumes`;
  listOf(OBJECT)(checks, property, volumes);
  const all = elementsOf(volumes, property);
  checks.each(all, ({ where, element }, index) => {
    const { name } = element;
    checks.part(() =>
      refuseUnknown(checks, where, { names: POD_VOLUME_FIELDS, what: 'a volume' }, Object.keys(element)),
    );
    if (typeof name !== 'string') {
      checks.refuse(`${where}.name`, undefined, 'the name of the volume', 'Set it.', 'missing');
    }
    checks.plainText(`${where}.name`, name, DNS_LABEL);
    if (VOLUMES_OF_HARNESS.test(name)) {
      const allowed = 'a name that Harness does not use: harness, addon, shared-0, volume-0 and so on';
      checks.refuse(`${where}.name`, name, allowed, 'Use another name.');
    }
    const others = all.slice(0, index).map(({ element: other }) => String(other.name));
    checks.once(`${where}.name`, name, others);
  });
}

/** @see https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/#limitations */
function checkUserNamespace(checks: PropertyChecks, podSpec: PodData): void {
  for (const name of NODE_NAMESPACES) {
    if (podSpec.hostUsers === false && podSpec[name] === true) {
      const allowed = 'false with hostUsers: false, because Kubernetes refuses both together';
      checks.refuse(`${POD_SPEC}.${name}`, true, allowed, 'Remove one of the two.');
    }
  }
}

/** @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/validation/validation.go validateWindows */
const NOT_ON_WINDOWS = ['hostPID', 'hostIPC', 'hostUsers', 'shareProcessNamespace'];

function checkOnWindows(
  checks: PropertyChecks,
  podSpec: PodData,
  { os, inputs }: KubernetesDirectInfrastructureProps,
): void {
  if (os !== BuildOperatingSystem.WINDOWS || inputs?.os !== undefined) {
    return;
  }
  const context = Object.keys(dataOf(podSpec.securityContext)).filter((name) => name !== 'windowsOptions');
  const given = [
    ...NOT_ON_WINDOWS.filter((name) => name in podSpec),
    ...context.map((name) => `securityContext.${name}`),
  ];
  checks.each(given, (name) =>
    checks.refuse(`${POD_SPEC}.${name}`, undefined, 'no value for builds on Windows', 'Remove it.'),
  );
}
