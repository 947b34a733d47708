import {
  AwsAuthentication,
  CiStep,
  GitReference,
  ImageRegistry,
  StageRouting,
  StepConnector,
  UploadDestination,
  VaultAuthentication,
} from '../../lib/pipeline';
import { DelegateSelection } from '../../lib/reference';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import {
  delegateOf,
  LEGACY_DELEGATE,
  NEW_DELEGATE,
  newConnector,
  stageDocument,
  stageOf,
  type StageProps,
} from './stages';

const hub = StepConnector.dockerHub('account.docker_hub');
const github = StepConnector.gitHub('account.github');
const container = { image: 'alpine', connector: hub };

/** A stage routed to the new delegate. */
function newStage(props: StageProps) {
  return stageOf({ routing: StageRouting.STAGE_VARIABLE, ...props });
}

/** Expects a stage to be refused for the new delegate and accepted for a legacy one. */
function refusedByNewAlone(props: StageProps) {
  expect(() => stageOf(props)).not.toThrow();
  for (const routing of [StageRouting.STAGE_VARIABLE, StageRouting.ACCOUNT_FLAG]) {
    expect(() => stageOf({ ...props, routing })).toThrow();
  }
  const details = refused(() => newStage(props));
  expect(details.remedy).toContain('legacy delegate');
  return details;
}

const clone = (connector: StepConnector) =>
  CiStep.gitClone('Clone', { connector, reference: GitReference.branch('main') });
const upload = (connector: StepConnector, destination: UploadDestination) =>
  CiStep.upload('Upload', { connector, destination, sourcePath: 'out' });

describe('steps that the new delegate supports', () => {
  test('are Run, Background and Plugin, and the implicit start of the stage', () => {
    covers(
      'S001.intro.ci-only',
      'S001.steps.initialize',
      'S001.steps.run',
      'S001.steps.background',
      'S001.steps.plugin',
    );
    const steps = [
      CiStep.run('Run', { ...container, command: 'make' }),
      CiStep.background('Background', container),
      CiStep.plugin('Plugin', container),
      CiStep.group('Group', [CiStep.parallel([CiStep.run('Nested', { ...container, command: 'make' })])]),
    ];
    expect(newStage({ steps }).toDocument().stage).toMatchObject({ type: 'CI' });
  });

  test('are uploads to Artifactory, S3 and GCS, with their connectors', () => {
    covers('S001.steps.uploads');
    const steps = [
      upload(StepConnector.artifactory('account.a'), UploadDestination.artifactory('a')),
      upload(
        StepConnector.aws('account.b', AwsAuthentication.ACCESS_KEY),
        UploadDestination.s3({ bucket: 'reports', region: 'eu-west-1' }),
      ),
      upload(StepConnector.gcp('account.c'), UploadDestination.gcs({ bucket: 'reports' })),
    ];
    for (const step of steps) expect(() => newStage({ steps: [step] })).not.toThrow();
  });

  test('are clones from GitHub', () => {
    covers('S001.steps.git-clone', 'S001.connectors.github');
    for (const connector of [github, StepConnector.ofUnknownType('account.git')]) {
      expect(() => newStage({ steps: [clone(connector)] })).not.toThrow();
    }
    expect(refusedByNewAlone({ steps: [clone(StepConnector.other('account.gitlab', 'Gitlab'))] })).toMatchObject({
      property: 'steps[0].connector',
      given: 'account.gitlab (Gitlab)',
      allowed: 'a GitHub connector with the new delegate',
    });
  });

  test('can use Cache Intelligence', () => {
    covers('S001.steps.cache-intelligence');
    const props = { routing: StageRouting.STAGE_VARIABLE, cacheIntelligence: true };
    expect(stageDocument(props).spec.caching).toEqual({ enabled: true });
  });

  test.each<[string, CiStep]>([
    ['Test', CiStep.test('x', { ...container, command: 'make' })],
    [
      'BuildAndPushDockerRegistry',
      CiStep.buildAndPush('x', { connector: hub, registry: ImageRegistry.docker('a/b'), tags: ['1'] }),
    ],
    ['Action', CiStep.other('x', 'Action', { additionalSpec: { uses: 'a/b@v1' } })],
    ['SaveCacheS3', CiStep.other('x', 'SaveCacheS3')],
  ])('are not %s', (type, step) => {
    covers('S001.steps.others');
    expect(refusedByNewAlone({ steps: [step] })).toMatchObject({
      property: 'steps[0]',
      given: `a step of type ${type}`,
      allowed:
        'a step type that the new delegate supports: GitClone, Run, Background, Plugin, ArtifactoryUpload, S3Upload, GCSUpload',
    });
  });

  test('are named by their property path if they are nested', () => {
    const steps = [CiStep.group('g', [CiStep.parallel([CiStep.other('x', 'Action')])])];
    expect(refusedByNewAlone({ steps }).property).toBe('steps[0].steps[0].steps[0]');
  });
});

const vault = (authentication: VaultAuthentication, renewalIntervalMinutes?: number) =>
  StepConnector.vault('account.vault', { authentication, renewalIntervalMinutes });
const secrets = (authentication: AwsAuthentication) =>
  StepConnector.awsSecretsManager('account.secrets', authentication);

