/** A legacy delegate that an upgrader keeps up to date. */
import { Chart, Duration } from 'cdk8s';
import {
  DelegateAccess,
  DelegateImage,
  DelegateToken,
  HarnessApp,
  HarnessDelegate,
  UpgradeSchedule,
} from 'harness-constructs';

const REPOSITORY = 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness';
const app = new HarnessApp();
const chart = new Chart(app, 'harness-delegate');

new HarnessDelegate(chart, 'Delegate', {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  // The version that it begins with: the upgrader raises it from there.
  image: DelegateImage.of(`${REPOSITORY}/delegate:26.02.88404.minimal`),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
  access: DelegateAccess.ciBuilds(['harness-builds']),
  upgrader: {
    image: DelegateImage.of(`${REPOSITORY}/upgrader:1.6.0`),
    schedule: UpgradeSchedule.every(Duration.minutes(30)),
  },
});

app.synth();
