/** Proxy and certificates as the chart makes them. */
import type { Manifest } from '../synth';
import { type Facts, metadata } from './facts';

export function proxy(facts: Facts): Manifest[] {
  const data = { PROXY_HOST: 'proxy.example.com', PROXY_PORT: '3128', PROXY_SCHEME: 'http', NO_PROXY: '10.0.0.1,.svc' };
  const secret = { type: 'Opaque', data: { PROXY_USER: 'dXNlcg==', PROXY_PASSWORD: 'cGFzc3dvcmQ=' } };
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(facts, '-proxy'), ...{ data } },
    { apiVersion: 'v1', kind: 'Secret', metadata: metadata(facts, '-proxy'), ...secret },
  ];
}

export const PROXY_IN_UPGRADER = [
  'proxyScheme: http',
  'proxyHost: proxy.example.com',
  'proxyPort: 3128',
  'proxyUser: user',
  'proxyPassword: password',
];

export const CERTIFICATES_PATH = '/shared/customer-artifacts/certificates/ca.bundle';

export function sharedCertificates(facts: Facts): Manifest[] {
  const data = {
    ADDITIONAL_CERTS_PATH: CERTIFICATES_PATH,
    CI_MOUNT_VOLUMES: `${CERTIFICATES_PATH}:/etc/ssl/certs/ca-bundle.crt,${CERTIFICATES_PATH}:/kaniko/ssl/certs/ca.crt`,
  };
  const stringData = { 'ca.bundle': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n' };
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: metadata(facts, '-addcerts'), ...{ type: 'Opaque', stringData } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(facts, '-shared-certificates'), ...{ data } },
  ];
}

/** As the chart writes it: decimal, which is 0620 and lets the group write. */
export const WRONG_MODE = 400;
