/** How the upgrader reaches Harness: as its delegate does. */
import type { Volume } from 'kubernetes-types/core/v1';
import { type DelegateProxy, ProxyScheme } from '../props';
import type { ResolveContext } from './context';
import { filesOf, type MountedFiles, type OwnVolume } from './own-volume';

/** Where the upgrader looks for certificates that it is to trust. */
const CA_PATH = '/ca-bundle';
/** Also where the delegate keeps a wrong mode of the chart: each run of the upgrader is a new pod. */
const FILE_MODE = 0o400;

/** What its configuration says of it, and the files that it needs for it. */
export interface UpgraderConnection {
  /** Texts of the configuration, by their name in it: each by itself, since it may be known later. */
  readonly connection: { readonly [name: string]: string | undefined };
  readonly certificates: readonly OwnVolume[];
}

export function resolveUpgraderConnection(
  context: ResolveContext,
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

/** The volume with files that only their owner may read. */
function readable({ name, secret, configMap }: Volume): Volume {
  return secret
    ? { name, secret: { ...secret, defaultMode: FILE_MODE } }
    : { name, configMap: { ...configMap, defaultMode: FILE_MODE } };
}

/** Never with credentials: the upgrader reads its whole configuration from a ConfigMap. */
function proxyOf({ checks }: ResolveContext, proxy?: DelegateProxy): UpgraderConnection['connection'] {
  if (proxy === undefined) {
    return {};
  }
  if (proxy.credentials !== undefined) {
    checks.refuse(
      'upgrader',
      undefined,
      'no upgrader behind a proxy with credentials: it would read user and password from a ConfigMap, in clear text',
      'Let a proxy without credentials serve the delegate, or leave upgrader out and raise the tag of image.',
    );
  }
  const { host, port, scheme = ProxyScheme.HTTP } = proxy;
  return { proxyScheme: scheme, proxyHost: host, proxyPort: `${port}` };
}
