/** Environment variables of the delegate's container. */
import type { EnvVar } from 'kubernetes-types/core/v1';
import { derived, type Rule } from '../core';
import { refuseSecretText } from './clear-text';
import { type InjectedSettings, injectedSettings } from './config-maps';
import type { DelegateContainerProps } from './container-props';
import type { ResolveContext } from './context';
import { type Setting, setting } from './generation';
import type { ResolvedIdentity } from './identity';
import { type DelegateLegacyProps, legacySettings } from './legacy-settings';
import type { DelegateAdoptionProps } from './names';
import type { DelegateNetworkProps } from './network-policy';
import { resolveProxy } from './proxy';
import type { ResolvedToken } from './token';
import { extraVariables } from './variables';

type Context = ResolveContext<
  DelegateAdoptionProps & DelegateContainerProps & DelegateLegacyProps & DelegateNetworkProps
>;

/** The settings of the delegate, followed by the user's variables. */
export interface ResolvedEnvironment extends InjectedSettings {
  /** Variables of the container. */
  readonly variables: readonly EnvVar[];
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
  const own = () => new Set([...all.map(({ name }) => name), ...reservedNames(context)]);
  const added = checks.part(() => (props.env === undefined ? [] : extraVariables(checks, props.env, own())));
  const [settings, proxy, extra] = [ofDelegate.value, ofProxies.value, added.value];
  const secret = injectsWholeSecret ? [{ secretRef: { name: token.secretName } }] : [];
  if (profile.settingsIn === 'container') {
    return { variables: [...all.map(asVariable), ...extra], sources: secret, configMaps: [], podAnnotations: {} };
  }
  const variables = all.filter(({ value }) => value === undefined).map(asVariable);
  return { variables: [...variables, ...extra], ...injectedSettings(context, settings, proxy, secret) };
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
