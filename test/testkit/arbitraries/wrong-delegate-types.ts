/** Fields of a delegate's properties, with their types. */
import type { StructName } from '../../../lib/core';
import { DelegateAdoption, DelegateImage, type HarnessDelegateProps } from '../../../lib/delegate';
import { type Type, typesOf } from './wrong-types';

/** Every property. */
export const TYPES = typesOf('HarnessDelegateProps');

/** A field within a property, and properties that are valid except for that field. */
export interface NestedField {
  readonly path: string;
  readonly type: Type;
  readonly propsWith: (value: unknown) => object;
}

function within(path: string, struct: StructName, around: (given: object) => object): NestedField[] {
  return Object.entries(typesOf(struct)).map(([key, type]) => ({
    path: `${path}.${key}`,
    type,
    propsWith: (value) => around({ [key]: value }),
  }));
}

const IMAGE_OF_UPGRADER = DelegateImage.of('example.com/harness/upgrader:1.6.0');
const LEGACY_IMAGE = DelegateImage.of('example.com/harness/delegate:26.02.88404');

/** Fields of the structs, and elements of the lists. */
export const NESTED_FIELDS: readonly NestedField[] = [
  ...within('autoscaling', 'DelegateAutoscaling', (given) => ({ autoscaling: { maxReplicas: 3, ...given } })),
  ...within('podDisruptionBudget', 'DelegateDisruptionBudget', (podDisruptionBudget) => ({
    replicas: 3,
    podDisruptionBudget,
  })),
  ...within('resources', 'DelegateResources', (resources) => ({ resources })),
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
    within(probe, 'ProbeTuning', (given) => ({ [probe]: given })),
  ),
  ...within('volumeMounts[0]', 'DelegateVolumeMount', (given) => ({
    volumes: [{ name: 'a' }],
    volumeMounts: [{ name: 'a', mountPath: '/a', ...given }],
  })),
  ...within('tolerations[0]', 'DelegateToleration', (given) => ({ tolerations: [{ key: 'a', ...given }] })),
  ...within('topologySpread[0]', 'DelegateTopologySpread', (given) => ({
    topologySpread: [{ topologyKey: 'a', ...given }],
  })),
  ...within('hostAliases[0]', 'DelegateHostAlias', (given) => ({
    hostAliases: [{ ip: '::1', hostnames: ['a'], ...given }],
  })),
  ...within('upgrader', 'DelegateUpgrader', (given) => ({
    image: LEGACY_IMAGE,
    upgrader: { image: IMAGE_OF_UPGRADER, ...given },
  })),
  ...within('adoption', 'HelmAdoptionOptions', (given) => ({
    image: LEGACY_IMAGE,
    adoption: DelegateAdoption.helm({ release: 'a', ...given }),
  })),
  ...within('networkPolicy', 'DelegateNetworkPolicy', (networkPolicy) => ({ networkPolicy })),
  ...within('proxy', 'DelegateProxy', (given) => ({
    image: DelegateImage.of('a:26.02.88404'),
    proxy: { host: 'proxy.example.com', port: 3128, ...given },
  })),
  ...(['tags', 'imagePullSecrets'] as const).map((list) => element(list, 'text')),
  ...(['env', 'volumes', 'initContainers', 'sidecars', 'volumeMounts'] as const).map((list) =>
    element(list, 'instance'),
  ),
  ...(['hostAliases', 'topologySpread'] as const).map((list) => element(list, 'instance')),
  element('tolerations', 'object'),
  ...(['labels', 'annotations', 'podLabels', 'podAnnotations', 'nodeSelector'] as const).map((map): NestedField => ({
    path: `${map}["a"]`,
    type: 'text',
    propsWith: (value) => ({ [map]: { a: value } }),
  })),
  {
    path: 'autoscaling.metrics[0]',
    type: 'instance',
    propsWith: (value) => ({ autoscaling: { maxReplicas: 3, metrics: [value] } }),
  },
  {
    path: 'networkPolicy.metricsFrom[0]',
    type: 'instance',
    propsWith: (value) => ({ networkPolicy: { metricsFrom: [value] } }),
  },
];

function element(list: keyof HarnessDelegateProps, type: Type): NestedField {
  return { path: `${list}[0]`, type, propsWith: (value) => ({ [list]: [value] }) };
}
