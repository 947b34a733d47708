/** Where the pods run: their namespace, their ServiceAccount, and the scope of the pipeline. */
import type { BuildFarmNamespace, BuildIsolation, IBuildFarmNamespace } from '../../build-namespace';
import { DNS_LABEL, DNS_SUBDOMAIN, inWords, own, type PropertyChecks } from '../../core';
import { checkScope, checkTextOrExpression, HarnessScope, isExpression, overlap, referenceFrom } from '../../document';
import {
  accountOfConnector,
  accountOfNamespace,
  checkAccount,
  type IKubernetesClusterConnector,
} from '../../reference';
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

/** Returns the scope of the pipeline, if known. */
export function resolveScope(
  checks: PropertyChecks,
  { scope, connector }: KubernetesDirectInfrastructureProps,
): HarnessScope | undefined {
  const ofConnector = connector.harnessScope;
  if (scope === undefined) {
    // Pipelines live in projects: an account or organization connector does not identify one.
    return ofConnector?.projectIdentifier === undefined ? undefined : ofConnector;
  }
  checkScope(checks, 'scope', scope);
  if (ofConnector !== undefined && !ofConnector.contains(scope)) {
    checks.refuse(
      'scope',
      inWords(scope.toString()),
      `a scope that can see the connector ${connector.reference} of ${ofConnector.toString()}`,
      'Use the scope of the connector, or create the connector in a wider scope.',
    );
  }
  // For a connector defined elsewhere, only the reference may be known.
  checkTextOrExpression(checks, 'connector', connector.reference, referenceFrom(scope, 'a connector'));
  return scope;
}

/** Returns the scope that references are resolved from: that of the pipeline, else a placeholder project, which accepts every form. */
export function viewpointOf(
  scope: HarnessScope | undefined,
  { harnessScope }: IKubernetesClusterConnector,
): HarnessScope {
  return scope ?? HarnessScope._someProject(harnessScope?.orgIdentifier);
}

/** Refuses a pipeline whose builds the namespace does not admit, as far as its scope is known. */
export function checkAllowedProject(
  checks: PropertyChecks,
  { scope, connector, buildNamespace }: KubernetesDirectInfrastructureProps,
  viewpoint: HarnessScope,
): void {
  // A namespace of an older copy of this package has no list.
  const { allowedProjects = [] } = isCreatedHere(buildNamespace) ? buildNamespace : {};
  if (allowedProjects.length > 0 && !allowedProjects.some((allowed) => overlap(allowed, viewpoint))) {
    const ofConnector = `the scope of the connector ${connector.reference}, ${String(connector.harnessScope)}`;
    checks.refuse(
      'scope',
      inWords(scope === undefined ? ofConnector : scope.toString()),
      `a scope whose builds the namespace admits: ${allowedProjects.map(String).join(', ')}`,
      'Use another namespace, or add the project to allowedProjects of the build namespace.',
    );
  }
}
