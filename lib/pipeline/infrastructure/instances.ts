/** Shapes of value-class instances, which the property types do not describe. */
import { instance, type Kinds, optionsOf, type Shape, struct, TEXT } from '../../core';
import { EXPRESSION_OR_TEXT, INPUT, SCOPE } from '../../document';
import type { StageVolume } from './stage-volume';

const VALUE_KINDS: Kinds = { RuntimeInput: INPUT, expression: EXPRESSION_OR_TEXT };

/** Members of each kind of volume in addition to its options. */
const VOLUME_SOURCES: { readonly [kind in StageVolume['_type']]: [member: string, Shape][] } = {
  EmptyDir: [],
  HostPath: [['path', TEXT]],
  PersistentVolumeClaim: [['claimName', TEXT]],
};

const VOLUME_OPTIONS: { readonly [kind in StageVolume['_type']]: Shape } = {
  EmptyDir: optionsOf(struct('EmptyDirOptions', VALUE_KINDS)),
  HostPath: optionsOf(struct('HostPathOptions', VALUE_KINDS)),
  PersistentVolumeClaim: optionsOf(struct('ClaimOptions', VALUE_KINDS)),
};

const VOLUME = instance(
  'a StageVolume',
  'Use a factory such as StageVolume.emptyDir(…).',
  'mountPath',
  ({ _type, mountPath, _options, _given }: StageVolume): [string, Shape, unknown][] => [
    ['.mountPath', TEXT, mountPath],
    ...VOLUME_SOURCES[_type].map(([member, shape]): [string, Shape, unknown] => [
      `.${member}`,
      shape,
      _options[member],
    ]),
    ['', VOLUME_OPTIONS[_type], _given],
  ],
);

export const INFRASTRUCTURE_KINDS: Kinds = {
  ...VALUE_KINDS,
  HarnessScope: SCOPE,
  IBuildFarmNamespace: instance(
    'a BuildFarmNamespace',
    'Pass the construct. BuildFarmNamespace.fromNamespaceName(…) imports one that exists.',
    'stageAnnotations',
  ),
  IKubernetesClusterConnector: instance(
    'a KubernetesClusterConnector',
    'Pass the construct. KubernetesClusterConnector.fromReference(…) imports one that exists.',
    'reference',
  ),
  StageVolume: VOLUME,
};
