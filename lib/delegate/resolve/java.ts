/** Settings that only the legacy delegate has: it is a Java program, and may run shell scripts by itself. */
import type { Rule } from '../../values';
import { refuseSecret, refuseSecretText } from './clear-text';
import type { ResolveContext } from './context';
import { type Setting, setting } from './setting';
import { refuseForGeneration } from './support-of-generation';

const JAVA_OPTIONS: Rule = {
  allowed: 'options of the Java machine in one line, for example -XX:MaxRAMPercentage=70.0 -Xms64M',
  remedy: 'Correct it, or leave javaOptions out.',
  holds: (value) => /^\s*-/.test(value) && !/[\r\n\0]/.test(value),
};
const USE_A_VARIABLE =
  'Pass it as a variable (DelegateVariable.fromSecret): whoever reads the manifests sees the options.';
/** A system property with its value. */
const SYSTEM_PROPERTY = /(?<!\S)-D([^\s=]+)=(\S*)/g;

export function javaSettings(context: ResolveContext): Setting[] {
  const { props, profile, generation } = context;
  const { variables } = generation;
  for (const property of ['javaOptions', 'pollForTasks', 'allowShellTasks'] as const) {
    if (props[property] !== undefined && variables.javaOptions === undefined) {
      refuseForGeneration(context, property, `Leave ${property} out.`);
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

function checkJavaOptions({ checks, props: { javaOptions } }: ResolveContext): void {
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
