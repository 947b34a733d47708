/** Kinds of what steps are made of. */
import { ImagePullPolicy } from '../../delegate';
import { INPUT } from '../../document';
import {
  ANYTHING,
  choice,
  DURATION,
  FLAG,
  instance,
  listOf,
  mapOf,
  NUMBER,
  optional,
  optionsOf,
  PLAIN_OBJECT,
  type PropertyChecks,
  required,
  type Shape,
  type ShapesOf,
  struct,
  TEXT,
} from '../../values';
import type { CiStep } from './ci-step';
import type { EcrOptions, GoogleRegistryOptions } from './image-registry';
import {
  AwsAuthentication,
  type ConnectorFacts,
  type StepConnector,
  VaultAuthentication,
  type VaultConnectorOptions,
} from './step-connector';
import type { StepGroupOptions } from './step-group-options';
import type { LeafNode, StepFactory } from './step-node';
import {
  type BackgroundStepOptions,
  type BuildAndPushStepOptions,
  type ContainerStepOptions,
  type GitCloneStepOptions,
  type OtherStepOptions,
  type PluginStepOptions,
  type RunStepOptions,
  type StepInputs,
  type StepOptions,
  type StepOutputVariable,
  type StepResources,
  StepShell,
  type UploadStepOptions,
} from './step-options';
import type { GcsDestinationOptions, S3DestinationOptions } from './upload-destination';

const VAULT = choice(VaultAuthentication);
const AWS = choice(AwsAuthentication);
const VAULT_OPTIONS = struct<VaultConnectorOptions>({
  authentication: required(VAULT),
  renewalIntervalMinutes: NUMBER,
});

