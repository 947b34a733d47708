import { derived, type Rule } from '../core';
import { refuseSecretText } from './clear-text';
import type { DelegateContainerProps } from './container-props';
import type { ResolveContext } from './context';
import { type Setting, setting } from './generation-support';
import type { ResolvedIdentity } from './identity';
import { type DelegateLegacyProps, javaSettings } from './java-settings';
import type { ResolvedToken } from './token';

type Context = ResolveContext<DelegateContainerProps & DelegateLegacyProps>;

/** Settings that follow from other properties. */
export interface SettingSources {
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
export function resolveSettings(
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
    ...javaSettings(context),
    ...setting(variables.idleWait, idleWaitSeconds?.toString()),
    ...setting(
      variables.workingDirectory,
      props.readOnlyRootFilesystem ? generation.readOnlyRoot.workingDirectoryValue : undefined,
    ),
    ...certificates,
    ...optional(context, variables.initScript, checkedScript(context)),
  ];
}

/** Like `setting`, but writes an empty string for an unset value if the documented manifest does. */
function optional({ profile }: Context, name?: string, value?: string): Setting[] {
  return setting(name, value ?? (profile.writesEmptySettings ? '' : undefined));
}

function joinTags(tags: readonly string[]): string | undefined {
  return tags.length === 0 ? undefined : derived(tags, (...known) => [...new Set(known)].join(','));
}

function checkedScript({ checks, props }: Context): string | undefined {
  if (props.initScript !== undefined) {
    checks.secretText('initScript', props.initScript, SCRIPT);
    refuseSecretText(checks, 'initScript', props.initScript, 'Read the secret from a variable or a volume instead.');
  }
  return props.initScript;
}
