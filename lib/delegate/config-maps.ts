/** Settings in ConfigMaps and Secrets that are injected as a whole, as in the documented manifests. */
import { createHash } from 'node:crypto';
import type { EnvFromSource } from 'kubernetes-types/core/v1';
import { derived } from '../core';
import type { ResolveContext } from './context';
import type { Setting } from './generation';
import { type DelegateAdoptionProps, replaceableName } from './names';

/** Name suffix of the proxy ConfigMap. */
const PROXY_SUFFIX = '-proxy';

/** A ConfigMap of settings. */
export interface SettingsMap {
  /** Id of its construct. */
  readonly id: string;
  readonly name: string;
  readonly data: { [variable: string]: string };
}

/** What is not set in the container. */
export interface InjectedSettings {
  /** ConfigMaps and Secrets that are injected as a whole. */
  readonly sources: readonly EnvFromSource[];
  /** ConfigMaps to create. */
  readonly configMaps: readonly SettingsMap[];
  /** Pod annotations that change with the ConfigMaps: a running container does not see new values. */
  readonly podAnnotations: { [key: string]: string };
}

type Context = ResolveContext<DelegateAdoptionProps>;

/** @param secret sources after the ConfigMap of the settings */
export function injectedSettings(
  context: Context,
  settings: readonly Setting[],
  proxy: readonly Setting[],
  secret: readonly EnvFromSource[],
): InjectedSettings {
  const { profile } = context;
  const main = asConfigMap(context, 'ConfigMap', '', settings);
  const ofProxy = proxy.length === 0 ? undefined : asConfigMap(context, 'ProxyConfigMap', PROXY_SUFFIX, proxy);
  const configMaps = ofProxy === undefined ? [main] : [main, ofProxy];
  return {
    sources: [{ configMapRef: { name: main.name } }, ...secret, ...optionalSources(context, ofProxy?.name)],
    configMaps,
    podAnnotations: profile.configChecksum === undefined ? {} : { [profile.configChecksum]: checksum(configMaps) },
  };
}

/** Optional sources. The proxy ConfigMap is required if it has a name. */
function optionalSources({ names, profile }: Context, proxyName?: string): EnvFromSource[] {
  return profile.optionalSources.map(({ kind, suffix }) => {
    const name = `${names.resource}${suffix}`;
    return kind === 'secret'
      ? { secretRef: { name, optional: true } }
      : { configMapRef: { name: suffix === PROXY_SUFFIX ? (proxyName ?? name) : name, optional: true } };
  });
}

/** Values are not escaped: Kubernetes expands nothing in data that is injected as a whole. */
function asConfigMap(context: Context, id: string, suffix: string, settings: readonly Setting[]): SettingsMap {
  const data = settings.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  // Pulumi replaces a changed ConfigMap and must not delete the old one while pods still start with it.
  return { id, name: replaceableName(context, `${context.names.resource}${suffix}`), data: Object.fromEntries(data) };
}

/** A hash of all values, including those known only later. */
function checksum(maps: readonly SettingsMap[]): string {
  const entries = maps.flatMap(({ data }) => Object.entries(data));
  return derived(
    entries.map(([, value]) => value),
    (...values) =>
      createHash('sha256')
        .update(JSON.stringify(entries.map(([name], index) => [name, values[index]])))
        .digest('hex')
        .slice(0, 16),
  );
}
