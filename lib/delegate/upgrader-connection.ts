/** Connection of the upgrader to Harness, which is that of its delegate. */
import type { Volume } from 'kubernetes-types/core/v1';
import { own } from '../core';
import type { ResolveContext } from './context';
import { type DelegateProxy, ProxyScheme } from './proxy';
import { filesOf, type MountedFiles, type OwnVolume } from './volumes';

/** Where the upgrader reads CA certificates. */
const CA_PATH = '/ca-bundle';

/** Not the wrong mode that an adopted delegate keeps: each run of the upgrader is a new pod, so nothing restarts. */
const FILE_MODE = 0o400;

/** The upgrader's connection settings and files. */
export interface UpgraderConnection {
  /** Configuration values by name. They are separate strings, because each may be known only later. */
  readonly connection: { readonly [name: string]: string | undefined };
  readonly certificates: readonly OwnVolume[];
}

export function resolveUpgraderConnection(
  context: ResolveContext<{ readonly proxy?: DelegateProxy }>,
  { customCa, mutualTls }: { readonly customCa: MountedFiles; readonly mutualTls: MountedFiles },
): UpgraderConnection {
  const { props, generation } = context;
  const paths = new Map(mutualTls.settings.map(({ name, value }) => [name, value]));
  return {
    connection: {
      clientCertificateFilePath: paths.get(generation.mutualTls.certificate),
      clientCertificateKeyFilePath: paths.get(generation.mutualTls.privateKey),
      ...proxyOf(context, props.proxy),
    },
    certificates: [
      ...customCa.volumes.map(({ volume }) => filesOf(readable(volume), CA_PATH)),
      ...mutualTls.volumes.map(({ volume, mount }) => ({ volume: readable(volume), mount })),
    ],
  };
}

/** The volume with files that only their owner can read. */
function readable({ name, secret, configMap }: Volume): Volume {
  return secret
    ? { name, secret: { ...secret, defaultMode: FILE_MODE } }
    : { name, configMap: { ...configMap, defaultMode: FILE_MODE } };
}

/** Refuses credentials: the upgrader reads its whole configuration from a ConfigMap. */
function proxyOf({ checks }: ResolveContext, proxy?: DelegateProxy): UpgraderConnection['connection'] {
  if (proxy === undefined) {
    return {};
  }
  if (proxy.credentials !== undefined) {
    checks.refuse(
      'upgrader',
      undefined,
      `no value when ${own('proxy.credentials')} is set, because the upgrader would read them in clear text from a ConfigMap`,
      'Remove the credentials, or remove the upgrader and update the image tag yourself.',
    );
  }
  const { host, port, scheme = ProxyScheme.HTTP } = proxy;
  return { proxyScheme: scheme, proxyHost: host, proxyPort: `${port}` };
}
