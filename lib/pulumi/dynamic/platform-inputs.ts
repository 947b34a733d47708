import { ENDPOINT, type PlatformOptions } from '../../harness-api';
import { ACCOUNT_ID, NOT_EMPTY } from '../../values';
import { required, text } from './input-checks';
import { API_KEY, type ApiKeySource, readApiKey, type StackConfiguration } from './secret-sources';

/** The platform, as resources have it in their inputs. */
export interface PlatformInputs {
  readonly accountId: string;
  readonly endpoint?: string;
  readonly certificateAuthority?: string;
  readonly apiKey: ApiKeySource;
}

export const PLATFORM = {
  accountId: required(text(ACCOUNT_ID)),
  endpoint: text(ENDPOINT),
  certificateAuthority: text(NOT_EMPTY),
  apiKey: required(API_KEY),
};

/** @throws when there is no API key */
export function platformOptions(inputs: PlatformInputs, configuration: StackConfiguration): PlatformOptions {
  const { accountId, endpoint, certificateAuthority, apiKey } = inputs;
  return { accountId, endpoint, certificateAuthority, apiKey: readApiKey(apiKey, configuration) };
}
