/**
 * A legacy delegate that runs in Docker, outside of the cluster. It has no cluster credentials that a connector could
 * inherit, so the connector gets an account with the minimal rights for builds. The delegate must reach the API server, and
 * port 20001 of build pods.
 */
import { ApiObject, Chart } from 'cdk8s';
import {
  BuildFarmNamespace,
  CiStage,
  CiStep,
  ConnectorAccount,
  DelegateAccess,
  DelegateSelection,
  DockerDelegate,
  HarnessApp,
  HarnessScope,
  KubernetesClusterConnector,
  KubernetesCredentials,
  KubernetesDirectInfrastructure,
  StepConnector,
} from 'harness-constructs';

const app = new HarnessApp();
const chart = new Chart(app, 'remote-cluster');

const builds = new BuildFarmNamespace(chart, 'Builds');

// Network policies keep everyone from builds. This one lets the host of the delegate connect, by the address that pods see.
new ApiObject(chart, 'FromDelegate', {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'from-docker-delegate', namespace: builds.namespace },
  spec: {
    podSelector: {},
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.20/32' } }], ports: [{ port: 20001, protocol: 'TCP' }] }],
  },
});

new ConnectorAccount(chart, 'Account', {
  access: DelegateAccess.ciBuilds([builds.namespace]).plus(DelegateAccess.connectionTest()),
});

const connector = new KubernetesClusterConnector(chart, 'Connector', {
  name: 'Remote cluster',
  scope: HarnessScope.project('shop', 'payments'),
  // Create two secrets in the project, with the token and the certificate of the account.
  credentials: KubernetesCredentials.serviceAccount('https://203.0.113.10:6443', {
    tokenRef: 'remote_cluster_token',
    caCertRef: 'remote_cluster_ca',
  }),
  delegates: DelegateSelection.of(DockerDelegate.fromDelegateName('docker-ci', { version: '26.02.88404' })),
});

new CiStage(chart, 'Stage', {
  name: 'Build',
  infrastructure: new KubernetesDirectInfrastructure(chart, 'Infrastructure', {
    connector,
    buildNamespace: builds,
    automountServiceAccountToken: false,
  }),
  steps: [
    CiStep.run('Tests', {
      image: 'node:24',
      connector: StepConnector.dockerHub('account.docker_hub'),
      command: 'npm ci && npm test',
    }),
  ],
});

app.synth();