/** A connector, of whichever copy of this package. */
export const STEP_CONNECTOR = instance(
  'a choice of StepConnector, for example StepConnector.gitHub(…)',
  '_facts',
  ({ reference, _facts }: StepConnector) => [
    ['', required(TEXT), reference],
    ['.type', optional(TEXT), _facts.type],
    ['.renewalIntervalMinutes', optional(NUMBER), _facts.renewalIntervalMinutes],
    ['.authentication', authenticationShape(_facts), _facts.authentication],
    ['', optionsOf(VAULT_OPTIONS), _facts.options],
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

const STEP_OPTIONS: ShapesOf<StepOptions> = {
  identifier: TEXT,
  description: TEXT,
  timeout: DURATION,
  runAsUser: NUMBER,
  resources: RESOURCES,
  additionalSpec: PLAIN_OBJECT,
  additionalMembers: PLAIN_OBJECT,
  inputs: struct<StepInputs>({ runAsUser: TEXT, privileged: INPUT, shell: TEXT }),
};
const CONTAINER_OPTIONS: ShapesOf<ContainerStepOptions> = {
  ...STEP_OPTIONS,
  image: TEXT,
  connector: STEP_CONNECTOR,
  imagePullPolicy: choice(ImagePullPolicy),
  privileged: FLAG,
  environment: mapOf(TEXT),
  reports: listOf(TEXT),
};

const REFERENCE = madeOfTexts('a choice of GitReference, for example GitReference.branch(…)');
const GOOGLE_REGISTRY = struct<GoogleRegistryOptions>({
  host: required(TEXT),
  projectId: required(TEXT),
  imageName: required(TEXT),
});
const REGISTRY = madeOfTexts('a choice of ImageRegistry, for example ImageRegistry.docker(…)', {
  BuildAndPushECR: struct<EcrOptions>({ account: required(TEXT), region: required(TEXT), imageName: required(TEXT) }),
  BuildAndPushGAR: GOOGLE_REGISTRY,
  BuildAndPushGCR: GOOGLE_REGISTRY,
});
const DESTINATION = madeOfTexts('a choice of UploadDestination, for example UploadDestination.s3(…)', {
  S3Upload: struct<S3DestinationOptions>({ bucket: required(TEXT), region: required(TEXT), target: TEXT }),
  GCSUpload: struct<GcsDestinationOptions>({ bucket: required(TEXT), target: TEXT }),
});

/** What each factory of steps takes. What a step must have, the type of the step says. */
const OPTIONS: StepOptionShapes = {
  command: {
    ...CONTAINER_OPTIONS,
    command: TEXT,
    shell: choice(StepShell),
    outputVariables: listOf(struct<StepOutputVariable>({ name: required(TEXT), description: TEXT })),
  },
  background: {
    ...CONTAINER_OPTIONS,
    command: TEXT,
    shell: choice(StepShell),
    entrypoint: listOf(TEXT),
    portBindings: mapOf(TEXT),
  },
  plugin: { ...CONTAINER_OPTIONS, settings: PLAIN_OBJECT },
  gitClone: {
    ...STEP_OPTIONS,
    connector: STEP_CONNECTOR,
    repository: TEXT,
    reference: REFERENCE,
    cloneDirectory: TEXT,
  },
  buildAndPush: {
    ...STEP_OPTIONS,
    connector: STEP_CONNECTOR,
    registry: REGISTRY,
    tags: listOf(TEXT),
    dockerfile: TEXT,
    context: TEXT,
    buildArguments: mapOf(TEXT),
  },
  upload: { ...STEP_OPTIONS, connector: STEP_CONNECTOR, destination: DESTINATION, sourcePath: TEXT },
  other: { ...CONTAINER_OPTIONS, connectors: listOf(STEP_CONNECTOR) },
};
const STEPS: { readonly [factory: string]: Shape | undefined } = Object.fromEntries(
  Object.entries(OPTIONS).map(([factory, members]) => [factory, struct<object>(members)]),
);
/** For steps of another copy of this package, which may not tell their factory. */
const EVERY_OPTION = Object.assign({}, ...Object.values(OPTIONS)) as { readonly [option: string]: Shape };
const ANY_STEP = struct(EVERY_OPTION);
const GROUP = struct<StepGroupOptions>({ identifier: TEXT, additionalMembers: PLAIN_OBJECT });

type StepOptionShapes = { readonly [factory in StepFactory]: ShapesOf<StepOptionsOf[factory]> };

/** The options of each factory, by which the table above is known to be complete. */
interface StepOptionsOf {
  readonly command: RunStepOptions;
  readonly background: BackgroundStepOptions;
  readonly plugin: PluginStepOptions;
  readonly gitClone: GitCloneStepOptions;
  readonly buildAndPush: BuildAndPushStepOptions;
  readonly upload: UploadStepOptions;
  readonly other: OtherStepOptions;
}

const STEP = instance('a choice of CiStep, for example CiStep.run(…)', '_node');

/** A step, with all that is in it. */
export const CI_STEP: Shape = (checks, property, value) => {
  STEP(checks, property, value);
  const node = (value as CiStep)._node;
  if (node.kind === 'parallel') {
    return listOf(CI_STEP)(checks, `${property}.steps`, node.steps);
  }
  required(TEXT)(checks, `${property}.name`, node.name);
  if (node.kind === 'group') {
    GROUP(checks, property, node.options);
    return listOf(CI_STEP)(checks, `${property}.steps`, node.steps);
  }
  checkLeaf(checks, property, node);
};

function checkLeaf(checks: PropertyChecks, property: string, node: LeafNode): void {
  (STEPS[node.factory] ?? ANY_STEP)(checks, property, node.options);
  required(TEXT)(checks, `${property}.type`, node.type);
  Object.entries(node.required).forEach(([name, value]) => EVERY_OPTION[name](checks, `${property}.${name}`, value));
}

/** An instance that is made of texts and nothing else, some by options. */
function madeOfTexts(how: string, options: { readonly [type: string]: Shape } = {}): Shape {
  return instance(how, '_spec', ({ _type, _spec, _options }: MadeOfTexts): [string, Shape, unknown][] => [
    ['', optionsOf(options[_type] ?? ANYTHING), _options],
    ...Object.entries(_spec).map(([member, text]): [string, Shape, unknown] => [`.${member}`, TEXT, text]),
  ]);
}

interface MadeOfTexts {
  readonly _type: string;
  readonly _spec: object;
  readonly _options?: object;
}
