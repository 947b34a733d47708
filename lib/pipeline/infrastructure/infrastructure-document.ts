/** Resolves and renders the infrastructure of a stage. */
import type { Construct } from 'constructs';
import type { BuildIsolation, ClusterPlatform } from '../../build-namespace';
import {
  constructProps,
  DNS_SUBDOMAIN,
  emptyToNothing,
  instance,
  type Kinds,
  LABEL_VALUE,
  PropertyChecks,
  QUALIFIED_NAME,
  someOf,
  wholeSeconds,
} from '../../core';
import { checkTextOrExpression, copied, durationText, type HarnessScope, referenceFrom, SCOPE } from '../../document';
import type { IKubernetesClusterConnector } from '../../reference';
import { BUILD_LABEL_VALUE, checkAnnotations, DELEGATE_LABEL } from '../../workload';
import { checkCostLabels } from './cost-labels';
import { type InfrastructureInputs, type ResolvedInputs, resolveInputs, VALUE_KINDS } from './inputs';
import { checkIsolation } from './isolation';
import {
  checkAllowedProject,
  checkNamespaceAccount,
  isolationOf,
  resolveNamespace,
  resolveScope,
  resolveServiceAccount,
  viewpointOf,
} from './place';
import { checkPlatform, platformOf } from './platform';
import { checkPodProfile } from './pod-profile';
import {
  BuildOperatingSystem,
  type KubernetesDirectInfrastructureProps,
  type StageSecurityContextInputs,
} from './props';
import { resolveOverlay } from './overlay-document';
import { resolveTolerations } from './scheduling';
import { checkOperatingSystem, checkSecurity, userOf } from './security';
import { resolveVolumes, VOLUME } from './volumes';

/** Kinds of instances, which the types of the properties do not describe. */
export const INFRASTRUCTURE_KINDS: Kinds = {
  ...VALUE_KINDS,
  HarnessScope: () => SCOPE,
  IBuildFarmNamespace: () =>
    instance(
      'a BuildFarmNamespace',
      'Pass the construct. BuildFarmNamespace.fromNamespaceName(…) imports one that exists.',
      'stageAnnotations',
    ),
  IKubernetesClusterConnector: () =>
    instance(
      'a KubernetesClusterConnector',
      'Pass the construct. KubernetesClusterConnector.fromReference(…) imports one that exists.',
      'reference',
    ),
  StageVolume: () => VOLUME,
};

/** Labels set by Harness. */
const RESERVED = [
  'stageID',
  'stageName',
  'orgID',
  'projectID',
  'pipelineID',
  'pipelineExecutionId',
  'accountID',
] as const;

function checkMarks(
  checks: PropertyChecks,
  { labels = {}, annotations = {} }: KubernetesDirectInfrastructureProps,
): void {
  for (const [key, value] of Object.entries(labels)) {
    checks.key('labels', key, QUALIFIED_NAME);
    if (RESERVED.some((reserved) => reserved === key)) {
      const allowed = 'a key that Harness does not set itself';
      checks.refuse(`labels["${key}"]`, value, allowed, 'Remove the label, or use another key.');
    }
    if (key === DELEGATE_LABEL) {
      const allowed = 'a key other than harness.io/name, which selects the pods of delegates';
      checks.refuse(`labels["${key}"]`, value, allowed, 'Remove the label, or use another key.');
    }
    checkTextOrExpression(checks, `labels["${key}"]`, value, BUILD_LABEL_VALUE);
  }
  checkAnnotations(checks, 'annotations', annotations);
}

