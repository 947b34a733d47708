/** A farm with only the required properties. */
import { Chart } from 'cdk8s';
import { CiBuildInfra, DelegateImage, DelegateToken, HarnessApp } from 'harness-constructs';

const app = new HarnessApp();
new CiBuildInfra(new Chart(app, 'minimal-farm'), 'Farm', {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
});
app.synth();
