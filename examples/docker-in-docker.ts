/** A farm whose builds can be privileged in one namespace, and not in the other. */
import { Chart } from 'cdk8s';
import { BuildIsolation, CiBuildInfra, DelegateImage, DelegateToken, HarnessApp } from 'harness-constructs';

const app = new HarnessApp();
const farm = new CiBuildInfra(new Chart(app, 'docker-in-docker'), 'Farm', {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
});
farm.addBuildNamespace('image-builds', {
  isolation: BuildIsolation.dockerInDocker({ reason: 'The image builds of this team run docker compose.' }),
});
app.synth();
