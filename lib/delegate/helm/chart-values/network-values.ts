/** Certificates and proxies. */
import { type ChartValue, declared, undeclared } from './chart-value';

const SECRET =
  'DelegateProxy.credentials, by Secret only. The chart writes it into a ConfigMap in clear text when the upgrader is on.';
const OLD_CERTIFICATES = 'No property: an older way. An adopted delegate keeps what is there; customCa replaces it.';

export const NETWORK_VALUES: readonly ChartValue[] = [
  declared('mTLS.secretName', 'text', '', { property: 'mutualTls' }),
  declared('delegateCustomCa.secretName', 'text', null, { property: 'customCa' }),
  declared('destinationCaPath', 'text', null, {
    property: 'customCa',
    note: 'Its `buildPodPaths`, a list instead of a text with commas.',
  }),
  declared('shared_certificates.certs_path', 'text', '/shared/customer-artifacts/certificates/ca.bundle', {
    note: OLD_CERTIFICATES,
  }),
  declared('shared_certificates.ca_bundle', 'text', null, { note: OLD_CERTIFICATES }),
  declared('shared_certificates.ci_mount_targets', 'texts', null, { note: OLD_CERTIFICATES }),
  undeclared('proxyHost', 'text', { property: 'proxy.host' }),
  undeclared('proxyPort', 'amount', { property: 'proxy.port' }),
  undeclared('proxyScheme', 'text', { property: 'proxy.scheme' }),
  undeclared('noProxy', 'text', { property: 'proxy.noProxy', note: 'A list instead of a text with commas.' }),
  undeclared('proxyUser', 'text', { property: 'proxy.credentials', note: SECRET, isSecret: true }),
  undeclared('proxyPassword', 'text', { property: 'proxy.credentials', note: SECRET, isSecret: true }),
];
