/** Environment variables that the user adds. */
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
} from '../../values';
import type { DelegateVariable } from '../props';
import { refuseSecret } from './clear-text';

const POD_FIELD =
  /^(metadata\.(name|namespace|uid|(?:labels|annotations)\['(?<key>[^']+)'\])|spec\.(nodeName|serviceAccountName)|status\.(hostIP|hostIPs|podIP|podIPs))$/;
const FIELD_PATH: Rule = {
  allowed: 'a field of the pod that Kubernetes offers to variables, for example status.podIP',
  remedy: 'Correct it.',
  holds: (value) => {
    const match = POD_FIELD.exec(value);
    return match !== null && QUALIFIED_NAME.holds(match.groups?.key ?? 'none');
  },
};

const USE_A_SECRET =
  'Use DelegateVariable.fromSecret, or DelegateVariable.unsafePlainSecret if whoever reads the manifests may know it.';

/** The variables, each checked; none has a name of `own`. */
export function extraVariables(
  checks: PropertyChecks,
  variables: readonly DelegateVariable[],
  own: ReadonlySet<string>,
): EnvVar[] {
  const taken = new Set(own);
  return variables.map((variable, index) => extraVariable(checks, variable, `env[${index}]`, taken));
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
