/** COUNT hardened delegates in one chart. With a second argument the CPU time of construction and synth is printed, in ms. */
const { Chart } = require('cdk8s');
const { DelegateAccess, DelegateImage, DelegateToken, HarnessApp, HarnessDelegate } = require('harness-constructs');

const [, , count, isTimed] = process.argv;
const start = process.cpuUsage();
const app = new HarnessApp();
const chart = new Chart(app, 'delegates');
for (let index = 0; index < Number(count); index++) {
  new HarnessDelegate(chart, `Delegate${index}`, {
    accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
    delegateName: `ci-${index}`,
    namespace: `harness-delegate-${index}`,
    image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
    token: DelegateToken.fromSecretName('ci-delegate-token'),
    access: DelegateAccess.ciBuilds(['harness-builds']),
    tags: ['linux-amd64'],
  });
}
app.synth();
if (isTimed) {
  const { user, system } = process.cpuUsage(start);
  console.log((user + system) / 1000);
}
