/** Scopes that connector references are resolved from. */
import { inWords, type PropertyChecks } from '../../core';
import { checkScope, checkTextOrExpression, HarnessScope, referenceFrom } from '../../document';
import type { IKubernetesClusterConnector } from '../../reference';
import type { KubernetesDirectInfrastructureProps } from './props';

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
