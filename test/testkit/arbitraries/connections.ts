/** Connection settings of a delegate. */
import * as fc from 'fast-check';
import {
  CustomCa,
  type CustomCaOptions,
  type DelegateProxy,
  MutualTls,
  type MutualTlsOptions,
  ProxyCredentials,
  type ProxyCredentialsOptions,
  ProxyScheme,
} from '../../../lib/delegate';
import { anyFactory, struct } from './recorded';
import { anyOf, dataKey, dnsSubdomain, secretName } from './texts';

const path = fc.stringMatching(/^(\/[a-z0-9._-]{1,8}){1,3}$/);
const caOptions = struct<CustomCaOptions>(
  'CustomCaOptions',
  { buildPodPaths: fc.uniqueArray(path, { maxLength: 3 }) },
  [],
);

export const proxy = struct<DelegateProxy>(
  'DelegateProxy',
  {
    host: fc.constantFrom('proxy.example.com', 'Proxy', '10.1.2.3', '1e5'),
    port: fc.integer({ min: 1, max: 65535 }),
    scheme: anyOf(ProxyScheme),
    noProxy: fc.uniqueArray(
      fc.constantFrom('.svc', '*.example.com', '10.96.0.1', 'fd00::1', 'Git.example.com', '007'),
      {
        maxLength: 3,
      },
    ),
    credentials: anyFactory(ProxyCredentials, {
      fromSecretName: fc.tuple(
        secretName,
        struct<ProxyCredentialsOptions>('ProxyCredentialsOptions', { userKey: dataKey, passwordKey: dataKey }, []),
      ),
    }),
  },
  ['host', 'port'],
);

export const customCa = anyFactory(CustomCa, {
  fromSecretName: fc.tuple(secretName, caOptions),
  fromConfigMapName: fc.tuple(dnsSubdomain, caOptions),
});

export const mutualTls = anyFactory(MutualTls, {
  fromSecretName: fc.tuple(
    secretName,
    struct<MutualTlsOptions>(
      'MutualTlsOptions',
      {
        certificateKey: dataKey.map((key) => `c${key}`.slice(0, 253)),
        privateKeyKey: dataKey.map((key) => `k${key}`.slice(0, 253)),
      },
      [],
    ),
  ),
});
