/**
 * A legacy delegate that runs in Docker, outside of the cluster: it has no credentials of the cluster that a connector
 * could inherit. So the cluster gets an account for the connector, with the rights that builds need and no more. The delegate
 * has to reach the API server, and the pods of builds at port 20001.
 */
import { Chart } from 'cdk8s';
import {
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

new ConnectorAccount(chart, 'Account', {
  access: DelegateAccess.ciBuilds(['harness-builds']).plus(DelegateAccess.connectionTest()),
});

const connector = new KubernetesClusterConnector(chart, 'Connector', {
  name: 'Remote cluster',
  scope: HarnessScope.project('shop', 'payments'),
  // The token and the certificate of the account, which you put into two secrets of the project.
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
    namespace: 'harness-builds',
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
