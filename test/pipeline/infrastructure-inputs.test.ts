import { Duration } from 'cdk8s';
import { RuntimeInput } from '../../lib/document';
import {
  BuildOperatingSystem,
  type InfrastructureInputs,
  type KubernetesDirectInfrastructureProps,
  StageVolume,
} from '../../lib/pipeline';
import { refused } from '../testkit/refused';
import { infrastructureProblems } from '../testkit/stage-schema';
import { infrastructureOf, specOf } from './stages';

/** What Harness accepts for each setting: only a runtime input, or any expression. A missing setting is a type error. */
const TAKES: { readonly [name in keyof Required<InfrastructureInputs>]: 'input' | 'expression' } = {
  os: 'input',
  automountServiceAccountToken: 'input',
  nodeSelector: 'input',
  volumes: 'input',
  containerSecurityContext: 'input',
  tolerations: 'input',
  hostNames: 'input',
  podSpecOverlay: 'expression',
  labels: 'expression',
  annotations: 'expression',
  runAsUser: 'expression',
  initTimeout: 'expression',
  imagePullPolicy: 'expression',
};

const namesThatTake = (what: 'input' | 'expression') =>
  Object.entries(TAKES)
    .filter(([, takes]) => takes === what)
    .map(([name]) => name as keyof InfrastructureInputs);

/** A plain value for each setting, which excludes an input. */
const PLAIN: { readonly [name in keyof Required<InfrastructureInputs>]: unknown } = {
  os: BuildOperatingSystem.LINUX,
  automountServiceAccountToken: false,
  nodeSelector: {},
  volumes: [],
  containerSecurityContext: {},
  tolerations: [],
  hostNames: [],
  podSpecOverlay: { topologySpreadConstraints: [{ topologyKey: 'zone', matchLabels: { app: 'x' } }] },
  labels: {},
  annotations: {},
  runAsUser: 1000,
  initTimeout: Duration.minutes(1),
  imagePullPolicy: 'Always',
};

describe('a runtime input', () => {
  test.each([
    [RuntimeInput.of(), '<+input>'],
    [RuntimeInput.of({ defaultValue: 'Linux' }), '<+input>.default(Linux)'],
    [RuntimeInput.of({ allowedValues: ['Linux', 'Windows'] }), '<+input>.allowedValues(Linux,Windows)'],
    [RuntimeInput.of({ regex: '^(Linux|Windows)$' }), '<+input>.regex(^(Linux|Windows)$)'],
    [RuntimeInput.of({ duringExecution: true }), '<+input>.executionInput()'],
    [
      RuntimeInput.of({ defaultValue: 'Linux', allowedValues: ['Linux', 'Windows'], duringExecution: true }),
      '<+input>.default(Linux).allowedValues(Linux,Windows).executionInput()',
    ],
  ])('is written in the words of Harness: %s', (os, text) => {
    const infrastructure = infrastructureOf({ inputs: { os } });
    const document = infrastructure.toDocument() as { infrastructure: { spec: { os: string } } };
    expect(document.infrastructure.spec.os).toBe(text);
    expect(infrastructureProblems(document.infrastructure)).toEqual([]);
    expect(infrastructure.os).toBeUndefined();
  });

  test.each([
    ['a default that is not allowed', { defaultValue: 'MacOS', allowedValues: ['Linux', 'Windows'] }],
    ['an empty default', { defaultValue: '' }],
    ['no allowed values', { allowedValues: [] }],
    ['an empty regular expression', { regex: '' }],
    ['an allowed value with a comma, which would be two', { allowedValues: ['a,b'] }],
    ['an allowed value with a parenthesis', { allowedValues: ['a)'] }],
    ['a regular expression together with allowed values', { allowedValues: ['a'], regex: 'a' }],
  ])('is refused with %s', (_what, options) => {
    const details = refused(() => specOf({ inputs: { os: RuntimeInput.of(options) } }));
    expect(details.property).toBe('inputs.os');
    expect(details.remedy).toContain('RuntimeInput.of');
  });

  test.each(namesThatTake('input'))('is the only thing that Harness accepts for %s', (name) => {
    const infrastructure = infrastructureOf({ inputs: { [name]: RuntimeInput.of() } });
    const document = infrastructure.toDocument() as { infrastructure: { spec: object } };
    expect(document.infrastructure.spec).toHaveProperty(name, '<+input>');
    expect(infrastructureProblems(document.infrastructure)).toEqual([]);
    expect(refused(() => specOf({ inputs: { [name]: '<+stage.variables.x>' } })).property).toBe(`inputs.${name}`);
  });
});

