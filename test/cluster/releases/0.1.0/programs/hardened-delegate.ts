/** A delegate with safe defaults that runs CI builds in one namespace. */
import { Chart } from 'cdk8s';
import { DelegateAccess, DelegateImage, DelegateToken, HarnessApp, HarnessDelegate } from 'harness-constructs';

const app = new HarnessApp();
const chart = new Chart(app, 'harness-delegate');

new HarnessDelegate(chart, 'Delegate', {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
  access: DelegateAccess.ciBuilds(['harness-builds']),
  tags: ['linux-amd64'],
});

app.synth();
