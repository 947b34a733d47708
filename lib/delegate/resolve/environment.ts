import type { EnvVar } from 'kubernetes-types/core/v1';
import {
  ANY_TEXT,
  DATA_KEY,
  derived,
  DNS_SUBDOMAIN,
  ENVIRONMENT_NAME,
  type PropertyChecks,
  SECRET_NAME,
} from '../../values';
import { type DelegateVariable } from '../props';
import type { ResolveContext } from './context';
import type { ResolvedIdentity } from './identity';
import type { ResolvedToken } from './token';

const SPEAKS_OF_SECRET = /(TOKEN|PASSWORD|PASSWD|PASSPHRASE|SECRET|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/i;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const POD_FIELD =
  /^(metadata\.(name|namespace|uid|(labels|annotations)\['[^']+'\])|spec\.(nodeName|serviceAccountName)|status\.(hostIP|hostIPs|podIP|podIPs))$/;

/** Variables of the delegate itself, then those of the user. */
export interface ResolvedEnvironment {
  readonly variables: readonly EnvVar[];
  /** Whether the whole Secret of the token is injected. */
  readonly injectsWholeSecret: boolean;
}

/** Settings of other properties that reach the delegate as variables. */
export interface EnvironmentSettings {
  readonly identity: ResolvedIdentity;
  readonly token: ResolvedToken;
  readonly idleWaitSeconds?: number;
}

export function resolveEnvironment(context: ResolveContext, settings: EnvironmentSettings): ResolvedEnvironment {
  const { checks, props, profile, generation } = context;
  const { token } = settings;
  const injectsWholeSecret = profile.injectsWholeSecret && token.key === generation.variables.token;
  const own = ownVariables(context, settings, injectsWholeSecret);
  const taken = new Set([...own.map(({ name }) => name), generation.variables.token]);
  const extra = (props.env ?? []).map((variable, index) => extraVariable(checks, variable, `env[${index}]`, taken));
  return { variables: [...own, ...extra], injectsWholeSecret };
}

function ownVariables(
  { checks, props, generation }: ResolveContext,
  settings: EnvironmentSettings,
  injectsWholeSecret: boolean,
): EnvVar[] {
  const { variables } = generation;
  const { identity, token, idleWaitSeconds } = settings;
  const own: EnvVar[] = [
    { name: variables.accountId, value: identity.accountId },
    { name: variables.managerEndpoint, value: identity.managerEndpoint },
    { name: variables.delegateName, value: identity.delegateName },
  ];
  if (identity.tags.length > 0) {
    own.push({ name: variables.tags, value: derived(identity.tags, (...tags) => [...new Set(tags)].join(',')) });
  }
  own.push(
    fieldVariable('POD_NAMESPACE', 'metadata.namespace'),
    fieldVariable('POD_SERVICE_ACCOUNT_NAME', 'spec.serviceAccountName'),
  );
  if (!injectsWholeSecret) {
    own.push({ name: variables.token, valueFrom: { secretKeyRef: { name: token.secretName, key: token.key } } });
  }
  if (idleWaitSeconds !== undefined) {
    own.push({ name: variables.idleWait, value: `${idleWaitSeconds}` });
  }
  if (props.readOnlyRootFilesystem) {
    own.push({ name: variables.workingDirectory, value: generation.workingDirectory });
  }
  if (props.initScript !== undefined) {
    checks.text('initScript', props.initScript, ANY_TEXT);
    own.push({ name: variables.initScript, value: derived([props.initScript], escapeReferences) });
  }
  return own;
}

function fieldVariable(name: string, fieldPath: string): EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/**
 * Kubernetes replaces `$(NAME)` and `$$` in the value of a variable; a script means them for the shell.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
function escapeReferences(script: string): string {
  return script.replace(/\$(?=[$(])/g, '$$$$');
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
      'each variable once',
      'Remove one of the two; variables of the delegate itself are set by their own properties.',
    );
  }
  taken.add(name);
  switch (source.kind) {
    case 'plain':
      checkPlain(checks, property, name, source.value, source.isSecret);
      return { name, value: source.value };
    case 'field':
      checks.text(`${property}.fieldPath`, source.fieldPath, {
        allowed: 'a field of the pod that Kubernetes offers to variables, for example status.podIP',
        remedy: 'Correct it.',
        holds: (value) => POD_FIELD.test(value),
      });
      return fieldVariable(name, source.fieldPath);
    case 'secret':
      checks.secretText(`${property}.secretName`, source.objectName, SECRET_NAME);
      checks.text(`${property}.key`, source.key, DATA_KEY);
      return { name, valueFrom: { secretKeyRef: { name: source.objectName, key: source.key } } };
    case 'configMap':
      checks.text(`${property}.configMapName`, source.objectName, DNS_SUBDOMAIN);
      checks.text(`${property}.key`, source.key, DATA_KEY);
      return { name, valueFrom: { configMapKeyRef: { name: source.objectName, key: source.key } } };
  }
}

/** Refuses a secret in clear text, unless it was named as such. */
function checkPlain(checks: PropertyChecks, property: string, name: string, value: string, isSecret: boolean): void {
  const remedy =
    'Use DelegateVariable.fromSecret, or DelegateVariable.unsafePlainSecret if whoever reads the manifests may know it.';
  checks.secretText(`${property}.value`, value, ANY_TEXT);
  if (!isSecret && SPEAKS_OF_SECRET.test(name)) {
    checks.refuse(property, name, 'a reference to a Secret for a variable of that name', remedy);
  }
  checks.later(`${property}.value`, [value], (known) => {
    if (!isSecret && PRIVATE_KEY.test(known)) {
      checks.refuse(`${property}.value`, undefined, 'a reference to a Secret for a private key', remedy);
    }
  });
}

/** Variables of a container that is passed through: the same rule about secrets in clear text. */
export function refuseSecretsIn(checks: PropertyChecks, property: string, container: { readonly env?: unknown }): void {
  const variables = Array.isArray(container.env) ? (container.env as Array<{ name?: unknown; value?: unknown }>) : [];
  variables.forEach(({ name, value }, index) => {
    if (typeof name === 'string' && value !== undefined && SPEAKS_OF_SECRET.test(name)) {
      checks.refuse(
        `${property}.env[${index}]`,
        name,
        'a reference to a Secret (valueFrom.secretKeyRef) for a variable of that name',
        'Put the value into a Secret.',
      );
    }
  });
}
