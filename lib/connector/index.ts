/** Kubernetes cluster connectors of Harness. */
export type { ConnectorProps } from './connector-document';
export { ConnectorAccount, type ConnectorAccountProps } from './connector-account';
export {
  KubernetesClusterConnector,
  type KubernetesClusterConnectorProps,
  resolveClusterConnector,
} from './kubernetes-cluster-connector';
export {
  ClientKeyAlgorithm,
  type ClientKeyCredentialsOptions,
  type InheritFromDelegateOptions,
  KubernetesCredentials,
  type OpenIdConnectCredentialsOptions,
  type ServiceAccountCredentialsOptions,
  type UsernamePasswordCredentialsOptions,
} from './kubernetes-credentials';
export { SpotConnector, type SpotConnectorProps } from './spot-connector';
