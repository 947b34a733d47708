import {
  AwsAuthentication,
  CiStep,
  GitReference,
  ImageRegistry,
  StepConnector,
  UploadDestination,
  VaultAuthentication,
} from '../../lib/pipeline';
import { refused } from '../testkit/refused';
import { stageOf } from './stages';

const CONNECTORS: { readonly [type: string]: StepConnector } = {
  DockerRegistry: StepConnector.dockerHub('account.x'),
  Github: StepConnector.gitHub('account.x'),
  Aws: StepConnector.aws('account.x', AwsAuthentication.ACCESS_KEY),
  Gcp: StepConnector.gcp('account.x'),
  Azure: StepConnector.azure('account.x'),
  Artifactory: StepConnector.artifactory('account.x'),
  Vault: StepConnector.vault('account.x', { authentication: VaultAuthentication.TOKEN }),
  AwsSecretManager: StepConnector.awsSecretsManager('account.x', AwsAuthentication.ACCESS_KEY),
};
const google = { host: 'gcr.io', projectId: 'my-project', imageName: 'c' };
const push = (registry: ImageRegistry) => (connector: StepConnector) =>
  CiStep.buildAndPush('x', { connector, registry, tags: ['1'] });
const upload = (destination: UploadDestination) => (connector: StepConnector) =>
  CiStep.upload('x', { connector, destination, sourcePath: 'out' });

const IMAGES = ['DockerRegistry', 'Github', 'Aws', 'Gcp', 'Azure', 'Artifactory'];
const STEPS: readonly [string, (connector: StepConnector) => CiStep, fitting: readonly string[]][] = [
  ['Run', (connector) => CiStep.run('x', { image: 'a', command: 'b', connector }), IMAGES],
  ['Background', (connector) => CiStep.background('x', { image: 'a', connector }), IMAGES],
  ['Plugin', (connector) => CiStep.plugin('x', { image: 'a', connector }), IMAGES],
  ['GitClone', (connector) => CiStep.gitClone('x', { connector, reference: GitReference.branch('main') }), ['Github']],
  ['S3Upload', upload(UploadDestination.s3({ bucket: 'reports', region: 'eu-west-1' })), ['Aws']],
  ['GCSUpload', upload(UploadDestination.gcs({ bucket: 'reports' })), ['Gcp']],
  ['ArtifactoryUpload', upload(UploadDestination.artifactory('a')), ['Artifactory']],
  ['BuildAndPushDockerRegistry', push(ImageRegistry.docker('a')), ['DockerRegistry']],
  [
    'BuildAndPushECR',
    push(ImageRegistry.ecr({ account: '123456789012', region: 'eu-west-1', imageName: 'c' })),
    ['Aws'],
  ],
  ['BuildAndPushGAR', push(ImageRegistry.gar(google)), ['Gcp']],
  ['BuildAndPushGCR', push(ImageRegistry.gcr(google)), ['Gcp']],
  ['BuildAndPushACR', push(ImageRegistry.acr('a')), ['Azure']],
];

describe.each(STEPS)('a step of type %s', (type, make, fitting) => {
  test.each(Object.entries(CONNECTORS))('with a connector of type %s', (kind, connector) => {
    if (fitting.includes(kind)) return expect(() => stageOf({ steps: [make(connector)] })).not.toThrow();
    const details = refused(() => stageOf({ steps: [make(connector)] }));
    expect(details).toMatchObject({ property: 'steps[0].connector', given: `account.x (${kind})` });
    expect(details.allowed).toBe(
      `a connector for a step of type ${type}: ${fitting.join(', ')}, or StepConnector.other(…)`,
    );
  });

  test.each([StepConnector.ofUnknownType('account.x'), StepConnector.other('account.x', 'Bitbucket')])(
    'takes a connector of unknown type: %s',
    (connector) => {
      expect(() => stageOf({ steps: [make(connector)] })).not.toThrow();
    },
  );
});

test('secret managers belong in connectors of the stage or of another kind of step', () => {
  const connectors = [CONNECTORS.Vault, CONNECTORS.AwsSecretManager];
  expect(() => stageOf({ connectors })).not.toThrow();
  expect(() => stageOf({ steps: [CiStep.other('x', 'Action', { connectors })] })).not.toThrow();
  const { remedy } = refused(() => stageOf({ steps: [CiStep.plugin('x', { image: 'a', connector: connectors[0] })] }));
  expect(remedy).toContain('connectors of the stage');
});
