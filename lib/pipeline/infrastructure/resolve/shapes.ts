import { ImagePullPolicy, TaintEffect, UnsatisfiableConstraint } from '../../../delegate';
import { EXPRESSION_OR_TEXT, INPUT, SCOPE } from '../../../document';
import {
  choice,
  DURATION,
  FLAG,
  instance,
  listOf,
  mapOf,
  NUMBER,
  optionsOf,
  required,
  type Shape,
  type ShapesOf,
  struct,
  TEXT,
} from '../../../values';
import {
  BuildOperatingSystem,
  type ClaimInputs,
  type ClaimOptions,
  type EmptyDirInputs,
  type EmptyDirOptions,
  type HostPathInputs,
  type HostPathOptions,
  HostPathType,
  type InfrastructureInputs,
  type KubernetesDirectInfrastructureProps,
  type LabelExpression,
  LabelOperator,
  type PodSpecOverlay,
  type StageInfrastructureOptions,
  type StageSecurityContext,
  type StageSecurityContextInputs,
  type StageToleration,
  type StageTolerationInputs,
  type StageTopologySpread,
  type StageVolume,
  VolumeMedium,
} from '../props';

/** Values that may be expressions. */
const TEXTS = mapOf(EXPRESSION_OR_TEXT);

/** What each kind of volume has beside its options. */
const VOLUME_SOURCES: { readonly [kind in StageVolume['_type']]: [member: string, Shape][] } = {
  EmptyDir: [],
  HostPath: [['path', required(TEXT)]],
  PersistentVolumeClaim: [['claimName', required(TEXT)]],
};
const VOLUME_OPTIONS: { readonly [kind in StageVolume['_type']]: Shape } = {
  EmptyDir: struct<EmptyDirOptions>({
    medium: choice(VolumeMedium),
    size: EXPRESSION_OR_TEXT,
    inputs: struct<EmptyDirInputs>({ medium: EXPRESSION_OR_TEXT }),
  }),
  HostPath: struct<HostPathOptions>({
    type: choice(HostPathType),
    inputs: struct<HostPathInputs>({ type: EXPRESSION_OR_TEXT }),
  }),
  PersistentVolumeClaim: struct<ClaimOptions>({ readOnly: FLAG, inputs: struct<ClaimInputs>({ readOnly: INPUT }) }),
};
const VOLUME = instance(
  'a choice of StageVolume, for example StageVolume.emptyDir(…)',
  'mountPath',
  ({ _type, mountPath, _options, _given }: StageVolume): [string, Shape, unknown][] => [
    ['.mountPath', required(TEXT), mountPath],
    ...VOLUME_SOURCES[_type].map(([member, shape]): [string, Shape, unknown] => [
      `.${member}`,
      shape,
      _options[member],
    ]),
    ['', optionsOf(VOLUME_OPTIONS[_type]), _given],
  ],
);

const SECURITY_CONTEXT = struct<StageSecurityContext>({
  privileged: FLAG,
  allowPrivilegeEscalation: FLAG,
  addCapabilities: listOf(EXPRESSION_OR_TEXT),
  dropCapabilities: listOf(EXPRESSION_OR_TEXT),
  readOnlyRootFilesystem: FLAG,
  runAsNonRoot: FLAG,
  runAsUser: NUMBER,
  inputs: struct<StageSecurityContextInputs>({
    privileged: INPUT,
    allowPrivilegeEscalation: INPUT,
    addCapabilities: INPUT,
    dropCapabilities: INPUT,
    readOnlyRootFilesystem: INPUT,
    runAsNonRoot: INPUT,
    runAsUser: EXPRESSION_OR_TEXT,
  }),
});

const TOLERATION = struct<StageToleration>({
  identifier: TEXT,
  key: EXPRESSION_OR_TEXT,
  value: EXPRESSION_OR_TEXT,
  effect: choice(TaintEffect),
  tolerationSeconds: NUMBER,
  inputs: struct<StageTolerationInputs>({ effect: EXPRESSION_OR_TEXT }),
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
  podSpecOverlay: EXPRESSION_OR_TEXT,
  labels: EXPRESSION_OR_TEXT,
  annotations: EXPRESSION_OR_TEXT,
  runAsUser: EXPRESSION_OR_TEXT,
  initTimeout: EXPRESSION_OR_TEXT,
  imagePullPolicy: EXPRESSION_OR_TEXT,
});

/** Kinds of the settings that stages of a farm have as well. */
export const INFRASTRUCTURE_OPTION_SHAPES: ShapesOf<StageInfrastructureOptions> = {
  os: choice(BuildOperatingSystem),
  automountServiceAccountToken: FLAG,
  nodeSelector: TEXTS,
  volumes: listOf(VOLUME),
  serviceAccountName: EXPRESSION_OR_TEXT,
  labels: TEXTS,
  annotations: TEXTS,
  containerSecurityContext: SECURITY_CONTEXT,
  runAsUser: NUMBER,
  priorityClassName: EXPRESSION_OR_TEXT,
  tolerations: listOf(TOLERATION),
  podSpecOverlay: struct<PodSpecOverlay>({
    topologySpreadConstraints: required(listOf(SPREAD)),
    overlayYamlFlag: FLAG,
  }),
  hostNames: listOf(EXPRESSION_OR_TEXT),
  initTimeout: DURATION,
  imageConnector: EXPRESSION_OR_TEXT,
  imagePullPolicy: choice(ImagePullPolicy),
  inputs: INPUTS,
};

/** Kinds of all properties. What they may hold is checked where they are resolved. */
export const SHAPES: ShapesOf<KubernetesDirectInfrastructureProps> = {
  ...INFRASTRUCTURE_OPTION_SHAPES,
  scope: SCOPE,
  connector: required(instance('a KubernetesClusterConnector', 'reference')),
  namespace: EXPRESSION_OR_TEXT,
  buildNamespace: instance('a BuildFarmNamespace', 'stageAnnotations'),
};
