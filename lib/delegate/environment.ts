/** Environment variables of the delegate's container. */
import { createHash } from 'node:crypto';
import type { EnvFromSource, EnvVar } from 'kubernetes-types/core/v1';
import {
  ANY_TEXT,
  DATA_KEY,
  derived,
  DNS_SUBDOMAIN,
  ENVIRONMENT_NAME,
  type PropertyChecks,
  QUALIFIED_NAME,
  type Rule,
  SECRET_NAME,
} from '../core';
import { refuseSecret, refuseSecretText } from './clear-text';
import type { DelegateContainerProps, DelegateVariable } from './container-props';
import type { ResolveContext } from './context';
import { type Setting, setting } from './generation';
import type { ResolvedIdentity } from './identity';
import { type DelegateLegacyProps, legacySettings } from './legacy-settings';
import { type DelegateAdoptionProps, replaceableName } from './names';
import type { DelegateNetworkProps } from './network-policy';
import { resolveProxy } from './proxy';
import type { ResolvedToken } from './token';

const POD_FIELD =
  /^(metadata\.(name|namespace|uid|(?:labels|annotations)\['(?<key>[^']+)'\])|spec\.(nodeName|serviceAccountName)|status\.(hostIP|hostIPs|podIP|podIPs))$/;

const FIELD_PATH: Rule = {
  allowed: 'a field of the pod that a variable can refer to, for example status.podIP',
  remedy: 'Use a field such as metadata.name, spec.nodeName or status.podIP.',
  holds: (value) => {
    const match = POD_FIELD.exec(value);
    return match !== null && QUALIFIED_NAME.holds(match.groups?.key ?? 'none');
  },
};

const USE_A_SECRET =
  'Use DelegateVariable.fromSecret, or DelegateVariable.unsafePlainSecret if readers of the manifests may see the value.';

/** The checked variables. Throws for a name in `own`. */
export function extraVariables(
  checks: PropertyChecks,
  variables: readonly DelegateVariable[],
  own: ReadonlySet<string>,
): EnvVar[] {
  const taken = new Set(own);
  return checks.each(variables, (variable, index) => extraVariable(checks, variable, `env[${index}]`, taken));
}

function extraVariable(
  checks: PropertyChecks,
  variable: DelegateVariable,
  property: string,
  taken: Set<string>,
): EnvVar {
  const { name, _source: source } = variable;
  checks.plainText(`${property}.name`, name, ENVIRONMENT_NAME);
  if (taken.has(name)) {
    checks.refuse(
      property,
      name,
      'a variable that is not set yet',
      'Remove it, or use the property of the delegate that sets the variable.',
    );
  }
  taken.add(name);
  switch (source.kind) {
    case 'plain':
      checks.secretText(`${property}.value`, source.value, ANY_TEXT);
      if (!source.isSecret) {
        refuseSecret(checks, property, name, source.value, USE_A_SECRET);
      }
      return { name, value: source.value };
    case 'field':
      checks.text(`${property}.fieldPath`, source.fieldPath, FIELD_PATH);
      return { name, valueFrom: { fieldRef: { fieldPath: source.fieldPath } } };
    case 'secret':
      checks.secretText(`${property}.secretName`, source.objectName, SECRET_NAME);
      checks.secretText(`${property}.key`, source.key, DATA_KEY);
      return { name, valueFrom: { secretKeyRef: { name: source.objectName, key: source.key } } };
    case 'configMap':
      checks.text(`${property}.configMapName`, source.objectName, DNS_SUBDOMAIN);
      checks.text(`${property}.key`, source.key, DATA_KEY);
      return { name, valueFrom: { configMapKeyRef: { name: source.objectName, key: source.key } } };
  }
}

/* Settings of the delegate itself. */

type Context = ResolveContext<
  DelegateAdoptionProps & DelegateContainerProps & DelegateLegacyProps & DelegateNetworkProps
>;

/** Name suffix of the proxy ConfigMap. */
const PROXY_SUFFIX = '-proxy';

/** The settings of the delegate, followed by the user's variables. */
export interface ResolvedEnvironment {
  /** Variables of the container. */
  readonly variables: readonly EnvVar[];
  /** ConfigMaps and Secrets that are injected as a whole. */
  readonly sources: readonly EnvFromSource[];
  /** ConfigMaps to create. */
  readonly configMaps: readonly SettingsMap[];
  /** Pod annotations that change with the ConfigMaps: a running container does not see new values. */
  readonly podAnnotations: { [key: string]: string };
}

/** A ConfigMap of settings. */
export interface SettingsMap {
  /** Id of its construct. */
  readonly id: string;
  readonly name: string;
  readonly data: { [variable: string]: string };
}

export function resolveEnvironment(context: Context, sources: SettingSources): ResolvedEnvironment {
  const { checks, props, generation } = context;
  checks.part(() => checkScript(context));
  const { profile } = context;
  const { token } = sources;
  const injectsWholeSecret = profile.injectsWholeSecret && token.key === generation.variables.token;
  const ofDelegate = checks.part(() => resolveSettings(context, sources, injectsWholeSecret));
  const ofProxies = checks.part(() => (props.proxy === undefined ? [] : resolveProxy(context, props.proxy)));
  const all = [...ofDelegate.or([]), ...ofProxies.or([])];
  const own = new Set([...all.map(({ name }) => name), ...reservedNames(context)]);
  const variables = checks.part(() => extraVariables(checks, props.env ?? [], own));
  const [settings, proxy, extra] = [ofDelegate.value, ofProxies.value, variables.value];
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

/** Settings that follow from other properties. */
interface SettingSources {
  readonly identity: ResolvedIdentity;
  readonly token: ResolvedToken;
  readonly idleWaitSeconds?: number;
  readonly certificates: readonly Setting[];
}

/** Linux limits an environment variable to 128 KiB. */
const LONGEST_SCRIPT = 128 * 1024 - 32;

const SCRIPT: Rule = {
  allowed: 'a script of at most 128 KiB',
  remedy: 'Mount a longer script from a ConfigMap.',
  holds: (value) => Buffer.byteLength(value) <= LONGEST_SCRIPT,
};

/** All settings. The token is omitted if its whole Secret is injected. */
function resolveSettings(
  context: Context,
  { identity, token, idleWaitSeconds, certificates }: SettingSources,
  injectsWholeSecret: boolean,
): Setting[] {
  const { props, generation } = context;
  const { variables, constants, podFields } = generation;
  const { secretName, key } = token;
  const tokenSource = injectsWholeSecret ? undefined : { secretKeyRef: { name: secretName, key } };
  return [
    ...setting(variables.accountId, identity.accountId),
    ...setting(variables.managerEndpoint, identity.managerEndpoint),
    ...setting(
      variables.logService,
      derived([identity.managerEndpoint], (endpoint) => `${endpoint}/log-service/`),
    ),
    ...setting(variables.delegateName, identity.delegateName),
    ...setting(variables.namespace, identity.namespace),
    ...optional(context, variables.tags, joinTags(identity.tags)),
    ...optional(context, variables.description, identity.description),
    ...Object.entries(constants).map(([name, value]) => ({ name, value })),
    ...Object.entries(podFields).map(([name, fieldPath]) => ({ name, valueFrom: { fieldRef: { fieldPath } } })),
    ...(tokenSource === undefined ? [] : [{ name: variables.token, valueFrom: tokenSource }]),
    ...legacySettings(context),
    ...setting(variables.idleWait, idleWaitSeconds?.toString()),
    ...setting(
      variables.workingDirectory,
      props.readOnlyRootFilesystem ? generation.readOnlyRoot.workingDirectoryValue : undefined,
    ),
    ...certificates,
    ...optional(context, variables.initScript, props.initScript),
  ];
}

/** Like `setting`, but writes an empty string for an unset value if the documented manifest does. */
function optional({ profile }: Context, name?: string, value?: string): Setting[] {
  return setting(name, value ?? (profile.writesEmptySettings ? '' : undefined));
}

function joinTags(tags: readonly string[]): string | undefined {
  return tags.length === 0 ? undefined : derived(tags, (...known) => [...new Set(known)].join(','));
}

function checkScript({ checks, props }: Context): void {
  if (props.initScript !== undefined) {
    checks.secretText('initScript', props.initScript, SCRIPT);
    refuseSecretText(checks, 'initScript', props.initScript, 'Read the secret from a variable or a volume instead.');
  }
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

/** Variables that only properties may set, even if the property is unset: the delegate must match its properties. */
function reservedNames({ generation }: Context): string[] {
  // The working directory and the shell task setting may be overridden.
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
 * Kubernetes expands `$(NAME)` and `$$` in variable values; a script means them for the shell.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
function escapeReferences(script: string): string {
  // oxlint-disable-next-line no-control-regex -- some nodes break a non-ASCII character after a single $
  return script.replace(/\$(?=[$(]|[^\x00-\x7f])/g, '$$$$');
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
