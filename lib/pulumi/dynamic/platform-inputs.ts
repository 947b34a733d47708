import type { PlatformOptions } from '../../harness-api';
import { ACCOUNT_ID, NOT_EMPTY, type Rule } from '../../values';
import { required, text } from './input-checks';
import { API_KEY, type ApiKeySource, readApiKey, type StackConfiguration } from './secret-sources';

/** The platform, as resources have it in their inputs. */
export interface PlatformInputs {
  readonly accountId: string;
  readonly endpoint?: string;
  readonly certificateAuthority?: string;
  readonly apiKey: ApiKeySource;
}

const URL_OF_PLATFORM: Rule = {
  allowed: 'a URL that starts with https:// or http://',
  remedy: 'Pass the URL of the gateway, for example https://app.harness.io/gateway.',
  holds: (value) => /^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : ''),
};

export const PLATFORM = {
  accountId: required(text(ACCOUNT_ID)),
  endpoint: text(URL_OF_PLATFORM),
  certificateAuthority: text(NOT_EMPTY),
  apiKey: required(API_KEY),
};

/** @throws when there is no API key */
export function platformOptions(inputs: PlatformInputs, configuration: StackConfiguration): PlatformOptions {
  const { accountId, endpoint, certificateAuthority, apiKey } = inputs;
  return { accountId, endpoint, certificateAuthority, apiKey: readApiKey(apiKey, configuration) };
}
