/** What a delegate is told by variables, of whichever names. */
import { derived, type Rule } from '../../values';
import { refuseSecretText } from './clear-text';
import type { ResolveContext } from './context';
import type { ResolvedIdentity } from './identity';
import { javaSettings } from './java';
import { type Setting, setting } from './setting';
import type { ResolvedToken } from './token';

/** Settings of other properties that reach the delegate as variables. */
export interface SettingSources {
  readonly identity: ResolvedIdentity;
  readonly token: ResolvedToken;
  readonly idleWaitSeconds?: number;
  readonly certificates: readonly Setting[];
}

/** Linux takes no longer text for a variable. */
const LONGEST_SCRIPT = 128 * 1024 - 32;
const SCRIPT: Rule = {
  allowed: 'a script of at most 128 KiB without zero bytes',
  remedy: 'Mount a longer script from a ConfigMap.',
  holds: (value) => Buffer.byteLength(value) <= LONGEST_SCRIPT && !value.includes('\u0000'),
};

/** The settings, without the token where the whole Secret of it is injected. */
export function resolveSettings(
  context: ResolveContext,
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

/** As `setting`, but where the documented manifest writes an empty text for no value, so do we. */
function optional({ profile }: ResolveContext, name?: string, value?: string): Setting[] {
  return setting(name, value ?? (profile.writesEmptySettings ? '' : undefined));
}

function joinTags(tags: readonly string[]): string | undefined {
  return tags.length === 0 ? undefined : derived(tags, (...known) => [...new Set(known)].join(','));
}

function checkedScript({ checks, props }: ResolveContext): string | undefined {
  if (props.initScript !== undefined) {
    checks.secretText('initScript', props.initScript, SCRIPT);
    refuseSecretText(checks, 'initScript', props.initScript, 'Mount it from a Secret.');
  }
  return props.initScript;
}
