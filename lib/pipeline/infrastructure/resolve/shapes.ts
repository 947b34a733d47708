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
  optionsOf,
  required,
  type Shape,
  type ShapesOf,
  struct,
  TEXT,
} from '../../../values';
import {
  BuildOperatingSystem,
  type ClaimOptions,
  type EmptyDirOptions,
  type HostPathOptions,
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

/** What each kind of volume has beside its options. */
const VOLUME_SOURCES: { readonly [kind in StageVolume['_type']]: [member: string, Shape][] } = {
  EmptyDir: [],
  HostPath: [['path', required(TEXT)]],
  PersistentVolumeClaim: [['claimName', required(TEXT)]],
};
const VOLUME_OPTIONS: { readonly [kind in StageVolume['_type']]: Shape } = {
  EmptyDir: struct<EmptyDirOptions>({ medium: choice(VolumeMedium), size: TEXT }),
  HostPath: struct<HostPathOptions>({ type: choice(HostPathType) }),
  PersistentVolumeClaim: struct<ClaimOptions>({ readOnly: FLAG }),
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
  scope: SCOPE,
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
  connector: required(instance('a KubernetesClusterConnector', 'reference')),
  namespace: TEXT,
  buildNamespace: instance('a BuildFarmNamespace', 'stageAnnotations'),
};
