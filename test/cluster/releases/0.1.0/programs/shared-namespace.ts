/** Delegate and builds in one namespace, as in Harness' documentation. `farm.summary()` says what that leaves open. */
import { Chart } from 'cdk8s';
import { CiBuildInfra, DelegateImage, DelegateToken, HarnessApp, Istio } from 'harness-constructs';

const app = new HarnessApp();
new CiBuildInfra(new Chart(app, 'shared-namespace'), 'Farm', {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
  sharedNamespace: true,
  istio: Istio.cni(),
});
app.synth();
