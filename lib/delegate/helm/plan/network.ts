import {
  CustomCa,
  type DelegateProxy,
  type HarnessDelegateProps,
  MutualTls,
  ProxyCredentials,
  type ProxyScheme,
} from '../../props';
import { refuseValue } from '../value-errors';
import type { Release } from './adoption-plan';

/** Proxy and certificates. */
export function planNetwork(release: Release): Partial<HarnessDelegateProps> {
  const { settings } = release;
  const [caSecret, tlsSecret] = ['delegateCustomCa.secretName', 'mTLS.secretName'].map((path) => settings.text(path));
  const buildPodPaths = settings.parts('destinationCaPath');
  if (caSecret === undefined && buildPodPaths.length > 0) {
    const remedy = 'Set it to the Secret with the certificates, or leave destinationCaPath out.';
    refuseValue('delegateCustomCa.secretName', { allowed: 'a Secret beside destinationCaPath', remedy });
  }
  return {
    proxy: proxyOf(release),
    customCa: caSecret === undefined ? undefined : CustomCa.fromSecretName(caSecret, { buildPodPaths }),
    mutualTls: tlsSecret === undefined ? undefined : MutualTls.fromSecretName(tlsSecret),
  };
}

/** User and password stay in the Secret that the chart made of them: they are not read here. */
function proxyOf({ settings, fullname }: Release): DelegateProxy | undefined {
  const host = settings.text('proxyHost');
  if (host === undefined) {
    return undefined;
  }
  const port = settings.number('proxyPort');
  if (port === undefined || Number.isNaN(port)) {
    refuseValue('proxyPort', { allowed: 'a number beside proxyHost', remedy: 'Set the port of the proxy.' });
  }
  const signsOn = settings.text('proxyUser') !== undefined;
  return {
    host,
    port,
    scheme: settings.text('proxyScheme') as ProxyScheme | undefined,
    noProxy: settings.parts('noProxy'),
    credentials: signsOn ? ProxyCredentials.fromSecretName(`${fullname}-proxy`) : undefined,
  };
}
