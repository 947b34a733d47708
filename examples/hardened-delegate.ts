/** A delegate with safe defaults that runs CI builds in one namespace. */
import { Chart } from 'cdk8s';
import {
  DelegateAccess,
  DelegateEgress,
  DelegateImage,
  DelegateToken,
  HarnessApp,
  HarnessDelegate,
  NetworkPeer,
} from 'harness-constructs';

const app = new HarnessApp();
const chart = new Chart(app, 'harness-delegate');

new HarnessDelegate(chart, 'Delegate', {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
  access: DelegateAccess.ciBuilds(['harness-builds']),
  tags: ['linux-amd64'],
  // A delegate that fills the disk of its node is evicted before its neighbors are.
  resources: { ephemeralStorageRequest: '1Gi', ephemeralStorageLimit: '4Gi' },
  networkPolicy: {
    // Harness, registries, Git servers and the API server, at the ports where they listen. Cloud metadata stays closed. Replace
    // the blocks by narrower ones if you know the addresses.
    egress: DelegateEgress.restrictedTo([{ peer: NetworkPeer.cidrs(['0.0.0.0/0', '::/0']), ports: [443, 6443, 8443] }]),
  },
});

app.synth();
