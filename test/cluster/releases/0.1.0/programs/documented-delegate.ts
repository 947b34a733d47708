/** The documented manifest of the new delegate, object by object and field by field. */
import { Chart } from 'cdk8s';
import {
  DelegateAccess,
  DelegateImage,
  DelegateProfile,
  DelegateToken,
  HarnessApp,
  HarnessDelegate,
} from 'harness-constructs';

const app = new HarnessApp();
const chart = new Chart(app, 'documented-delegate');

new HarnessDelegate(chart, 'Delegate', {
  profile: DelegateProfile.DOCUMENTED,
  namespace: 'harness-delegate',
  delegateName: 'k8s-delegate',
  // Base64-encoded, this is the `data` value that the documented manifest asks for. Not a real token.
  token: DelegateToken.unsafePlainText('MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='),
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  managerEndpoint: 'https://app.harness.io',
  tags: ['k8s', 'runner', 'production'],
  access: DelegateAccess.clusterAdmin(),
});

app.synth();
