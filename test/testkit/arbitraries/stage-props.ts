/** Random stages: their own properties, and those of their infrastructure. */
import * as fc from 'fast-check';
import { RuntimeInput } from '../../../lib/document';
import {
  BuildOperatingSystem,
  type CiStageOptions,
  CiStep,
  type NumberVariableOptions,
  type StageInputs,
  StageRouting,
  StageVariable,
  type TextVariableOptions,
} from '../../../lib/pipeline';
import { DelegateSelection, DockerDelegate } from '../../../lib/reference';
import { anyFactory, type ArbitraryOf, named, struct } from './recorded';
import { connector } from './stage-connectors';
import { expression, infrastructureProps, ownPath, type RandomInfrastructure } from './stage-infrastructure';
import { data, type Plan, plans } from './stage-steps';
import { anyOf, anyText, seconds } from './texts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Properties of a stage and its infrastructure. */
export interface RandomStage {
  readonly options: CiStageOptions;
  readonly infrastructure: RandomInfrastructure;
}

const variableName = fc.stringMatching(/^[a-zA-Z_][0-9a-zA-Z_.$-]{0,20}$/);
const number = fc.oneof(fc.integer(), fc.constantFrom(0.5, -1.25, 1e6));
const secret = fc.constantFrom('account.token', 'account.a-b', '<+pipeline.variables.secret>');
const ofVariable = { description: anyText, required: fc.boolean() };
const textOptions = (defaultValue: fc.Arbitrary<string>) =>
  struct<TextVariableOptions>('TextVariableOptions', { ...ofVariable, defaultValue }, []);
const numberOptions = struct<NumberVariableOptions>(
  'NumberVariableOptions',
  { ...ofVariable, defaultValue: number },
  [],
);
const variable = anyFactory(StageVariable, {
  text: fc.tuple(variableName, anyText, textOptions(anyText)),
  number: fc.tuple(variableName, number, numberOptions),
  numberFrom: fc.tuple(variableName, expression, numberOptions),
  secret: fc.tuple(variableName, secret, textOptions(secret)),
});

const tag = fc.oneof(
  fc.constantFrom('linux-amd64', '1e5', 'null', 'größe', '='),
  fc.stringMatching(/^[!-+.-~]{1,20}$/),
);
const tags = fc.uniqueArray(tag, { minLength: 1, maxLength: 3 });
const selection = anyFactory(DelegateSelection, {
  withTags: fc.tuple(tags),
  of: tags.map((given): [DockerDelegate] => [DockerDelegate.fromDelegateName('docker', { tags: given })]),
  anyAvailable: fc.constant([]),
});

const identifier = fc.stringMatching(/^[a-zA-Z_][0-9a-zA-Z_]{0,20}$/).map((text) => `${text}_`);

const arbitraries: ArbitraryOf<Omit<CiStageOptions, 'steps'>> = {
  name: fc.oneof(
    fc.constantFrom('Build', '1e5', 'null', 'true', '0x1f', '-', '.'),
    fc.stringMatching(/^[a-zA-Z_0-9.-][-0-9a-zA-Z_ .]{0,40}$/),
  ),
  identifier,
  description: anyText,
  pipelineIdentifier: identifier,
  cloneCodebase: fc.boolean(),
  cacheIntelligence: fc.boolean(),
  sharedPaths: fc.uniqueArray(ownPath, { maxLength: 3 }),
  variables: fc.uniqueArray(variable, { maxLength: 3, selector: ({ name }) => name }),
  delegateSelectors: selection,
  routing: anyOf(StageRouting),
  timeout: seconds(10, 400_000),
  connectors: fc.array(connector, { maxLength: 3 }),
  additionalMembers: data,
  additionalSpec: data,
  inputs: struct<StageInputs>(
    'StageInputs',
    {
      cloneCodebase: fc.constant(RuntimeInput.of()),
      delegateSelectors: fc.constantFrom('<+input>', '<+pipeline.variables.tags>'),
    },
    [],
  ),
};

/** Any stage. */
export const stages: fc.Arbitrary<RandomStage> = fc
  .record({
    given: struct<Omit<CiStageOptions, 'steps'>>('CiStageOptions', arbitraries, ['name']),
    infrastructure: infrastructureProps,
    plan: plans,
  })
  .map(({ given, infrastructure, plan }) => consistent(given, infrastructure, plan));

const ANYWHERE = CiStep.run('Make', { image: 'alpine', command: 'make' });

/** Changes as little as needed to make the properties consistent. */
function consistent(
  given: Omit<CiStageOptions, 'steps'>,
  infrastructure: RandomInfrastructure,
  plan: readonly Plan[],
): RandomStage {
  let last = 0;
  const options: Writable<CiStageOptions> = { ...given, steps: plan.map((one) => one(() => (last += 1))) };
  // An identifier cannot be derived from every name.
  options.identifier ??= 'build_';
  const place: Writable<RandomInfrastructure> = { ...infrastructure };
  // Windows supports few steps and has its own tests.
  if (place.os === BuildOperatingSystem.WINDOWS) {
    delete place.os;
    delete place.nodeSelector;
  }
  // Set once.
  const left = Object.entries(options.inputs ?? {}).filter(
    ([name]) => options[name as keyof typeof options] === undefined,
  );
  options.inputs = named<StageInputs>('StageInputs', Object.fromEntries(left));
  // Volumes and shared paths are mounted in the same containers.
  const mounted = (place.volumes ?? []).map(({ mountPath }) => mountPath);
  options.sharedPaths = options.sharedPaths?.filter((path) => !mounted.includes(path));
  // Connectors can authenticate with the ServiceAccount.
  place.serviceAccountName ??= 'builds';
  if (options.routing !== undefined && options.routing !== StageRouting.LEGACY_DELEGATE) {
    options.steps = [ANYWHERE];
    delete options.connectors;
    delete place.podSpecOverlay;
    if (place.inputs?.podSpecOverlay !== undefined) {
      const { podSpecOverlay, ...inputs } = place.inputs;
      place.inputs = named('InfrastructureInputs', inputs);
    }
  }
  return {
    options: named('CiStageOptions', options),
    infrastructure: named('KubernetesDirectInfrastructureProps', place),
  };
}
