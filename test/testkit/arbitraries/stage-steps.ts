/** Random steps. */
import * as fc from 'fast-check';
import { RuntimeInput } from '../../../lib/document';
import {
  type BackgroundStepOptions,
  type BuildAndPushStepOptions,
  CiStep,
  type EcrOptions,
  type GcsDestinationOptions,
  type GitCloneStepOptions,
  GitReference,
  type GoogleRegistryOptions,
  ImageRegistry,
  type OtherStepOptions,
  type PluginStepOptions,
  type RunStepOptions,
  type S3DestinationOptions,
  type StepGroupOptions,
  type StepInputs,
  type StepOutputVariable,
  type StepResources,
  StepShell,
  UploadDestination,
  type UploadStepOptions,
} from '../../../lib/pipeline';
import { ImagePullPolicy } from '../../../lib/workload';
import { anyFactory, type ArbitraryOf, type FactoryName, made, named, struct } from './recorded';
import { connector, ownConnector, unjudged } from './stage-connectors';

import { anyOf, anyText, seconds, someText } from './texts';

/** Creates a step; `number` makes its identifier unique. */
export type Plan = (number: () => number) => CiStep;

const text = someText.filter((content) => !content.includes('<+'));
const expression = fc.constantFrom('<+input>', '<+pipeline.variables.place>');
const repository = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8})?(\/[a-z0-9]{1,9}_[a-z0-9]{1,5})?$/),
  expression,
);
const tag = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_][-.A-Za-z0-9_]{0,20}$/), expression);
const gitName = fc.oneof(fc.stringMatching(/^[A-Za-z0-9größe#+]{1,9}(\/[-A-Za-z0-9_]{1,9})?$/u), expression);
const gitReference = anyFactory(GitReference, {
  branch: fc.tuple(gitName),
  tag: fc.tuple(gitName),
  pullRequest: fc.constantFrom(['7'], ['<+trigger.prNumber>']),
  commit: fc.tuple(fc.stringMatching(/^[0-9a-f]{7,40}$/)),
});

const google = struct<GoogleRegistryOptions>(
  'GoogleRegistryOptions',
  {
    host: fc.constantFrom('europe-docker.pkg.dev', 'gcr.io', '<+input>'),
    projectId: fc.oneof(fc.stringMatching(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/), expression),
    imageName: repository,
  },
  ['host', 'projectId', 'imageName'],
);
const region = fc.oneof(fc.stringMatching(/^[a-z]{2}-[a-z]{4,9}-[1-9]$/), expression);
const bucket = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/), expression);
const registry = anyFactory(ImageRegistry, {
  docker: fc.tuple(repository),
  acr: fc.tuple(repository.map((name) => (name.includes('<') ? name : `example.azurecr.io/${name}`))),
  gar: fc.tuple(google),
  gcr: fc.tuple(google),
  ecr: fc.tuple(
    struct<EcrOptions>(
      'EcrOptions',
      { account: fc.constantFrom('123456789012', '000000000001'), region, imageName: repository },
      ['account', 'region', 'imageName'],
    ),
  ),
});

const destination = anyFactory(UploadDestination, {
  s3: fc.tuple(
    struct<S3DestinationOptions>('S3DestinationOptions', { bucket, region, target: text }, ['bucket', 'region']),
  ),
  gcs: fc.tuple(struct<GcsDestinationOptions>('GcsDestinationOptions', { bucket, target: text }, ['bucket'])),
  artifactory: fc.tuple(
    fc.oneof(fc.stringMatching(/^[A-Za-z0-9][-A-Za-z0-9_]{0,9}(\/[-a-z0-9 ]{0,9}x)?$/), expression),
  ),
});

/** Plain data with names that Harness does not use. */
export const data = fc.dictionary(
  fc.stringMatching(/^x[A-Za-z]{1,8}$/),
  fc.oneof(
    anyText,
    fc.boolean(),
    fc.integer(),
    fc.array(anyText, { maxLength: 2 }),
    fc.constant({ deep: { a: ['1e5'] } }),
  ),
  { maxKeys: 3, noNullPrototype: true },
);
const texts = fc.dictionary(fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/), anyText, {
  maxKeys: 3,
  noNullPrototype: true,
});

