/** Invalid properties of a stage or its steps. */
import { Duration } from 'cdk8s';
import {
  CiStep,
  GitReference,
  ImageRegistry,
  StageVariable,
  StepConnector,
  UploadDestination,
} from '../../../lib/pipeline';
import { DelegateSelection } from '../../../lib/reference';
import { type BadFarm, badFarm as bad } from './bad-farm-row';

const hub = StepConnector.dockerHub('account.hub');
const RUN = { image: 'alpine', command: 'make' };
const NAME = /at most 128 letters, digits, spaces/;
const IDENTIFIER = /at most 128 letters, digits and '_'/;
const FILLED = /a non-empty string/;
const REFERENCE = /a reference to a connector/;

/** An invalid step after a valid one. */
const step = (what: string, one: CiStep, member: string, allowed: RegExp) =>
  bad(what, { steps: [CiStep.run('fine', RUN), one] }, `steps[1]${member}`, allowed);
const run = (what: string, options: object, member: string, allowed: RegExp) =>
  step(what, CiStep.run('a', { ...RUN, ...options }), `.${member}`, allowed);

const STAGE: readonly BadFarm[] = [
  ...['', ' Build', 'a/b', 'größe', 'a'.repeat(129)].map((name) => bad(`the name "${name}"`, { name }, 'name', NAME)),
  ...['a-b', '1a', '', 'stepGroup', 'a'.repeat(129)].map((identifier) =>
    bad(`the identifier "${identifier}"`, { identifier }, 'identifier', IDENTIFIER),
  ),
  bad('a name without an identifier in it', { name: '123', identifier: undefined }, 'name', /a valid identifier/),
  bad('a pipeline with a hyphen', { pipelineIdentifier: 'a-b' }, 'pipelineIdentifier', IDENTIFIER),
  bad('a relative path', { sharedPaths: ['/ok', 'run'] }, 'sharedPaths[1]', /an absolute path/),
  bad('a path twice', { sharedPaths: ['/a', '/a'] }, 'sharedPaths[1]', /that no other /),
  bad('too short a time', { timeout: Duration.seconds(5) }, 'timeout', /at least 10/),
  bad('half a second', { timeout: Duration.millis(10_500) }, 'timeout', /a whole number of seconds/),
  bad('a connector of a user', { connectors: [StepConnector.gitHub('user.x')] }, 'connectors[0]', REFERENCE),
  bad('a connector with a blank', { connectors: [hub, StepConnector.gitHub('a b')] }, 'connectors[1]', REFERENCE),
  bad(
    'a tag with a comma',
    { delegateSelectors: DelegateSelection.withTags(['a,b']) },
    'delegateSelectors.tags[0]',
    /a tag without/,
  ),
  bad('no step', { steps: [] }, 'steps', /at least one step/),
];

const variable = (what: string, one: StageVariable, member: string, allowed: RegExp) =>
  bad(what, { variables: [StageVariable.text('FINE', ''), one] }, `variables[1].${member}`, allowed);

const VARIABLES: readonly BadFarm[] = [
  ...['', '1a', 'a b', 'a'.repeat(129)].map((name) =>
    variable(`the name "${name}"`, StageVariable.text(name, 'x'), 'name', /at most 128 letters/),
  ),
  variable('a name twice', StageVariable.number('FINE', 1), 'name', /without duplicates/),
  variable('no number', StageVariable.number('a', NaN), 'value', /a finite number/),
  variable('an endless number', StageVariable.number('a', Infinity), 'value', /a finite number/),
  variable('an expression that is not closed', StageVariable.text('a', '<+x'), 'value', /a Harness expression/),
  variable('the secret itself', StageVariable.secret('a', 'hunter 2'), 'value', /not the secret itself/),
];

