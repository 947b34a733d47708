/** The namespace and the ServiceAccount of the pods. */
import type { BuildFarmNamespace, BuildIsolation, IBuildFarmNamespace } from '../../build-namespace';
import { DNS_LABEL, DNS_SUBDOMAIN, own, type PropertyChecks } from '../../core';
import { checkTextOrExpression, isExpression } from '../../document';
import { accountOfConnector, accountOfNamespace, checkAccount } from '../../reference';
import type { KubernetesDirectInfrastructureProps } from './props';

/** Whether the namespace is created by this program: the isolation and policies of another are not known. */
function isCreatedHere(namespace?: IBuildFarmNamespace): namespace is BuildFarmNamespace {
  return namespace !== undefined && 'isolation' in namespace;
}

/** The isolation of a namespace, if it is known. */
export function isolationOf(namespace?: IBuildFarmNamespace): BuildIsolation | undefined {
  return isCreatedHere(namespace) ? namespace.isolation : undefined;
}

export function resolveNamespace(
  checks: PropertyChecks,
  { namespace, buildNamespace }: KubernetesDirectInfrastructureProps,
): string {
  const used = namespace ?? buildNamespace?.namespace;
  if (used === undefined) {
    checks.refuse(
      'namespace',
      undefined,
      'the namespace of the builds',
      `Set it, or set ${own('buildNamespace')}.`,
      'missing',
    );
  }
  checkTextOrExpression(checks, 'namespace', used, DNS_LABEL);
  if (namespace !== undefined && buildNamespace !== undefined) {
    checks.later('namespace', [namespace, buildNamespace.namespace], (known, other) => {
      if (known !== other && !isExpression(known)) {
        const allowed = `"${other}" as in ${own('buildNamespace')}, or a Harness expression`;
        checks.refuse('namespace', known, allowed, 'Remove one of the two.');
      }
    });
  }
  return used;
}

/** Pipelines of one account do not run builds in the namespace of another. */
export function checkNamespaceAccount(
  checks: PropertyChecks,
  { connector, buildNamespace }: KubernetesDirectInfrastructureProps,
): void {
  if (buildNamespace !== undefined) {
    const account = accountOfNamespace(buildNamespace, buildNamespace.namespace);
    const owner = 'the builds in the namespace';
    checkAccount(checks, 'connector', account, accountOfConnector(connector), { owner });
  }
}

export function resolveServiceAccount(
  checks: PropertyChecks,
  props: KubernetesDirectInfrastructureProps,
): string | undefined {
  const { connector, buildNamespace } = props;
  const name = props.serviceAccountName ?? buildNamespace?.serviceAccountName;
  if (name === undefined && connector.inheritsFromDelegate) {
    checks.refuse(
      'serviceAccountName',
      undefined,
      'a ServiceAccount, because the connector inherits the credentials of its delegate',
      `Set it, or set ${own('buildNamespace')}.`,
      'missing',
    );
  }
  if (name !== undefined) {
    checkTextOrExpression(checks, 'serviceAccountName', name, DNS_SUBDOMAIN);
  }
  if (props.serviceAccountName !== undefined && isCreatedHere(buildNamespace)) {
    checkAllowedAccount(checks, props.serviceAccountName, buildNamespace);
  }
  return name;
}

function checkAllowedAccount(checks: PropertyChecks, name: string, namespace: BuildFarmNamespace): void {
  const allowed = namespace.allowedServiceAccounts;
  checks.later('serviceAccountName', [name, ...allowed], (known, ...names) => {
    if (namespace.hasAdmissionPolicy && !names.includes(known) && !isExpression(known)) {
      checks.refuse(
        'serviceAccountName',
        known,
        `a ServiceAccount that the admission policy of the namespace allows: ${names.join(', ')}`,
        'Remove it, or add it to additionalServiceAccounts of the build namespace.',
      );
    }
  });
}
