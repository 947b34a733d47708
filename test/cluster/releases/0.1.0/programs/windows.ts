/** A stage on Windows beside one on Linux, in one farm. The delegate itself runs on Linux. */
import { Chart, Duration } from 'cdk8s';
import {
  BuildOperatingSystem,
  CiBuildInfra,
  CiStep,
  DelegateImage,
  DelegateToken,
  HarnessApp,
  StepConnector,
  TaintEffect,
} from 'harness-constructs';

const app = new HarnessApp();
const farm = new CiBuildInfra(new Chart(app, 'windows'), 'Farm', {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
  delegateOptions: { nodeSelector: { 'kubernetes.io/os': 'linux' } },
});
const dockerHub = StepConnector.dockerHub('account.docker_hub');

farm.stage({
  name: 'Build on Windows',
  infrastructureOptions: {
    os: BuildOperatingSystem.WINDOWS,
    // Only where the Windows nodes have this taint.
    tolerations: [{ key: 'os', value: 'windows', effect: TaintEffect.NO_SCHEDULE }],
    // Images of Windows are large.
    initTimeout: Duration.minutes(20),
  },
  steps: [
    CiStep.run('Tests', {
      image: 'golang:1.22-windowsservercore-1809',
      connector: dockerHub,
      command: 'go test ./...',
    }),
  ],
});

farm.stage({
  name: 'Build on Linux',
  infrastructureOptions: { nodeSelector: { 'kubernetes.io/os': 'linux' } },
  steps: [CiStep.run('Tests', { image: 'golang:1.22', connector: dockerHub, command: 'go test ./...' })],
});

app.synth();
