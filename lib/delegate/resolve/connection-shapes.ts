/** Kinds of what a delegate needs to reach others. */
import { choice, instance, listOf, NUMBER, required, type ShapesOf, struct, TEXT } from '../../values';
import {
  type CustomCa,
  type CustomCaOptions,
  type DelegateProxy,
  type MutualTls,
  type MutualTlsOptions,
  type ProxyCredentials,
  type ProxyCredentialsOptions,
  ProxyScheme,
} from '../props';

const CREDENTIALS_OPTIONS: ShapesOf<ProxyCredentialsOptions> = { userKey: TEXT, passwordKey: TEXT };
const CREDENTIALS = instance(
  'ProxyCredentials.fromSecretName(…)',
  '_source',
  ({ _source: { secretName, options } }: ProxyCredentials) => [
    ['.secretName', TEXT, secretName],
    ['', struct(CREDENTIALS_OPTIONS), options],
  ],
);

export const PROXY = struct<DelegateProxy>({
  host: required(TEXT),
  port: required(NUMBER),
  scheme: choice(ProxyScheme),
  noProxy: listOf(TEXT),
  credentials: CREDENTIALS,
});

const CA_OPTIONS: ShapesOf<CustomCaOptions> = { buildPodPaths: listOf(TEXT) };
export const CUSTOM_CA = instance(
  'CustomCa.fromSecretName(…) or .fromConfigMapName(…)',
  '_source',
  ({ _source: { kind, name, options } }: CustomCa) => [
    [`.${kind}Name`, TEXT, name],
    ['', struct(CA_OPTIONS), options],
  ],
);

const TLS_OPTIONS: ShapesOf<MutualTlsOptions> = { certificateKey: TEXT, privateKeyKey: TEXT };
export const MUTUAL_TLS = instance(
  'MutualTls.fromSecretName(…)',
  '_source',
  ({ _source: { secretName, options } }: MutualTls) => [
    ['.secretName', TEXT, secretName],
    ['', struct(TLS_OPTIONS), options],
  ],
);
