/**
 * A farm for two teams in an Istio mesh: one delegate, and for each team a namespace of builds and a stage. The manifests
 * go to `dist/`, the connector and the stages for Harness to `dist-harness/`.
 */
import { Chart, Duration } from 'cdk8s';
import {
  BuildQuota,
  CiBuildInfra,
  CiStep,
  CloudIdentity,
  ClusterPlatform,
  DelegateImage,
  DelegateToken,
  HarnessApp,
  HarnessScope,
  Istio,
  StageResources,
  StepConnector,
} from 'harness-constructs';

const app = new HarnessApp();
const farm = new CiBuildInfra(new Chart(app, 'build-farm'), 'Farm', {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
  platform: ClusterPlatform.eks(),
  istio: Istio.cni({ strict: true }),
  delegateOptions: { tags: ['linux-amd64'], replicas: 2, podDisruptionBudget: {}, minReady: Duration.seconds(30) },
  buildNamespaces: [],
});

const dockerHub = StepConnector.dockerHub('account.docker_hub');
const paymentsSteps = [
  CiStep.background('Postgres', { image: 'postgres:17', connector: dockerHub, resources: { cpu: '1', memory: '2Gi' } }),
  CiStep.parallel([
    CiStep.run('Unit tests', { image: 'node:24', connector: dockerHub, command: 'npm ci && npm test' }),
    CiStep.run('Lint', { image: 'node:24', connector: dockerHub, command: 'npm ci && npm run lint' }),
  ]),
];
// Room in the quota for what the pod of the stage takes, with the proxy of the mesh.
const paymentsPod = StageResources.of(paymentsSteps, {
  clonesCodebase: true,
  sidecar: { requests: { cpu: '100m', memory: '128Mi' } },
});
const payments = farm.addBuildNamespace('builds-payments', {
  cloudIdentity: CloudIdentity.irsa('arn:aws:iam::123456789012:role/builds-payments'),
  quota: BuildQuota.forConcurrentBuilds(10, paymentsPod.podRequests),
});
farm.stage({
  name: 'Build payments',
  buildNamespace: payments,
  scope: HarnessScope.project('shop', 'payments'),
  steps: paymentsSteps,
});

const search = farm.addBuildNamespace('builds-search', {
  quota: BuildQuota.forConcurrentBuilds(4, { cpu: '4', memory: '16Gi' }),
});
farm.stage({
  name: 'Build search',
  buildNamespace: search,
  scope: HarnessScope.project('shop', 'search'),
  steps: [
    CiStep.run('Index', {
      image: 'golang:1.26',
      connector: dockerHub,
      command: 'go build ./... && go test ./...',
      resources: { cpu: '3', memory: '12Gi' },
    }),
  ],
});

app.synth();