/** An infrastructure with all defaults filled in and all properties checked: the input of the renderer. */
export interface ResolvedInfrastructure {
  readonly props: KubernetesDirectInfrastructureProps;
  readonly connector: IKubernetesClusterConnector;
  /** Scope of the pipeline, if known. */
  readonly scope?: HarnessScope;
  /** Scope that references are resolved from: `scope`, or a placeholder project. */
  readonly viewpoint: HarnessScope;
  readonly namespace: string;
  readonly serviceAccountName?: string;
  readonly os: BuildOperatingSystem;
  readonly runAsUser?: number;
  readonly volumes: readonly object[];
  readonly tolerations: readonly object[];
  /** The overlay as a YAML string or an expression. */
  readonly overlay?: string;
  readonly initTimeoutSeconds?: number;
  readonly inputs: ResolvedInputs<InfrastructureInputs>;
  /** Runtime inputs of `containerSecurityContext`. */
  readonly contextInputs: ResolvedInputs<StageSecurityContextInputs>;
  readonly isolation?: BuildIsolation;
  /** Platform of the cluster, if the namespace knows it. */
  readonly platform?: ClusterPlatform;
}

const PROPS = constructProps('KubernetesDirectInfrastructureProps', INFRASTRUCTURE_KINDS);

/** Resolves and checks the properties. Throws for invalid input. */
export function resolveInfrastructure(
  construct: Construct,
  given: KubernetesDirectInfrastructureProps,
): ResolvedInfrastructure {
  const checks = new PropertyChecks(construct);
  return checks.resolved(PROPS, given, (props) => resolved(checks, props), copied);
}

function resolved(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): ResolvedInfrastructure {
  const inputs = checks.part(() => resolveInputs<InfrastructureInputs>(checks, props));
  const contextInputs = checks.part(() =>
    resolveInputs(checks, props.containerSecurityContext ?? {}, 'containerSecurityContext.'),
  );
  checks.part(() => checkMarks(checks, props));
  // What the platform forbids, no other isolation admits.
  checks.part(() => checkPlatform(checks, props));
  // Check the OS first: unsupported options can't be fixed.
  checks.part(() => checkOperatingSystem(checks, props));
  checks.part(() => checkSecurity(checks, props));
  const scope = checks.part(() => resolveScope(checks, props));
  const viewpoint = checks.part(() => viewpointOf(scope.value, props.connector));
  checkTexts(checks, props, () => viewpoint.value);
  const namespace = checks.part(() => resolveNamespace(checks, props));
  const serviceAccountName = checks.part(() => resolveServiceAccount(checks, props));
  const volumes = checks.part(() => resolveVolumes(checks, props));
  const tolerations = checks.part(() => resolveTolerations(checks, props.tolerations ?? []));
  const overlay = checks.part(
    () => inputs.value.podSpecOverlay ?? (props.podSpecOverlay && resolveOverlay(checks, props.podSpecOverlay, props)),
  );
  const initTimeoutSeconds = checks.part(() => resolveTimeout(checks, props));
  checks.part(() => checkNamespaceAccount(checks, props));
  checks.part(() => checkAllowedProject(checks, props, viewpoint.value));
  const isolation = isolationOf(props.buildNamespace);
  checks.part(() => isolation && checkIsolation(checks, props, isolation));
  checks.part(() => checkCostLabels(checks, props));
  checks.part(() => checkPodProfile(checks, props));
  return {
    props,
    connector: props.connector,
    scope: scope.value,
    viewpoint: viewpoint.value,
    namespace: namespace.value,
    serviceAccountName: serviceAccountName.value,
    os: props.os ?? BuildOperatingSystem.LINUX,
    runAsUser: userOf(props),
    volumes: volumes.value,
    tolerations: tolerations.value,
    overlay: overlay.value,
    initTimeoutSeconds: initTimeoutSeconds.value,
    inputs: inputs.value,
    contextInputs: contextInputs.value,
    isolation,
    platform: platformOf(props.buildNamespace),
  };
}

function resolveTimeout(
  checks: PropertyChecks,
  { initTimeout }: KubernetesDirectInfrastructureProps,
): number | undefined {
  return initTimeout && wholeSeconds(checks, 'initTimeout', initTimeout, LEAST_TIMEOUT, GREATEST_TIMEOUT);
}

/** Harness' schema requires at least two digits. */
const LEAST_TIMEOUT = 10;

/** One day: a longer timeout is most likely a mistake. */
const GREATEST_TIMEOUT = 24 * 60 * 60;