describe('connectors that the new delegate supports or refuses', () => {
  test.each<[string, StepConnector]>([
    ['Docker Hub', hub],
    ['GitHub', github],
    ['Vault by AppRole', vault(VaultAuthentication.APP_ROLE)],
    ['Vault by a token', vault(VaultAuthentication.TOKEN, 0)],
    ['Secrets Manager by an access key', secrets(AwsAuthentication.ACCESS_KEY)],
    ['Secrets Manager by an IAM role', secrets(AwsAuthentication.IAM_ROLE)],
    ['an unknown type', StepConnector.ofUnknownType('account.x')],
  ])('accepts %s', (_what, connector) => {
    covers('S001.connectors.docker-registry', 'S001.connectors.github', 'S001.runner-tests.supported-only');
    expect(() => newStage({ connectors: [connector] })).not.toThrow();
  });

  test('to a registry other than Docker Hub are refused', () => {
    covers('S001.connectors.docker-registry', 'S001.runner-tests.supported-only');
    const details = refusedByNewAlone({ connectors: [StepConnector.dockerRegistry('account.nexus')] });
    expect(details).toMatchObject({
      property: 'connectors[0]',
      given: 'account.nexus (DockerRegistry)',
      allowed: 'a connector of type DockerRegistry that the new delegate supports: it supports only Docker Hub',
    });
  });

  const unknown = Object.values(VaultAuthentication).filter((way) => !['AppRole', 'Token'].includes(way));
  test.each(unknown)('to Vault authenticate with AppRole or a token, not with %s', (authentication) => {
    covers('S001.connectors.vault-authentication');
    expect(refusedByNewAlone({ connectors: [vault(authentication)] }).allowed).toContain(
      'only AppRole and token authentication',
    );
  });

  test.each([1, 60])('to Vault must not renew tokens, here every %p minutes', (minutes) => {
    covers('S001.connectors.vault-renewal');
    const connector = vault(VaultAuthentication.APP_ROLE, minutes);
    expect(refusedByNewAlone({ connectors: [connector] }).allowed).toContain('its renewal interval must be 0');
  });

  test.each([AwsAuthentication.IRSA, AwsAuthentication.OIDC, AwsAuthentication.ASSUME_ROLE])(
    'of Secrets Manager sign on by access key or IAM role, not by %s',
    (authentication) => {
      covers('S001.connectors.aws-secrets-manager');
      const details = refused(() => newStage({ connectors: [secrets(authentication)] }));
      expect(details.allowed).toContain('only an access key or an IAM role');
    },
  );

  test.each<[string, StepConnector]>([
    ['Gcp', StepConnector.gcp('account.x')],
    ['Azure', StepConnector.azure('account.x')],
    ['Artifactory', StepConnector.artifactory('account.x')],
    ['Aws', StepConnector.aws('account.x', AwsAuthentication.ACCESS_KEY)],
    ['Gitlab', StepConnector.other('account.x', 'Gitlab')],
  ])('of type %s are refused, on the stage and on a step', (type, connector) => {
    covers('S001.connectors.others');
    const allowed = 'a connector type that the new delegate supports: DockerRegistry, Github, Vault, AwsSecretManager';
    const given = `account.x (${type})`;
    expect(refusedByNewAlone({ connectors: [connector] })).toMatchObject({ property: 'connectors[0]', given, allowed });
    const steps = [CiStep.run('Run', { image: 'a', connector, command: 'b' })];
    expect(refusedByNewAlone({ steps })).toMatchObject({ property: 'steps[0].connector', given, allowed });
  });

  test('are also refused as other connectors of a step', () => {
    const steps = [CiStep.other('Run', 'Run', { connectors: [hub, StepConnector.gcp('account.x')] })];
    expect(refusedByNewAlone({ steps }).property).toBe('steps[0].connector');
  });

  test('for uploads are accepted only on an upload step', () => {
    const steps = [upload(StepConnector.other('account.x', 'Gitlab'), UploadDestination.artifactory('a'))];
    expect(refusedByNewAlone({ steps }).property).toBe('steps[0].connector');
  });
});

test('the remedy works if the delegate is known to be of the new generation', () => {
  const connector = newConnector({ delegates: DelegateSelection.of(delegateOf(newChart(), NEW_DELEGATE)) });
  const steps = [CiStep.test('x', { ...container, command: 'make' })];
  const { remedy } = refused(() => stageOf({ steps }, { connector }));
  expect(remedy).toMatch(/select a legacy delegate with delegateSelectors \(in a farm, after farm\.addDelegate\(…\)\)/);
  expect(remedy).not.toContain('LEGACY_DELEGATE');
  const delegateSelectors = DelegateSelection.of(delegateOf(newChart(), LEGACY_DELEGATE));
  expect(() => stageOf({ steps, delegateSelectors }, { connector })).not.toThrow();
});

describe('the new delegate', () => {
  test('runs builds only in its own cluster', () => {
    const props: StageProps = { routing: StageRouting.STAGE_VARIABLE };
    const remote = { connector: newConnector({ inheritsFromDelegate: false }) };
    expect(refused(() => stageOf(props, remote))).toMatchObject({
      property: 'infrastructure.connector',
      given: 'account.build_cluster with a master URL',
    });
    expect(() => stageOf({}, remote)).not.toThrow();
  });

  test('refuses overlays', () => {
    const podSpecOverlay = { topologySpreadConstraints: [{ topologyKey: 'zone', matchLabels: { app: 'x' } }] };
    const make = () => stageOf({ routing: StageRouting.ACCOUNT_FLAG }, { podSpecOverlay });
    expect(refused(make).property).toBe('infrastructure.podSpecOverlay');
    expect(() => stageOf({}, { podSpecOverlay })).not.toThrow();
  });
});
