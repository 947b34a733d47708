import { RuntimeInput } from '../../lib/document';
import { KubernetesDirectInfrastructure, LabelOperator, StageVolume } from '../../lib/pipeline';
import { HarnessErrors, type StructName } from '../../lib/core';
import { BAD_INFRASTRUCTURE } from '../testkit/arbitraries/stage-bad-infrastructure';
import { type Type, typesOf, wrongValuesFor } from '../testkit/arbitraries/wrong-types';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { infrastructureOf, type InfrastructureProps } from './stages';

describe('invalid input is refused at construction; the error names construct, property, expected value and remedy', () => {
  describe.each(Object.entries(BAD_INFRASTRUCTURE))('%s', (_subject, rows) => {
    test.each(rows.map((row) => [row.what, row] as const))('%s', (_what, { props, property, allowed }) => {
      const details = refused(() => infrastructureOf(props));
      expect(details).toMatchObject({ property, constructPath: 'test/Infrastructure' });
      expect(details.allowed).toMatch(allowed);
      expect(details.remedy).toMatch(/^[A-Z].{4,}[.]$/s);
    });
  });
});

type Row = readonly [path: string, type: Type, propsWith: (value: unknown) => InfrastructureProps];

function within(path: string, struct: StructName, around: (given: object) => object): Row[] {
  return Object.entries(typesOf(struct)).map(([key, type]) => [
    `${path}.${key}`,
    type,
    (value) => around({ [key]: value }),
  ]);
}

const spreadWith = (given: object) => ({
  podSpecOverlay: { topologySpreadConstraints: [{ topologyKey: 'zone', matchLabels: { a: 'b' }, ...given }] },
});

const FIELDS: readonly Row[] = [
  ...Object.entries(typesOf('KubernetesDirectInfrastructureProps')).map(([key, type]): Row => [
    key,
    type,
    (value) => ({ [key]: value }),
  ]),
  ...within('containerSecurityContext', 'StageSecurityContext', (containerSecurityContext) => ({
    containerSecurityContext,
  })),
  ...within('containerSecurityContext.inputs', 'StageSecurityContextInputs', (inputs) => ({
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
  ['podSpecOverlay.podSpec', 'object', (value) => ({ podSpecOverlay: { overlayYamlFlag: true, podSpec: value } })],
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
  ...within('tolerations[0]', 'StageToleration', (given) => ({ tolerations: [{ key: 'a', ...given }] })),
  ...within('podSpecOverlay.topologySpreadConstraints[0]', 'StageTopologySpread', spreadWith),
  ...within('podSpecOverlay.topologySpreadConstraints[0].matchExpressions[0]', 'LabelExpression', (given) =>
    spreadWith({ matchExpressions: [{ key: 'a', operator: LabelOperator.EXISTS, ...given }] }),
  ),
  ...within('inputs', 'InfrastructureInputs', (inputs) => ({ inputs })),
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

/** Wrong values that are not refused, or not by the name of the property. */
function notRefused([path, type, propsWith]: Row): string[] {
  return (
    wrongValuesFor(type)
      // The medium of a disk is an empty string.
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

describe('a value of the wrong type is refused by name, without a crash', () => {
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
