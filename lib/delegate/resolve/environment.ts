/** Where the settings of a delegate stand. */
import { createHash } from 'node:crypto';
import type { EnvFromSource, EnvVar } from 'kubernetes-types/core/v1';
import { derived } from '../../values';
import type { ResolveContext } from './context';
import { extraVariables } from './extra-variables';
import { replaceableName } from './names';
import type { Setting } from './setting';
import { resolveProxy } from './proxy';
import { resolveSettings, type SettingSources } from './settings';

/** What follows the name of the delegate in that of the ConfigMap of its proxy. */
const PROXY_SUFFIX = '-proxy';

/** Settings of the delegate itself, then the variables of the user. */
export interface ResolvedEnvironment {
  /** Variables of the container. */
  readonly variables: readonly EnvVar[];
  /** What is injected as a whole. */
  readonly sources: readonly EnvFromSource[];
  /** ConfigMaps that are made for it. */
  readonly configMaps: readonly SettingsMap[];
  /** Annotations of the pods, which change with the ConfigMaps: a container does not see a change of them. */
  readonly podAnnotations: { [key: string]: string };
}

/** A ConfigMap of settings. */
export interface SettingsMap {
  /** Id of its construct. */
  readonly id: string;
  readonly name: string;
  readonly data: { [variable: string]: string };
}

export function resolveEnvironment(context: ResolveContext, sources: SettingSources): ResolvedEnvironment {
  const { checks, props, profile, generation } = context;
  const { token } = sources;
  const injectsWholeSecret = profile.injectsWholeSecret && token.key === generation.variables.token;
  const settings = resolveSettings(context, sources, injectsWholeSecret);
  const proxy = resolveProxy(context);
  const all = [...settings, ...proxy];
  const own = new Set([...all.map(({ name }) => name), ...reservedNames(context)]);
  const extra = extraVariables(checks, props.env ?? [], own);
  const secret = injectsWholeSecret ? [{ secretRef: { name: token.secretName } }] : [];
  if (profile.settingsIn === 'container') {
    return { variables: [...all.map(asVariable), ...extra], sources: secret, configMaps: [], podAnnotations: {} };
  }
  const main = asConfigMap(context, 'ConfigMap', '', settings);
  const ofProxy = proxy.length === 0 ? undefined : asConfigMap(context, 'ProxyConfigMap', PROXY_SUFFIX, proxy);
  const configMaps = ofProxy === undefined ? [main] : [main, ofProxy];
  return {
    variables: [...all.filter(({ value }) => value === undefined).map(asVariable), ...extra],
    sources: [{ configMapRef: { name: main.name } }, ...secret, ...optionalSources(context, ofProxy?.name)],
    configMaps,
    podAnnotations: profile.configChecksum === undefined ? {} : { [profile.configChecksum]: checksum(configMaps) },
  };
}

/** Those that need not exist, among them the ConfigMap of the proxy, which does if it has a name. */
function optionalSources({ names, profile }: ResolveContext, proxyName?: string): EnvFromSource[] {
  return profile.optionalSources.map(({ kind, suffix }) => {
    const name = `${names.resource}${suffix}`;
    return kind === 'secret'
      ? { secretRef: { name, optional: true } }
      : { configMapRef: { name: suffix === PROXY_SUFFIX ? (proxyName ?? name) : name, optional: true } };
  });
}

/** Names that only properties set, also where they set nothing: the delegate must not differ from what they say. */
function reservedNames({ generation }: ResolveContext): string[] {
  // A working directory, and whether shell tasks may run, may be told otherwise.
  const { workingDirectory, blockShellTasks, ...reserved } = generation.variables;
  return [...Object.values(reserved), ...generation.otherReservedNames].filter(
    (name) => name !== workingDirectory && name !== blockShellTasks,
  );
}

function asVariable({ name, value, valueFrom, expands }: Setting): EnvVar {
  if (value === undefined) {
    return { name, valueFrom };
  }
  return { name, value: expands ? value : derived([value], escapeReferences) };
}

/**
 * Kubernetes replaces `$(NAME)` and `$$` in the value of a variable; a script means them for the shell.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
function escapeReferences(script: string): string {
  // oxlint-disable-next-line no-control-regex -- some nodes break a character beyond ASCII behind a single $
  return script.replace(/\$(?=[$(]|[^\x00-\x7f])/g, '$$$$');
}

/** All values are texts, and none is escaped: nothing is replaced in what is injected as a whole. */
function asConfigMap(context: ResolveContext, id: string, suffix: string, settings: readonly Setting[]): SettingsMap {
  const data = settings.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  // A ConfigMap that changed is replaced by Pulumi, which must not delete it while pods still start with it.
  return { id, name: replaceableName(context, `${context.names.resource}${suffix}`), data: Object.fromEntries(data) };
}

/** Changes with each value, also with one that is known later. */
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
