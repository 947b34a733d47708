/** Programs for structs of steps. */
import {
  CiStep,
  GitReference,
  ImageRegistry,
  StepConnector,
  UploadDestination,
  VaultAuthentication,
} from '../../lib/pipeline';
import { MAKE, stageOf } from '../pipeline/stages';
import { and, type Program } from './struct-program';

const hub = StepConnector.ofUnknownType('account.hub');
const container = { image: 'a', command: 'b' };
const step = (made: CiStep) => stageOf({ steps: [made] });
const registry =
  (of: (options: never) => ImageRegistry, least: object): Program =>
  (members) =>
    step(CiStep.buildAndPush('a', { connector: hub, tags: ['1'], registry: of(and(members, least)) }));
const destination =
  (of: (options: never) => UploadDestination, least: object): Program =>
  (members) =>
    step(CiStep.upload('a', { connector: hub, sourcePath: 'b', destination: of(and(members, least)) }));

export const OF_STEPS: { readonly [struct: string]: readonly Program[] } = {
  BackgroundStepOptions: [
    (members) => step(CiStep.background('a', and(members, container))),
    (members) => step(CiStep.dockerInDocker('a', and(members))),
  ],
  BuildAndPushStepOptions: [
    (members) =>
      step(
        CiStep.buildAndPush('a', and(members, { connector: hub, tags: ['1'], registry: ImageRegistry.docker('a') })),
      ),
  ],
  EcrOptions: [
    registry((options) => ImageRegistry.ecr(options), { account: '123456789012', region: 'eu-west-1', imageName: 'b' }),
  ],
  GcsDestinationOptions: [destination((options) => UploadDestination.gcs(options), { bucket: 'reports' })],
  GitCloneStepOptions: [
    (members) => step(CiStep.gitClone('a', and(members, { connector: hub, reference: GitReference.branch('main') }))),
  ],
  GoogleRegistryOptions: [
    registry((options) => ImageRegistry.gar(options), { host: 'gcr.io', projectId: 'my-project', imageName: 'c' }),
    registry((options) => ImageRegistry.gcr(options), { host: 'gcr.io', projectId: 'my-project', imageName: 'c' }),
  ],
  OtherStepOptions: [(members) => step(CiStep.other('a', 'Action', and(members)))],
  PluginStepOptions: [(members) => step(CiStep.plugin('a', and(members, { image: 'a' })))],
  RunStepOptions: [
    (members) => step(CiStep.run('a', and(members, container))),
    (members) => step(CiStep.test('a', and(members, container))),
  ],
  S3DestinationOptions: [
    destination((options) => UploadDestination.s3(options), { bucket: 'reports', region: 'eu-west-1' }),
  ],
  StepGroupOptions: [(members) => step(CiStep.group('a', [MAKE], and(members)))],
  UploadStepOptions: [
    (members) =>
      step(
        CiStep.upload(
          'a',
          and(members, { connector: hub, sourcePath: 'b', destination: UploadDestination.artifactory('a') }),
        ),
      ),
  ],
  VaultConnectorOptions: [
    (members) =>
      stageOf({
        connectors: [StepConnector.vault('account.a', and(members, { authentication: VaultAuthentication.TOKEN }))],
      }),
  ],
};