const STEPS: readonly BadFarm[] = [
  step('a name with a slash', CiStep.run('a/b', RUN), '.name', NAME),
  step('the name of a group', CiStep.group('a/b', [CiStep.run('a', RUN)]), '.name', NAME),
  step('an empty group', CiStep.group('a', []), '.steps', /at least one step/),
  step('nothing in parallel', CiStep.parallel([]), '.steps', /at least one step/),
  step('no type', CiStep.other('a', 'run'), '.type', /a Harness step type/),
  run('an identifier with a hyphen', { identifier: 'a-b' }, 'identifier', IDENTIFIER),
  run('an identifier twice', { identifier: 'fine' }, 'identifier', /that no other step /),
  run('an image with a blank', { image: 'a b' }, 'image', /without white space/),
  run('an empty image', { image: '' }, 'image', FILLED),
  run('an empty command', { command: ' ' }, 'command', FILLED),
  run('a negative user', { runAsUser: -1 }, 'runAsUser', /at least 0/),
  run('half a user', { runAsUser: 0.5 }, 'runAsUser', /at least 0/),
  run('too short a time', { timeout: Duration.seconds(9) }, 'timeout', /at least 10/),
  run('a variable with a blank', { environment: { 'a b': '' } }, 'environment["a b"]', /not starting with a digit/),
  run('a connector with a blank', { connector: StepConnector.gitHub('a b') }, 'connector', REFERENCE),
  run('a member twice', { additionalSpec: { command: 'x' } }, 'additionalSpec.command', /no property of its own/),
  ...['0', '1k', 'much', '', '-1', '0m'].map((cpu) =>
    run(`the CPU "${cpu}"`, { resources: { cpu } }, 'resources.cpu', /an amount of CPU above 0/),
  ),
  // Harness supports fewer suffixes than Kubernetes.
  ...['0', '1Ki', '1T', '1e9', '', '2 Gi', '0Gi'].map((memory) =>
    run(`the memory "${memory}"`, { resources: { memory } }, 'resources.memory', /an amount of memory of at least 1Mi/),
  ),
];

const clone = (what: string, reference: GitReference, member: string) =>
  step(what, CiStep.gitClone('a', { connector: hub, reference }), `.reference.${member}`, FILLED);
const push = (what: string, registry: ImageRegistry, member: string, tags = ['1']) =>
  step(what, CiStep.buildAndPush('a', { connector: hub, registry, tags }), `.${member}`, FILLED);
const upload = (what: string, destination: UploadDestination, member: string, sourcePath = 'out') =>
  step(what, CiStep.upload('a', { connector: hub, destination, sourcePath }), `.${member}`, FILLED);
const docker = ImageRegistry.docker('a/b');

const CHOICES: readonly BadFarm[] = [
  clone('an empty branch', GitReference.branch(''), 'branch'),
  clone('an empty tag', GitReference.tag(' '), 'tag'),
  clone('an empty commit', GitReference.commit(''), 'sha'),
  clone('an empty number', GitReference.pullRequest(''), 'number'),
  push('an empty repository', ImageRegistry.docker(''), 'registry.repository'),
  push('an empty host', ImageRegistry.gar({ host: '', projectId: 'my-project', imageName: 'b' }), 'registry.host'),
  push(
    'an empty region',
    ImageRegistry.ecr({ account: '123456789012', region: '', imageName: 'b' }),
    'registry.region',
  ),
  push('an empty tag of an image', docker, 'tags[1]', ['1', '']),
  step(
    'no tag of an image',
    CiStep.buildAndPush('a', { connector: hub, registry: docker, tags: [] }),
    '.tags',
    /at least one/,
  ),
  upload('an empty bucket', UploadDestination.s3({ bucket: '', region: 'eu-west-1' }), 'destination.bucket'),
  upload('an empty target', UploadDestination.artifactory(''), 'destination.target'),
  upload('no files', UploadDestination.gcs({ bucket: 'reports' }), 'sourcePath', ' '),
];

/** All invalid properties, by subject. */
export const BAD_STAGE: { readonly [subject: string]: readonly BadFarm[] } = {
  stage: STAGE,
  variables: VARIABLES,
  steps: STEPS,
  choices: CHOICES,
};
