/** The subpath `harness-constructs/connector-test`: is a connector fit for use, and if not, why. */
export type { AccessRule, Feature } from '../access';
export type { ConnectorAddress, PlatformOptions, PlatformScope, Retry } from '../harness-api';
export { type Cause, type CauseCode, CAUSES } from './causes';
export * from './types';
export { describeValidation } from './describe';
export { validateConnector } from './validate-connector';
export { assertValid, ConnectorValidationError } from './validation-error';