function checkTexts(
  checks: PropertyChecks,
  props: KubernetesDirectInfrastructureProps,
  viewpoint: () => HarnessScope,
): void {
  checks.part(() => {
    for (const [key, value] of Object.entries(props.nodeSelector ?? {})) {
      checks.key('nodeSelector', key, QUALIFIED_NAME);
      checkTextOrExpression(checks, `nodeSelector["${key}"]`, value, LABEL_VALUE);
    }
  });
  checks.part(() => {
    if (props.priorityClassName !== undefined) {
      checkTextOrExpression(checks, 'priorityClassName', props.priorityClassName, DNS_SUBDOMAIN);
    }
  });
  checks.part(() => {
    const { hostNames = [] } = props;
    hostNames.forEach((name, index) => {
      checkTextOrExpression(checks, `hostNames[${index}]`, name, DNS_SUBDOMAIN);
      checks.once(`hostNames[${index}]`, name, hostNames.slice(0, index));
    });
  });
  checks.part(() => {
    if (props.imageConnector !== undefined) {
      const rule = referenceFrom(viewpoint(), 'a Docker connector');
      checkTextOrExpression(checks, 'imageConnector', props.imageConnector, rule);
    }
  });
}

/**
 * Renders the infrastructure. Members that are `undefined` are not written.
 *
 * @see https://github.com/harness/harness-schema
 */
export function renderInfrastructure(infrastructure: ResolvedInfrastructure): { type: string; spec: object } {
  const { props, connector, inputs, overlay, initTimeoutSeconds } = infrastructure;
  const { labels = {}, annotations = {}, nodeSelector = {}, automountServiceAccountToken = true } = props;
  return {
    type: 'KubernetesDirect',
    spec: {
      connectorRef: connector.reference,
      namespace: infrastructure.namespace,
      volumes: inputs.volumes ?? someOf(infrastructure.volumes),
      serviceAccountName: infrastructure.serviceAccountName,
      automountServiceAccountToken: inputs.automountServiceAccountToken ?? automountServiceAccountToken,
      labels: inputs.labels ?? emptyToNothing(labels),
      annotations: inputs.annotations ?? emptyToNothing(annotations),
      containerSecurityContext: inputs.containerSecurityContext ?? securityContext(infrastructure),
      runAsUser: inputs.runAsUser ?? props.runAsUser,
      priorityClassName: props.priorityClassName,
      nodeSelector: inputs.nodeSelector ?? nodeSelector,
      tolerations: inputs.tolerations ?? someOf(infrastructure.tolerations),
      podSpecOverlay: overlay,
      hostNames: inputs.hostNames ?? someOf(props.hostNames ?? []),
      initTimeout: inputs.initTimeout ?? (initTimeoutSeconds && durationText(initTimeoutSeconds)),
      harnessImageConnectorRef: props.imageConnector,
      imagePullPolicy: inputs.imagePullPolicy ?? props.imagePullPolicy,
      os: inputs.os ?? infrastructure.os,
    },
  };
}

/** Lists every member explicitly, so that unchecked members are never written. */
function securityContext({
  props: { containerSecurityContext: context },
  contextInputs: inputs,
}: ResolvedInfrastructure): object | undefined {
  if (context === undefined) {
    return undefined;
  }
  const add = inputs.addCapabilities ?? someOf(context.addCapabilities ?? []);
  const drop = inputs.dropCapabilities ?? someOf(context.dropCapabilities ?? []);
  return {
    capabilities: add === undefined && drop === undefined ? undefined : { add, drop },
    privileged: inputs.privileged ?? context.privileged,
    allowPrivilegeEscalation: inputs.allowPrivilegeEscalation ?? context.allowPrivilegeEscalation,
    readOnlyRootFilesystem: inputs.readOnlyRootFilesystem ?? context.readOnlyRootFilesystem,
    runAsNonRoot: inputs.runAsNonRoot ?? context.runAsNonRoot,
    procMount: context.procMount,
    runAsUser: inputs.runAsUser ?? context.runAsUser,
  };
}
