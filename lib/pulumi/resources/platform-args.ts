import * as pulumi from '@pulumi/pulumi';
import { type ApiKeySource, apiKeyOfProject, DEFAULT_API_KEY } from '../dynamic/secret-sources';

/** The platform of Harness, and where the key for it is. */
export interface PlatformArgs {
  /** Id of the Harness account. */
  readonly accountId: pulumi.Input<string>;
  /**
   * URL of the platform's gateway.
   *
   * @default https://app.harness.io/gateway
   */
  readonly endpoint?: pulumi.Input<string>;
  /**
   * Certificates, in PEM, of authorities that sign for the platform, beside those that Node.js knows.
   *
   * @default - none
   */
  readonly certificateAuthority?: pulumi.Input<string>;
  /**
   * Where the API key is: `{ fromEnvironment: 'NAME' }`, or `{ fromConfiguration: 'key' }` for the configuration of the
   * stack. It is read when it is needed, which a preview does not; the state holds the name alone.
   *
   * @default { fromEnvironment: 'HARNESS_PLATFORM_API_KEY' }
   */
  readonly apiKey?: ApiKeySource;
}

/** As inputs of a resource. */
export function platformInputs({ accountId, endpoint, certificateAuthority, apiKey }: PlatformArgs): pulumi.Inputs {
  const source = apiKeyOfProject(apiKey ?? DEFAULT_API_KEY, pulumi.getProject());
  return { accountId, endpoint, certificateAuthority, apiKey: source };
}
