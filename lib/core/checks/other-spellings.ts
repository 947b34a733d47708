/** What Harness, Kubernetes and the Helm chart call properties. */

/**
 * Harness and Kubernetes names of properties that have another name here. If a struct has several of the names on the
 * right, all of them apply: `limits` is `cpu` and `memory` in a step, and `cpuLimit` and `memoryLimit` in a delegate.
 */
export const OTHER_SPELLINGS: { readonly [spelling: string]: readonly string[] } = {
  // Harness YAML.
  baseImageConnectorRefs: ['connectors'],
  buildArgs: ['buildArguments'],
  connectorRef: ['connector'],
  credential: ['credentials'],
  default: ['defaultValue'],
  delegateSelectors: ['delegates'],
  envVariables: ['environment'],
  executionInput: ['duringExecution'],
  harnessImageConnectorRef: ['imageConnector'],
  infrastructureDefinition: ['infrastructure'],
  orgIdentifier: ['scope'],
  projectIdentifier: ['scope'],
  repo: ['registry', 'repository'],
  repoName: ['repository'],
  // Kubernetes.
  capabilities: ['addCapabilities', 'dropCapabilities'],
  env: ['environment'],
  initialDelaySeconds: ['initialDelay'],
  limits: ['cpu', 'memory', 'cpuLimit', 'memoryLimit'],
  minReadySeconds: ['minReady'],
  periodSeconds: ['period'],
  requests: ['cpuRequest', 'memoryRequest'],
  securityContext: ['containerSecurityContext'],
  serviceAccount: ['serviceAccountName'],
  sizeLimit: ['size'],
  terminationGracePeriodSeconds: ['terminationGracePeriod'],
  timeoutSeconds: ['timeout'],
  topologySpread: ['topologySpreadConstraints'],
  topologySpreadConstraints: ['topologySpread'],
  // The official Helm chart.
  delegateDockerImage: ['image'],
  delegateToken: ['token'],
  javaOpts: ['javaOptions'],
};
