import {
  HarnessErrors,
  type InfrastructureInputs,
  KubernetesDirectInfrastructure,
  type KubernetesDirectInfrastructureProps,
  type LabelExpression,
  LabelOperator,
  RuntimeInput,
  type StageSecurityContext,
  type StageSecurityContextInputs,
  type StageToleration,
  type StageTopologySpread,
  StageVolume,
} from 'harness-constructs';
import { BAD_INFRASTRUCTURE } from '../support/arbitraries/stage-bad-infrastructure';
import { type Type, wrongValuesFor } from '../support/arbitraries/wrong-types';
import { refused } from '../support/refused';
import { newChart } from '../support/synth';
import { infrastructureOf, type InfrastructureProps } from './stages';

describe('bad input is refused at construction, by construct and property, with what is allowed and what to do', () => {
  describe.each(Object.entries(BAD_INFRASTRUCTURE))('%s', (_subject, rows) => {
    test.each(rows.map((row) => [row.what, row] as const))('%s', (_what, { props, property, allowed }) => {
      const details = refused(() => infrastructureOf(props));
      expect(details).toMatchObject({ property, constructPath: 'test/Infrastructure' });
      expect(details.allowed).toMatch(allowed);
      expect(details.remedy).toMatch(/^[A-Z].{4,}[.]$/s);
    });
  });
});

type TypesOf<T> = { readonly [K in keyof Required<T>]: Type };

/** Every property: a new one is a type error here. */
const TYPES: TypesOf<KubernetesDirectInfrastructureProps> = {
  connector: 'instance',
  namespace: 'text',
  buildNamespace: 'instance',
  scope: 'instance',
  os: 'choice',
  automountServiceAccountToken: 'flag',
  nodeSelector: 'object',
  volumes: 'list',
  serviceAccountName: 'text',
  labels: 'object',
  annotations: 'object',
  containerSecurityContext: 'object',
  runAsUser: 'number',
  priorityClassName: 'text',
  tolerations: 'list',
  podSpecOverlay: 'object',
  hostNames: 'list',
  initTimeout: 'instance',
  imageConnector: 'text',
  imagePullPolicy: 'choice',
  inputs: 'object',
};

const CONTEXT: TypesOf<StageSecurityContext> = {
  privileged: 'flag',
  allowPrivilegeEscalation: 'flag',
  addCapabilities: 'list',
  dropCapabilities: 'list',
  readOnlyRootFilesystem: 'flag',
  runAsNonRoot: 'flag',
  runAsUser: 'number',
  inputs: 'object',
};
const CONTEXT_INPUTS: TypesOf<StageSecurityContextInputs> = {
  privileged: 'instance',
  allowPrivilegeEscalation: 'instance',
  addCapabilities: 'instance',
  dropCapabilities: 'instance',
  readOnlyRootFilesystem: 'instance',
  runAsNonRoot: 'instance',
  runAsUser: 'text',
};
const TOLERATION: TypesOf<StageToleration> = {
  identifier: 'text',
  key: 'text',
  value: 'text',
  effect: 'choice',
  tolerationSeconds: 'number',
  inputs: 'object',
};
const SPREAD: TypesOf<StageTopologySpread> = {
  topologyKey: 'text',
  maxSkew: 'number',
  whenUnsatisfiable: 'choice',
  minDomains: 'number',
  matchLabels: 'object',
  matchExpressions: 'list',
};
const EXPRESSION: TypesOf<LabelExpression> = { key: 'text', operator: 'choice', values: 'list' };
const INPUTS: TypesOf<InfrastructureInputs> = {
  os: 'instance',
  automountServiceAccountToken: 'instance',
  nodeSelector: 'instance',
  volumes: 'instance',
  containerSecurityContext: 'instance',
  tolerations: 'instance',
  hostNames: 'instance',
  podSpecOverlay: 'text',
  labels: 'text',
  annotations: 'text',
  runAsUser: 'text',
  initTimeout: 'text',
  imagePullPolicy: 'text',
};

type Row = readonly [path: string, type: Type, propsWith: (value: unknown) => InfrastructureProps];

function within<T>(path: string, types: TypesOf<T>, around: (given: object) => object): Row[] {
  return Object.entries(types).map(([key, type]) => [
    `${path}.${key}`,
    type as Type,
    (value) => around({ [key]: value }),
  ]);
}

const spreadWith = (given: object) => ({
  podSpecOverlay: { topologySpreadConstraints: [{ topologyKey: 'zone', matchLabels: { a: 'b' }, ...given }] },
});

