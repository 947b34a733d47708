/**
 * A farm for two teams with its connector in Harness, deployed with `pulumi up`, and a validation of the connector. Use
 * `pulumi config set` to set `accountId`, `delegateToken` (--secret) and, unless you use the ambient one, `kubeconfig`
 * (--secret). Set your own teams with `pulumi config set --path 'teams[0]' payments`. HARNESS_PLATFORM_API_KEY must contain
 * the Harness API key.
 */
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { BuildQuota, CiStep, DelegateImage, HarnessScope, StepConnector } from 'harness-constructs';
import type { ProbePolicy } from 'harness-constructs/connector-test';
import { CiBuildInfra } from 'harness-constructs/pulumi';

const config = new pulumi.Config();
const kubeconfig = config.getSecret('kubeconfig');
const provider = kubeconfig && new kubernetes.Provider('cluster', { kubeconfig });
const teams = config.getObject<string[]>('teams') ?? ['payments', 'search'];
const policy = config.get<ProbePolicy>('validationPolicy') ?? 'required';
const dockerHub = StepConnector.dockerHub('account.docker_hub');

const farm = new CiBuildInfra(
  'farm',
  {
    accountId: config.require('accountId'),
    delegateName: 'ci',
    image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
    token: config.requireSecret('delegateToken'),
    delegateNamespace: config.get('delegateNamespace') ?? 'harness-delegate',
    delegateOptions: { managerEndpoint: config.get('managerEndpoint'), replicas: 2 },
    connector: { endpoint: config.get('harnessEndpoint') },
    validation: {
      cluster: { kubeconfig: kubeconfig ? { contentFromConfiguration: 'kubeconfig' } : { ambient: true } },
      // Harness' own test stays advisory on the new delegate, unless all probes are skipped.
      policies: { connected: policy, cluster: policy, ...(policy === 'skip' ? { harness: policy } : {}) },
    },
    buildNamespaces: [],
    configure: (builds) => {
      for (const team of teams) {
        builds.stage({
          name: `Build ${team}`,
          buildNamespace: builds.addBuildNamespace(`builds-${team}`, {
            quota: BuildQuota.forConcurrentBuilds(10, { cpu: '2', memory: '4Gi' }),
          }),
          scope: HarnessScope.project('shop', team),
          steps: [CiStep.run('Tests', { image: 'node:24', connector: dockerHub, command: 'npm ci && npm test' })],
        });
      }
    },
  },
  provider && { provider },
);

export const { delegateSelectors, buildNamespaces, connectorDocument: connector, stageDocuments: stages } = farm;
export const validation = farm.validation?.summary;
