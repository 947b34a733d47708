import { ImagePullPolicy, TaintEffect, UnsatisfiableConstraint } from '../../../delegate';
import { INPUT, SCOPE } from '../../../document';
import {
  choice,
  DURATION,
  FLAG,
  instance,
  listOf,
  mapOf,
  NUMBER,
  required,
  type ShapesOf,
  struct,
  TEXT,
} from '../../../values';
import {
  BuildOperatingSystem,
  HostPathType,
  type InfrastructureInputs,
  type KubernetesDirectInfrastructureProps,
  type LabelExpression,
  LabelOperator,
  type PodSpecOverlay,
  type StageInfrastructureOptions,
  type StageSecurityContext,
  type StageToleration,
  type StageTopologySpread,
  type StageVolume,
  VolumeMedium,
} from '../props';

const TEXTS = mapOf(TEXT);

/** Every option of every kind of volume. */
const VOLUME_OPTIONS = struct({
  medium: choice(VolumeMedium),
  size: TEXT,
  path: TEXT,
  type: choice(HostPathType),
  claimName: TEXT,
  readOnly: FLAG,
});
const VOLUME = instance(
  'a choice of StageVolume, for example StageVolume.emptyDir(…)',
  'mountPath',
  ({ mountPath, _options }: StageVolume) => [
    ['.mountPath', required(TEXT), mountPath],
    ['', VOLUME_OPTIONS, _options],
  ],
);

const SECURITY_CONTEXT = struct<StageSecurityContext>({
  privileged: FLAG,
  allowPrivilegeEscalation: FLAG,
  addCapabilities: listOf(TEXT),
  dropCapabilities: listOf(TEXT),
  readOnlyRootFilesystem: FLAG,
  runAsNonRoot: FLAG,
  runAsUser: NUMBER,
});

const TOLERATION = struct<StageToleration>({
  identifier: TEXT,
  key: TEXT,
  value: TEXT,
  effect: choice(TaintEffect),
  tolerationSeconds: NUMBER,
});

const SPREAD = struct<StageTopologySpread>({
  topologyKey: required(TEXT),
  maxSkew: NUMBER,
  whenUnsatisfiable: choice(UnsatisfiableConstraint),
  minDomains: NUMBER,
  matchLabels: TEXTS,
  matchExpressions: listOf(
    struct<LabelExpression>({ key: required(TEXT), operator: required(choice(LabelOperator)), values: listOf(TEXT) }),
  ),
});

const INPUTS = struct<InfrastructureInputs>({
  os: INPUT,
  automountServiceAccountToken: INPUT,
  nodeSelector: INPUT,
  volumes: INPUT,
  containerSecurityContext: INPUT,
  tolerations: INPUT,
  hostNames: INPUT,
  labels: TEXT,
  annotations: TEXT,
  runAsUser: TEXT,
  initTimeout: TEXT,
  imagePullPolicy: TEXT,
});

/** Kinds of the settings that stages of a farm have as well. */
export const INFRASTRUCTURE_OPTION_SHAPES: ShapesOf<StageInfrastructureOptions> = {
  os: choice(BuildOperatingSystem),
  automountServiceAccountToken: FLAG,
  nodeSelector: TEXTS,
  volumes: listOf(VOLUME),
  serviceAccountName: TEXT,
  labels: TEXTS,
  annotations: TEXTS,
  containerSecurityContext: SECURITY_CONTEXT,
  runAsUser: NUMBER,
  priorityClassName: TEXT,
  tolerations: listOf(TOLERATION),
  podSpecOverlay: struct<PodSpecOverlay>({ topologySpread: required(listOf(SPREAD)) }),
  hostNames: listOf(TEXT),
  initTimeout: DURATION,
  imageConnector: TEXT,
  imagePullPolicy: choice(ImagePullPolicy),
  inputs: INPUTS,
};

/** Kinds of all properties. What they may hold is checked where they are resolved. */
export const SHAPES: ShapesOf<KubernetesDirectInfrastructureProps> = {
  ...INFRASTRUCTURE_OPTION_SHAPES,
  scope: SCOPE,
  connector: required(instance('a KubernetesClusterConnector', 'reference')),
  namespace: TEXT,
  buildNamespace: instance('a BuildFarmNamespace', 'stageAnnotations'),
};
