/**
 * A farm whose build pods the API server changes when Harness creates them: root is a user of its own on the node, images come
 * from a mirror, steps use the proxy and trust the CA of the company, and builds run on spot nodes. Needs Kubernetes 1.36.
 */
import { Chart, Duration } from 'cdk8s';
import {
  BuildPodProfile,
  CiBuildInfra,
  CiStep,
  DelegateImage,
  DelegateToken,
  HarnessApp,
  StepConnector,
  TaintEffect,
  UserNamespaces,
} from 'harness-constructs';

const app = new HarnessApp();
const farm = new CiBuildInfra(new Chart(app, 'build-pods'), 'Farm', {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
  kubernetesVersion: '1.36',
  podProfile: BuildPodProfile.of({
    // Nodes need Linux 6.3, containerd 2.0 or CRI-O 1.25, and runc 1.2.
    userNamespaces: UserNamespaces.REQUIRED,
    deadline: Duration.hours(2),
    imageMirrors: { 'docker.io': 'registry.example.com/docker-hub' },
    proxy: { http: 'http://proxy.example.com:3128', noProxy: ['.example.com'] },
    // Create the ConfigMap in each build namespace, for example with trust-manager.
    certificates: { configMapName: 'company-ca' },
    nodeSelector: { pool: 'spot-builds' },
    tolerations: [{ key: 'spot', value: 'true', effect: TaintEffect.NO_SCHEDULE }],
  }),
});

farm.stage({
  name: 'Build',
  timeout: Duration.hours(1),
  steps: [
    CiStep.run('Tests', {
      image: 'node:24',
      connector: StepConnector.dockerHub('account.docker_hub'),
      command: 'npm ci && npm test',
    }),
  ],
});

app.synth();