const resources = struct<StepResources>(
  'StepResources',
  {
    cpu: fc.constantFrom('1', '0.5', '500m', '<+input>'),
    memory: fc.constantFrom('2Gi', '500M', '1048576', '0.5G', '<+stage.variables.memory>'),
  },
  [],
);

const inputs = struct<StepInputs>(
  'StepInputs',
  {
    runAsUser: fc.constantFrom('<+input>', '<+pipeline.variables.user>'),
    privileged: fc.constant(RuntimeInput.of()),
    shell: fc.constantFrom('<+input>', '<+stage.variables.shell>'),
  },
  [],
);

const every = {
  identifier: fc.constant('given'),
  description: anyText,
  timeout: seconds(10, 400_000),
  runAsUser: fc.constantFrom(0, 1000),
  resources,
  additionalSpec: data,
  additionalMembers: data,
  inputs,
};
const container = {
  ...every,
  image: fc.constantFrom('alpine', 'registry.example.com:5000/a/b:1', `a@sha256:${'0'.repeat(64)}`, '<+input>'),
  connector: ownConnector,
  imagePullPolicy: anyOf(ImagePullPolicy),
  privileged: fc.boolean(),
  environment: texts,
  reports: fc.array(fc.constantFrom('**/*.xml', 'out/größe.xml', '<+input>'), { maxLength: 2 }),
};
const inShell = { ...container, command: someText, shell: anyOf(StepShell) };
const command: ArbitraryOf<RunStepOptions> = {
  ...inShell,
  outputVariables: fc.uniqueArray(
    struct<StepOutputVariable>(
      'StepOutputVariable',
      { name: fc.stringMatching(/^[A-Z_][A-Z0-9]{3,9}$/), description: anyText },
      ['name'],
    ),
    { maxLength: 2, selector: ({ name }) => name },
  ),
};
const background: ArbitraryOf<BackgroundStepOptions> = {
  ...inShell,
  entrypoint: fc.array(anyText, { maxLength: 2 }),
  portBindings: fc.constantFrom<{ [port: string]: string }>({}, { '8080': '80' }, { '5432': '<+input>' }),
};

const run = struct<RunStepOptions>('RunStepOptions', command, ['command']).map((given) => withImage(given));
const daemon = struct<BackgroundStepOptions>('BackgroundStepOptions', background, []);
const plugin = struct<PluginStepOptions>('PluginStepOptions', { ...container, settings: data }, []).map((given) =>
  withImage(given),
);
const clone = struct<GitCloneStepOptions>(
  'GitCloneStepOptions',
  { ...every, connector: unjudged, repository: text, reference: gitReference, cloneDirectory: text },
  ['connector', 'reference'],
);
const push = struct<BuildAndPushStepOptions>(
  'BuildAndPushStepOptions',
  {
    ...every,
    // kaniko must run as root.
    runAsUser: fc.constant(0),
    connector: unjudged,
    registry,
    tags: fc.array(tag, { minLength: 1, maxLength: 3 }),
    dockerfile: text,
    context: text,
    buildArguments: texts,
  },
  ['connector', 'registry', 'tags'],
);
const upload = struct<UploadStepOptions>(
  'UploadStepOptions',
  { ...every, connector: unjudged, destination, sourcePath: text },
  ['connector', 'destination', 'sourcePath'],
);
const other = struct<OtherStepOptions>(
  'OtherStepOptions',
  { ...container, connectors: fc.array(connector, { maxLength: 2 }) },
  [],
);
const group = struct<StepGroupOptions>(
  'StepGroupOptions',
  { identifier: fc.constant('given'), additionalMembers: data },
  [],
);

function withImage<T extends { readonly image?: string }>(given: T): T {
  return Object.assign(given, { image: given.image ?? 'alpine' });
}

/** Adds the member that Harness requires for an Action. */
function withAction(given: OtherStepOptions): OtherStepOptions {
  return Object.assign(given, { additionalSpec: { ...given.additionalSpec, uses: 'actions/checkout@v4' } });
}

const suffix = fc.stringMatching(/^[-0-9a-zA-Z_ .]{0,12}$/);

