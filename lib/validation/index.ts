/** The subpath `harness-constructs/connector-test`: checks whether a connector is fit for use, and explains why not. */
export type { AccessRule, Feature } from '../access';
export type { ConnectorAddress, PlatformOptions, PlatformScope, Retry } from '../harness-api';
export { type Cause, type CauseCode, CAUSES, type ProbeName } from './causes';
export {
  assertValid,
  ConnectorValidationError,
  type ConnectorValidationResult,
  describeValidation,
  type Finding,
  type ProbeResult,
} from './result';
export type {
  ClusterProbeOptions,
  KubeconfigSource,
  ProbePolicy,
  ValidateConnectorOptions,
  ValidationProgress,
} from './props';
export { validateConnector } from './validate-connector';
