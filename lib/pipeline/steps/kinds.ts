/** Shapes of steps and other value-class instances, which the property types do not describe. */
import {
  ANYTHING,
  choice,
  closed,
  instance,
  isPlainObject,
  type Kinds,
  listOf,
  type Members,
  NUMBER,
  optional,
  optionsOf,
  type Shape,
  shapesOf,
  struct,
  type StructName,
  TEXT,
  Together,
} from '../../core';
import { INPUT } from '../../document';
import type { CiStep, LeafNode, StepFactory } from './ci-step';
import { argumentName } from './step-options';
import { AwsAuthentication, type ConnectorFacts, type StepConnector, VaultAuthentication } from './step-connector';

const VAULT = choice(Object.values(VaultAuthentication), 'VaultAuthentication');

const AWS = choice(Object.values(AwsAuthentication), 'AwsAuthentication');

const VAULT_OPTIONS = optionsOf(struct('VaultConnectorOptions'));

/** A connector, from any copy of this package. */
export const STEP_CONNECTOR = instance(
  'a StepConnector',
  'Use a factory such as StepConnector.gitHub(…).',
  '_facts',
  ({ reference, _facts }: StepConnector) => [
    ['', TEXT, reference],
    ['.type', optional(TEXT), _facts.type],
    ['.renewalIntervalMinutes', optional(NUMBER), _facts.renewalIntervalMinutes],
    ['.authentication', authenticationShape(_facts), _facts.authentication],
    ['', VAULT_OPTIONS, _facts.options],
  ],
);

/** Authentication is required if the factory of the connector has a parameter for it. */
function authenticationShape(facts: ConnectorFacts): Shape {
  if (!('authentication' in facts)) {
    return optional(TEXT);
  }
  return facts.type === 'Vault' ? VAULT : AWS;
}

const REFERENCE = madeOfTexts('a GitReference', 'Use a factory such as GitReference.branch(…).');

const GOOGLE_REGISTRY = struct('GoogleRegistryOptions');

const REGISTRY = madeOfTexts('an ImageRegistry', 'Use a factory such as ImageRegistry.docker(…).', {
  BuildAndPushECR: struct('EcrOptions'),
  BuildAndPushGAR: GOOGLE_REGISTRY,
  BuildAndPushGCR: GOOGLE_REGISTRY,
});

const DESTINATION = madeOfTexts('an UploadDestination', 'Use a factory such as UploadDestination.s3(…).', {
  S3Upload: struct('S3DestinationOptions'),
  GCSUpload: struct('GcsDestinationOptions'),
});

const KINDS: Kinds = {
  GitReference: () => REFERENCE,
  ImageRegistry: () => REGISTRY,
  RuntimeInput: () => INPUT,
  StepConnector: () => STEP_CONNECTOR,
  UploadDestination: () => DESTINATION,
};

/** Options of each step factory. */
const OPTIONS: { readonly [factory in StepFactory]: StructName } = {
  command: 'RunStepOptions',
  background: 'BackgroundStepOptions',
  plugin: 'PluginStepOptions',
  gitClone: 'GitCloneStepOptions',
  buildAndPush: 'BuildAndPushStepOptions',
  upload: 'UploadStepOptions',
  other: 'OtherStepOptions',
};

const STEPS: { readonly [factory: string]: Shape | undefined } = Object.fromEntries(
  Object.entries(OPTIONS).map(([factory, name]) => [factory, struct(name, KINDS)]),
);

const GROUP = struct('StepGroupOptions');

let every: Members | undefined;

function everyOption(): Members {
  every ??= Object.assign({}, ...Object.values(OPTIONS).map((name) => shapesOf(name, KINDS))) as Members;
  return every;
}

/** Accepts any option, for steps from another copy of this package with an unknown factory. */
const ANY_STEP: Shape = (checks, property, value) => {
  const options = Object.entries(everyOption()).map(([name, shape]) => [name, optional(shape)]);
  closed(Object.fromEntries(options) as Members)(checks, property, value);
};

const STEP = instance('a CiStep', 'Use a factory such as CiStep.run(…).', '_node');

/** The levels of steps within steps: more than people write, and fewer than exhaust the stack. */
const DEEPEST_STEP = 30;

/** A step with everything nested in it. */
export const CI_STEP: Shape = stepAt(1);

function stepAt(level: number): Shape {
  return (checks, property, value) => {
    STEP(checks, property, value);
    if (level > DEEPEST_STEP) {
      const allowed = `at most ${DEEPEST_STEP} levels of steps within groups and parallel steps`;
      checks.refuse(property, undefined, allowed, 'Move the inner steps to an outer group.');
    }
    const node = (value as CiStep)._node;
    const together = new Together();
    if (node.kind !== 'parallel') {
      together.run(() => TEXT(checks, `${property}.name`, node.name));
    }
    if (node.kind === 'group') {
      together.run(() => GROUP(checks, property, node.options));
    }
    if (node.kind === 'step') {
      leafShapes(property, node).forEach(([place, shape, part]) => together.run(() => shape(checks, place, part)));
    } else {
      together.run(() => listOf(stepAt(level + 1))(checks, `${property}.steps`, node.steps));
    }
    together.end();
  };
}

function leafShapes(property: string, node: LeafNode): [property: string, Shape, value: unknown][] {
  return [
    [property, STEPS[node.factory] ?? ANY_STEP, node.options],
    [`${property}.type`, TEXT, node.type],
    ...Object.entries(node.required).map(([name, value]): [string, Shape, unknown] => [
      `${property}.${name}`,
      everyOption()[name],
      value,
    ]),
  ];
}

/** An instance that consists only of strings, some of them passed as options. */
function madeOfTexts(what: string, remedy: string, options: { readonly [type: string]: Shape } = {}): Shape {
  return instance(what, remedy, '_spec', ({ _type, _spec, _options }: MadeOfTexts): [string, Shape, unknown][] => {
    const ofOptions: [string, Shape, unknown] = ['', optionsOf(options[_type] ?? ANYTHING), _options];
    const texts = Object.entries(_spec).map(([member, text]): [string, Shape, unknown] => [
      `.${argumentName(member)}`,
      TEXT,
      text,
    ]);
    // The strings of options are checked with them.
    return isPlainObject(_options) ? [ofOptions] : [ofOptions, ...texts];
  });
}

interface MadeOfTexts {
  readonly _type: string;
  readonly _spec: object;
  readonly _options?: object;
}