/** Inputs that a step can have. */
interface Told {
  readonly identifier?: string;
  readonly inputs?: StepInputs;
}

/** Sets each property once, and only the inputs that the step has. */
function consistent<O extends Told>(given: O, later: readonly string[]): O {
  const plain = new Map<string, unknown>(Object.entries(given));
  const left = Object.entries(given.inputs ?? {}).filter(
    ([name]) => later.includes(name) && plain.get(name) === undefined,
  );
  return Object.assign(given, { inputs: named<StepInputs>('StepInputs', Object.fromEntries(left)) });
}

/** A step from a factory with the given options. Its name and identifier contain its number. */
function planOf<O extends Told>(
  arbitrary: fc.Arbitrary<O>,
  make: (name: string, given: O) => CiStep,
  later: readonly (keyof StepInputs)[] = ['runAsUser', 'privileged'],
): fc.Arbitrary<Plan> {
  return fc.record({ given: arbitrary, rest: suffix }).map(({ given: random, rest }) => (number) => {
    const own = number();
    const given = consistent(random, later);
    if (given.identifier === undefined) return make(`n${own}_${rest}`, given);
    return make(`Step ${rest}`, Object.assign(given, { identifier: `i${own}` }));
  });
}

const ANY_INPUT: readonly (keyof StepInputs)[] = ['runAsUser', 'privileged', 'shell'];

/** One for every factory: a factory without one is a type error. */
const leaves: { readonly [F in Exclude<FactoryName<typeof CiStep>, 'group' | 'parallel'>]: fc.Arbitrary<Plan> } = {
  run: planOf(run, (name, given) => made(CiStep, 'run', name, given), ANY_INPUT),
  test: planOf(run, (name, given) => made(CiStep, 'test', name, given), ANY_INPUT),
  background: planOf(daemon.map(withImage), (name, given) => made(CiStep, 'background', name, given), ANY_INPUT),
  dockerInDocker: planOf(daemon, (name, { privileged, ...given }) =>
    made(
      CiStep,
      'dockerInDocker',
      name,
      named<BackgroundStepOptions>('BackgroundStepOptions', { ...given, privileged: privileged || undefined }),
    ),
  ),
  plugin: planOf(plugin, (name, given) => made(CiStep, 'plugin', name, given)),
  gitClone: planOf(clone, (name, given) => made(CiStep, 'gitClone', name, given), ['runAsUser']),
  buildAndPush: planOf(
    push,
    (name, given) => made(CiStep, 'buildAndPush', name, Object.assign(given, { runAsUser: 0 })),
    [],
  ),
  upload: planOf(upload, (name, given) => made(CiStep, 'upload', name, given), ['runAsUser']),
  other: planOf(other, (name, given) => made(CiStep, 'other', name, 'Action', withAction(given))),
};

/** Those with many choices come more often. */
const VARIED = [leaves.buildAndPush, leaves.buildAndPush, leaves.upload, leaves.gitClone];

/** Plans of one to three steps, also in groups and in parallel. */
export const plans: fc.Arbitrary<Plan[]> = fc.letrec<{ one: Plan; few: Plan[] }>((tie) => ({
  few: fc.array(tie('one'), { minLength: 1, maxLength: 3 }),
  one: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    { weight: 5, arbitrary: fc.oneof(...Object.values(leaves), ...VARIED) },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('few'), group, suffix).map(
        ([few, given, rest]): Plan =>
          (number) =>
            groupOf(few, given, rest, number),
      ),
    },
    {
      weight: 1,
      arbitrary: tie('few').map(
        (few): Plan =>
          (number) =>
            made(
              CiStep,
              'parallel',
              few.map((plan) => plan(number)),
            ),
      ),
    },
  ),
})).few;

function groupOf(few: readonly Plan[], given: StepGroupOptions, rest: string, number: () => number): CiStep {
  const own = number();
  const steps = few.map((plan) => plan(number));
  if (given.identifier === undefined) return made(CiStep, 'group', `g${own}_${rest}`, steps, given);
  return made(CiStep, 'group', `Group ${rest}`, steps, Object.assign(given, { identifier: `i${own}` }));
}
