/** Kinds of what steps are made of. */
import { ImagePullPolicy } from '../../delegate';
import { INPUT } from '../../document';
import {
  checkMembers,
  choice,
  DURATION,
  FLAG,
  instance,
  listOf,
  mapOf,
  NUMBER,
  optional,
  PLAIN_OBJECT,
  required,
  type Shape,
  struct,
  TEXT,
} from '../../values';
import type { CiStep } from './ci-step';
import { AwsAuthentication, type ConnectorFacts, type StepConnector, VaultAuthentication } from './step-connector';
import type { LeafNode } from './step-node';
import { type StepInputs, type StepOutputVariable, type StepResources, StepShell } from './step-options';

const VAULT = choice(VaultAuthentication);
const AWS = choice(AwsAuthentication);

/** A connector, of whichever copy of this package. */
export const STEP_CONNECTOR = instance(
  'a choice of StepConnector, for example StepConnector.gitHub(…)',
  '_facts',
  ({ reference, _facts }: StepConnector) => [
    ['', required(TEXT), reference],
    ['.type', optional(TEXT), _facts.type],
    ['.renewalIntervalMinutes', optional(NUMBER), _facts.renewalIntervalMinutes],
    ['.authentication', authenticationShape(_facts), _facts.authentication],
  ],
);

/** How a connector signs on must be told where its factory asks for it. */
function authenticationShape(facts: ConnectorFacts): Shape {
  if (!('authentication' in facts)) {
    return optional(TEXT);
  }
  return facts.type === 'Vault' ? VAULT : AWS;
}

const RESOURCES = struct<StepResources>({ cpu: TEXT, memory: TEXT });

const OPTIONS: { readonly [option: string]: Shape } = {
  identifier: TEXT,
  description: TEXT,
  timeout: DURATION,
  runAsUser: NUMBER,
  resources: RESOURCES,
  additionalSpec: PLAIN_OBJECT,
  additionalMembers: PLAIN_OBJECT,
  inputs: struct<StepInputs>({ runAsUser: TEXT, privileged: INPUT, shell: TEXT }),
  image: TEXT,
  connector: STEP_CONNECTOR,
  imagePullPolicy: choice(ImagePullPolicy),
  privileged: FLAG,
  environment: mapOf(TEXT),
  reports: listOf(TEXT),
  command: TEXT,
  shell: choice(StepShell),
  outputVariables: listOf(struct<StepOutputVariable>({ name: required(TEXT), description: TEXT })),
  portBindings: mapOf(TEXT),
  entrypoint: listOf(TEXT),
  settings: PLAIN_OBJECT,
  repository: TEXT,
  reference: madeOfTexts('a choice of GitReference, for example GitReference.branch(…)'),
  cloneDirectory: TEXT,
  registry: madeOfTexts('a choice of ImageRegistry, for example ImageRegistry.docker(…)'),
  tags: listOf(TEXT),
  dockerfile: TEXT,
  context: TEXT,
  buildArguments: mapOf(TEXT),
  destination: madeOfTexts('a choice of UploadDestination, for example UploadDestination.s3(…)'),
  sourcePath: TEXT,
  connectors: listOf(STEP_CONNECTOR),
};

const STEP = instance('a choice of CiStep, for example CiStep.run(…)', '_node');

/** A step, with all that is in it. */
export const CI_STEP: Shape = (checks, property, value) => {
  STEP(checks, property, value);
  const node = (value as CiStep)._node;
  if (node.kind !== 'parallel') {
    required(TEXT)(checks, `${property}.name`, node.name);
    checkMembers(checks, property, OPTIONS, { ...node.options });
  }
  if (node.kind === 'step') {
    checkLeaf(node, (suffix, shape, content) => shape(checks, property + suffix, content));
  } else {
    listOf(CI_STEP)(checks, `${property}.steps`, node.steps);
  }
};

/** An instance that is made of texts and nothing else. */
function madeOfTexts(how: string): Shape {
  return instance(how, '_spec', ({ _spec }: { readonly _spec: object }) =>
    Object.entries(_spec).map(([member, text]) => [`.${member}`, TEXT, text]),
  );
}

function checkLeaf(
  { type, required: members }: LeafNode,
  check: (suffix: string, shape: Shape, content: unknown) => void,
): void {
  check('.type', required(TEXT), type);
  Object.entries(members).forEach(([name, value]) => check(`.${name}`, OPTIONS[name], value));
}
