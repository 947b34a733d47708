/** Variables that users add to the delegate's container. */
import type { EnvVar } from 'kubernetes-types/core/v1';
import {
  ANY_TEXT,
  DATA_KEY,
  DNS_SUBDOMAIN,
  ENVIRONMENT_NAME,
  type PropertyChecks,
  QUALIFIED_NAME,
  type Rule,
  SECRET_NAME,
} from '../core';
import { refuseSecret } from './clear-text';
import type { DelegateVariable } from './container-props';

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
