/** The same farm on five platforms, each in its own app: an app represents one cluster. */
import { Chart } from 'cdk8s';
import { CiBuildInfra, ClusterPlatform, DelegateImage, DelegateToken, HarnessApp } from 'harness-constructs';

const platforms = {
  eks: ClusterPlatform.eks(),
  gke: ClusterPlatform.gke(),
  'gke-autopilot': ClusterPlatform.gkeAutopilot(),
  aks: ClusterPlatform.aks(),
  openshift: ClusterPlatform.openShift(),
};

for (const [name, platform] of Object.entries(platforms)) {
  const app = new HarnessApp({ outputOwner: `platforms-${name}` });
  new CiBuildInfra(new Chart(app, `farm-${name}`), 'Farm', {
    accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
    // Connectors select a delegate by name, so each cluster needs a different one.
    delegateName: `ci-${name}`,
    image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
    token: DelegateToken.fromSecretName('ci-delegate-token'),
    platform,
  });
  app.synth();
}