const FIELDS: readonly Row[] = [
  ...Object.entries(TYPES).map(([key, type]): Row => [key, type, (value) => ({ [key]: value })]),
  ...within<StageSecurityContext>('containerSecurityContext', CONTEXT, (containerSecurityContext) => ({
    containerSecurityContext,
  })),
  ...within<StageSecurityContextInputs>('containerSecurityContext.inputs', CONTEXT_INPUTS, (inputs) => ({
    containerSecurityContext: { inputs },
  })),
  ['tolerations[0].inputs.effect', 'text', (value) => ({ tolerations: [{ inputs: { effect: value as string } }] })],
  [
    'podSpecOverlay.overlayYamlFlag',
    'flag',
    (value) => ({
      podSpecOverlay: { overlayYamlFlag: value as boolean, ...spreadWith({}).podSpecOverlay },
    }),
  ],
  [
    'volumes[0].inputs.medium',
    'text',
    (value) => ({ volumes: [StageVolume.emptyDir('/a', { inputs: { medium: value as string } })] }),
  ],
  [
    'volumes[0].inputs.type',
    'text',
    (value) => ({ volumes: [StageVolume.hostPath('/a', '/b', { inputs: { type: value as string } })] }),
  ],
  [
    'volumes[0].inputs.readOnly',
    'instance',
    (value) => ({
      volumes: [StageVolume.persistentVolumeClaim('/a', 'b', { inputs: { readOnly: value as RuntimeInput } })],
    }),
  ],
  ...within<StageToleration>('tolerations[0]', TOLERATION, (given) => ({ tolerations: [{ key: 'a', ...given }] })),
  ...within<StageTopologySpread>('podSpecOverlay.topologySpreadConstraints[0]', SPREAD, spreadWith),
  ...within<LabelExpression>('podSpecOverlay.topologySpreadConstraints[0].matchExpressions[0]', EXPRESSION, (given) =>
    spreadWith({ matchExpressions: [{ key: 'a', operator: LabelOperator.EXISTS, ...given }] }),
  ),
  ...within<InfrastructureInputs>('inputs', INPUTS, (inputs) => ({ inputs })),
  ...(['labels', 'annotations', 'nodeSelector'] as const).map((map): Row => [
    `${map}["a"]`,
    'text',
    (value) => ({ [map]: { a: value } }),
  ]),
  ['hostNames[0]', 'text', (value) => ({ hostNames: [value as string] })],
  ['volumes[0]', 'instance', (value) => ({ volumes: [value as StageVolume] })],
  ['volumes[0].mountPath', 'text', (value) => ({ volumes: [StageVolume.emptyDir(value as string)] })],
  ['volumes[0].medium', 'choice', (value) => ({ volumes: [StageVolume.emptyDir('/a', { medium: value as never })] })],
  ['volumes[0].size', 'text', (value) => ({ volumes: [StageVolume.emptyDir('/a', { size: value as string })] })],
  ['volumes[0].path', 'text', (value) => ({ volumes: [StageVolume.hostPath('/a', value as string)] })],
  ['volumes[0].type', 'choice', (value) => ({ volumes: [StageVolume.hostPath('/a', '/b', { type: value as never })] })],
  [
    'volumes[0].claimName',
    'text',
    (value) => ({ volumes: [StageVolume.persistentVolumeClaim('/a', value as string)] }),
  ],
  [
    'volumes[0].readOnly',
    'flag',
    (value) => ({ volumes: [StageVolume.persistentVolumeClaim('/a', 'b', { readOnly: value as boolean })] }),
  ],
  ...(['defaultValue', 'regex'] as const).map((option): Row => [
    `inputs.os.${option}`,
    'text',
    (value) => ({ inputs: { os: RuntimeInput.of({ [option]: value }) } }),
  ]),
  ['inputs.os.allowedValues', 'list', (value) => ({ inputs: { os: RuntimeInput.of({ allowedValues: value as [] }) } })],
  [
    'inputs.os.duringExecution',
    'flag',
    (value) => ({ inputs: { os: RuntimeInput.of({ duringExecution: value as true }) } }),
  ],
];

/** The wrong values that are not refused, or not by the name of the property. */
function notRefused([path, type, propsWith]: Row): string[] {
  return (
    wrongValuesFor(type)
      // The medium of a disk has no name.
      .filter(([what]) => !(path === 'volumes[0].medium' && what === 'an empty text'))
      .flatMap(([what, value]) => {
        try {
          infrastructureOf(propsWith(value));
          return [`${what}: accepted`];
        } catch (error) {
          const { property } = HarnessErrors.detailsOf(error) ?? { property: String(error) };
          return property.startsWith(path) ? [] : [`${what}: ${property} is refused`];
        }
      })
  );
}

describe('a value of the wrong type is refused by name and without a crash', () => {
  test.each(FIELDS)('%s, which is a %s', (...row) => {
    expect(notRefused(row)).toEqual([]);
  });

  test.each([null, 'text', 42, []])('%p as properties', (props) => {
    const make = () => new KubernetesDirectInfrastructure(newChart(), 'Infrastructure', props as never);
    expect(refused(make).property).toBe('props');
  });

  test('no connector at all', () => {
    const make = () => new KubernetesDirectInfrastructure(newChart(), 'Infrastructure', {} as never);
    expect(refused(make).property).toBe('connector');
  });
});
