/** The subpath `harness-constructs/connector-test`: checks whether a connector is fit for use, and explains why not. */
export type { AccessRule, Feature } from '../access';
export type { ConnectorAddress, PlatformOptions, PlatformScope, Retry } from '../harness-api';
export { type Cause, type CauseCode, CAUSES, type ProbeName } from './causes';
export type {
  ClusterProbeOptions,
  ConnectorValidationResult,
  Finding,
  KubeconfigSource,
  ProbePolicy,
  ProbeResult,
  ValidateConnectorOptions,
  ValidationProgress,
} from './types';
export { assertValid, ConnectorValidationError, describeValidation } from './description';
export { validateConnector } from './validate-connector';
