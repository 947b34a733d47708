/** Environment variables of the legacy delegate only. */
import type { Rule } from '../core';
import { refuseSecret, refuseSecretText } from './clear-text';
import type { ResolveContext } from './context';
import { refuseForGeneration, type Setting, setting } from './generation';

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

type Context = ResolveContext<DelegateLegacyProps>;

const JAVA_OPTIONS: Rule = {
  allowed: 'JVM options on one line, for example -XX:MaxRAMPercentage=70.0 -Xms64M',
  remedy: "Start each option with '-', and separate options with spaces.",
  holds: (value) => /^\s*-/.test(value) && !/[\r\n\0]/.test(value),
};

const USE_A_VARIABLE =
  'Pass the value with DelegateVariable.fromSecret: everyone who can read the manifests can read these options.';

/** A system property with its value. */
const SYSTEM_PROPERTY = /(?<!\S)-D([^\s=]+)=(\S*)/g;

/** The settings that only the legacy delegate has. */
export function legacySettings(context: Context): Setting[] {
  const { checks, props, generation } = context;
  const { variables } = generation;
  const ofLegacy = (property: 'javaOptions' | 'pollForTasks' | 'allowShellTasks') => {
    if (props[property] !== undefined && variables.javaOptions === undefined) {
      refuseForGeneration(context, property, 'Remove it.');
    }
  };
  checks.apart(
    () => ofLegacy('javaOptions'),
    () => ofLegacy('pollForTasks'),
    () => ofLegacy('allowShellTasks'),
    () => checkJavaOptions(context),
  );
  const { profile } = context;
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
