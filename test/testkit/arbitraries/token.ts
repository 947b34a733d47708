import type { ISecret } from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import {
  DelegateToken,
  type ExternalSecretTokenOptions,
  SecretStoreKind,
  type SecretTokenOptions,
} from '../../../lib/delegate';
import { anyFactory, struct } from './recorded';
import { anyOf, dataKey, labelValue, seconds, secretName, someText } from './texts';

const revision = fc.oneof(
  labelValue.filter((text) => text !== ''),
  fc.constantFrom('2024-01-01T00:00:00Z', 'r'.repeat(253)),
);
const rotation = { revision, reloader: fc.boolean() };
const secretOptions = struct<SecretTokenOptions>('SecretTokenOptions', { key: dataKey, ...rotation }, []);
const externalOptions = struct<ExternalSecretTokenOptions>(
  'ExternalSecretTokenOptions',
  {
    storeName: secretName,
    storeKind: anyOf(SecretStoreKind),
    remoteKey: someText,
    remoteProperty: someText,
    remoteVersion: fc.constantFrom('1', 'latest', '1e5'),
    refreshInterval: seconds(1, 90_000),
    ...rotation,
  },
  ['storeName', 'remoteKey'],
);
/** The parts of a cdk8s-plus Secret that the token reads. */
const secret = secretName.map((name) => ({ name }) as ISecret);
const plain = fc.oneof(
  fc.constantFrom('MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=', '0123456789abcdef0123456789abcdef', '1e5', '0', '~'),
  fc.stringMatching(/^[!-~]{1,60}$/),
);

/** A token of any kind. */
export const delegateToken = anyFactory(DelegateToken, {
  fromSecretName: fc.tuple(secretName, secretOptions),
  fromSecret: fc.tuple(secret, secretOptions),
  fromExternalSecret: fc.tuple(externalOptions),
  unsafePlainText: fc.tuple(plain),
});
