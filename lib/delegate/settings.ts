/** Settings of the delegate that are environment variables. */
import { derived, type Rule } from '../core';
import { refuseSecret, refuseSecretText } from './clear-text';
import type { DelegateContainerProps } from './container-props';
import type { ResolveContext } from './context';
import { refuseForGeneration, type Setting, setting } from './generation';
import type { ResolvedIdentity } from './identity';
import type { ResolvedToken } from './token';

/** Settings of the legacy delegate only. */
export interface DelegateLegacyProps {
  /**
   * JVM options, on one line. Legacy delegate only. Bound the heap to stay below the memory limit.
   *
   * @see https://developer.harness.io/docs/platform/delegates/delegate-reference/delegate-environment-variables
   * @default '-XX:MaxRAMPercentage=70.0 -Xms64M', as documented; '-Xms64M' in profile `DOCUMENTED`, as in the Helm chart
   */
  readonly javaOptions?: string;
  /**
   * Polls Harness for tasks instead of using a WebSocket, for proxies without WebSocket support. Legacy delegate only.
   *
   * @see https://developer.harness.io/docs/platform/delegates/delegate-reference/delegate-environment-variables
   * @default false
   */
  readonly pollForTasks?: boolean;
  /**
   * Whether Shell Script steps may run inside the delegate, with its permissions. CI does not need this: its steps run in
   * build pods. Legacy delegate only.
   *
   * @see https://developer.harness.io/docs/platform/delegates/delegate-reference/delegate-environment-variables
   * @default false: `BLOCK_SHELL_TASK` is set; true in profile `DOCUMENTED`, as in the Helm chart
   */
  readonly allowShellTasks?: boolean;
}

type Context = ResolveContext<DelegateContainerProps & DelegateLegacyProps>;

const JAVA_OPTIONS: Rule = {
  allowed: 'JVM options on one line, for example -XX:MaxRAMPercentage=70.0 -Xms64M',
  remedy: "Start each option with '-', and separate options with spaces.",
  holds: (value) => /^\s*-/.test(value) && !/[\r\n\0]/.test(value),
};

const USE_A_VARIABLE =
  'Pass the value with DelegateVariable.fromSecret: everyone who can read the manifests can read these options.';

/** A system property with its value. */
const SYSTEM_PROPERTY = /(?<!\S)-D([^\s=]+)=(\S*)/g;

function javaSettings(context: Context): Setting[] {
  const { props, profile, generation } = context;
  const { variables } = generation;
  for (const property of ['javaOptions', 'pollForTasks', 'allowShellTasks'] as const) {
    if (props[property] !== undefined && variables.javaOptions === undefined) {
      refuseForGeneration(context, property, 'Remove it.');
    }
  }
  checkJavaOptions(context);
  const blocksShellTasks = !(props.allowShellTasks ?? profile.allowsShellTasks);
  return [
    ...setting(variables.javaOptions, props.javaOptions ?? profile.javaOptions),
    ...setting(variables.pollForTasks, `${props.pollForTasks ?? false}`),
    ...setting(variables.blockShellTasks, blocksShellTasks ? 'true' : undefined),
  ];
}

function checkJavaOptions({ checks, props: { javaOptions } }: Context): void {
  if (javaOptions === undefined) {
    return;
  }
  checks.secretText('javaOptions', javaOptions, JAVA_OPTIONS);
  refuseSecretText(checks, 'javaOptions', javaOptions, USE_A_VARIABLE);
  checks.later('javaOptions', [javaOptions], (known) => {
    for (const [, name, value] of known.matchAll(SYSTEM_PROPERTY)) {
      refuseSecret(checks, 'javaOptions', name, value, USE_A_VARIABLE);
    }
  });
}

/* All settings. */

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
