/** The Harness platform over HTTP. */
export { EXISTING_IDENTIFIER } from './entities';
export { ENDPOINT, isPlainHttp, NO_PLAIN_HTTP, platformChecks } from './connection';
export { HarnessApiError, type HarnessApiErrorDetails, type HarnessApiErrorKind } from './errors';
export { HarnessPlatform } from './platform';
export type {
  ConnectorAddress,
  ConnectorBody,
  ConnectorState,
  ConnectorTest,
  DelegateStatus,
  IHarnessPlatform,
  PlatformOptions,
  PlatformScope,
  Retry,
} from './types';
