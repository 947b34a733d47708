/** A farm for two teams in an Istio mesh: one delegate, a namespace of builds for each team. */
import { Chart, Duration } from 'cdk8s';
import {
  BuildQuota,
  CiBuildInfra,
  CloudIdentity,
  ClusterPlatform,
  DelegateImage,
  DelegateToken,
  HarnessApp,
  Istio,
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

farm.addBuildNamespace('builds-payments', {
  cloudIdentity: CloudIdentity.irsa('arn:aws:iam::123456789012:role/builds-payments'),
  quota: BuildQuota.forConcurrentBuilds(10, { cpu: '2', memory: '4Gi' }),
});
farm.addBuildNamespace('builds-search', {
  quota: BuildQuota.forConcurrentBuilds(4, { cpu: '4', memory: '16Gi' }),
});

app.synth();