describe('a string that starts with a runtime input', () => {
  test.each([
    '<+input>.default(b).allowedValues(a, b)',
    '<+input>.default( b ).allowedValues(a,b)',
    '<+input>.default(<+pipeline.variables.x>).allowedValues(a,b)',
    '<+input>.default(a).allowedValues(<+pipeline.variables.all>)',
  ])('is checked as far as it is known: %s', (namespace) => {
    expect(specOf({ namespace }).namespace).toBe(namespace);
  });

  test.each(['<+input>.default(c).allowedValues(a, b)', '<+input>.sometimes()', '<+input>-suffix'])(
    'is refused by its own rule, not that of the property: %s',
    (text) => {
      for (const refusal of [
        refused(() => specOf({ namespace: text })),
        refused(() => specOf({ imageConnector: text })),
        refused(() => specOf({ hostNames: [text] })),
        refused(() => specOf({ inputs: { runAsUser: text } })),
      ]) {
        expect(refusal.allowed).toMatch(/^a runtime input: <\+input>, .* one of the allowed values/);
      }
    },
  );
});

describe('an expression', () => {
  const TEXTS = ['<+input>', '<+input>.default(x)', '<+stage.variables.x>', '<+<+stage.name>+"-x">'];

  test.each(namesThatTake('expression'))('is accepted for %s', (name) => {
    for (const text of TEXTS) {
      const infrastructure = infrastructureOf({ inputs: { [name]: text } });
      const document = infrastructure.toDocument() as { infrastructure: { spec: object } };
      expect(document.infrastructure.spec).toHaveProperty(name, text);
      expect(infrastructureProblems(document.infrastructure)).toEqual([]);
    }
  });

  test.each(namesThatTake('expression'))('is required for %s', (name) => {
    for (const text of ['1000', '', '<+unclosed', '<+>', '<+input>.sometimes()', '<+input>.default()']) {
      expect(refused(() => specOf({ inputs: { [name]: text } })).property).toBe(`inputs.${name}`);
    }
  });

  test.each(['namespace', 'serviceAccountName', 'priorityClassName', 'imageConnector'] as const)(
    'is taken by %s itself, closed and in the words of Harness',
    (name) => {
      expect(() => specOf({ [name]: '<+pipeline.variables.x>' })).not.toThrow();
      for (const text of ['<+unclosed', '<+ >', '<+input>.sometimes()', '<+input>.default(a).allowedValues(b)']) {
        expect(refused(() => specOf({ [name]: text })).property).toBe(name);
      }
    },
  );

  test.each<[string, (text: string) => KubernetesDirectInfrastructureProps | object]>([
    ['nodeSelector["a"]', (a) => ({ nodeSelector: { a } })],
    ['nodeSelector["kubernetes.io/os"]', (os) => ({ nodeSelector: { 'kubernetes.io/os': os } })],
    ['hostNames[0]', (name) => ({ hostNames: [name] })],
    ['labels["a"]', (a) => ({ labels: { a } })],
    ['volumes[0].claimName', (claim) => ({ volumes: [StageVolume.persistentVolumeClaim('/a', claim)] })],
  ])('is accepted by %s, as Harness accepts any string there', (property, propsWith) => {
    for (const text of TEXTS) {
      const document = infrastructureOf(propsWith(text)).toDocument() as { infrastructure: object };
      expect(JSON.stringify(document)).toContain(JSON.stringify(text));
      expect(infrastructureProblems(document.infrastructure)).toEqual([]);
    }
    expect(refused(() => specOf(propsWith('<+unclosed'))).property).toBe(property);
  });

  test.each<[string, object]>([
    ['os', { os: '<+input>' }],
    ['automountServiceAccountToken', { automountServiceAccountToken: '<+input>' }],
  ])('is not taken by %s', (property, props) => {
    expect(refused(() => specOf(props as KubernetesDirectInfrastructureProps)).property).toBe(property);
  });
});

test.each(Object.keys(TAKES) as (keyof InfrastructureInputs)[])('%s is set once, as a value or as an input', (name) => {
  const given = TAKES[name] === 'input' ? RuntimeInput.of() : '<+input>';
  const props = { [name]: PLAIN[name], inputs: { [name]: given } };
  expect(() => specOf({ inputs: { [name]: given } })).not.toThrow();
  expect(refused(() => specOf(props))).toMatchObject({
    property: `inputs.${name}`,
    allowed: `no value when ${name} is set`,
  });
});

test('checks that depend on a runtime input are left to Harness', () => {
  const nodeSelector = { 'kubernetes.io/os': 'windows' };
  const spec = specOf({ inputs: { os: RuntimeInput.of() }, nodeSelector, runAsUser: 1000 });
  expect(spec).toMatchObject({ os: '<+input>', nodeSelector, runAsUser: 1000 });
  const windows = { os: BuildOperatingSystem.WINDOWS, inputs: { nodeSelector: RuntimeInput.of() } };
  expect(specOf(windows)).toMatchObject({ os: 'Windows', nodeSelector: '<+input>' });
});
