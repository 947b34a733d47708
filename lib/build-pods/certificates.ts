/** A bundle of CA certificates in every container, and the variables by which tools find it. */
import type { BuildCertificates } from './profile-options';
import type { Json } from './setting';

const VOLUME = 'harness-build-certificates';

/** Key of the bundle, unless the profile names another one. */
export const CERTIFICATES_KEY = 'ca.crt';

const FOLDER = '/etc/harness-build-certificates';

type Object = { readonly [member: string]: Json };

/** The volume, its mount, and the variables. */
export function resolvedCertificates(given: BuildCertificates): {
  readonly volume: Object;
  readonly mount: Object;
  readonly variables: { readonly [name: string]: string };
} {
  const { configMapName, key = CERTIFICATES_KEY, javaTrustStoreKey, javaTrustStorePassword = 'changeit' } = given;
  const keys = [key, ...(javaTrustStoreKey === undefined ? [] : [javaTrustStoreKey])];
  const items = keys.map((name) => ({ key: name, path: name }));
  return {
    // A projected volume: as one of the type configMap, the API server would set its file mode.
    volume: {
      name: VOLUME,
      projected: { defaultMode: 0o444, sources: [{ configMap: { name: configMapName, items } }] },
    },
    mount: { name: VOLUME, mountPath: FOLDER, readOnly: true },
    variables: {
      ...Object.fromEntries(BUNDLE_VARIABLES.map((name) => [name, `${FOLDER}/${key}`])),
      ...(javaTrustStoreKey === undefined
        ? {}
        : { JAVA_TOOL_OPTIONS: javaOptions(`${FOLDER}/${javaTrustStoreKey}`, javaTrustStorePassword) }),
    },
  };
}

/**
 * Variables that name a file of CA certificates.
 *
 * @see https://docs.openssl.org/master/man3/SSL_CTX_load_verify_locations/ SSL_CERT_FILE: OpenSSL, and with it Python's ssl
 * @see https://pkg.go.dev/crypto/x509#SystemCertPool SSL_CERT_FILE: Go
 * @see https://curl.se/docs/sslcerts.html CURL_CA_BUNDLE
 * @see https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpsslCAInfo GIT_SSL_CAINFO
 * @see https://nodejs.org/api/cli.html#node_extra_ca_certsfile NODE_EXTRA_CA_CERTS
 * @see https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification REQUESTS_CA_BUNDLE
 * @see https://pip.pypa.io/en/stable/topics/https-certificates/ PIP_CERT
 */
const BUNDLE_VARIABLES = [
  'SSL_CERT_FILE',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'NODE_EXTRA_CA_CERTS',
  'REQUESTS_CA_BUNDLE',
  'PIP_CERT',
];

/** @see https://docs.oracle.com/en/java/javase/21/security/java-secure-socket-extension-jsse-reference-guide.html */
function javaOptions(trustStore: string, password: string): string {
  const property = 'javax.net.ssl.trustStore';
  return `-D${property}=${trustStore} -D${property}Type=PKCS12 -D${property}Password=${password}`;
}
