/** From where an infrastructure is seen. */
import type { IKubernetesClusterConnector } from '../../../connector';
import { checkScope, checkTextOrExpression, HarnessScope, referenceFrom } from '../../../document';
import type { PropertyChecks } from '../../../values';
import type { KubernetesDirectInfrastructureProps } from '../props';

/** The place of the pipeline, where it is known. */
export function resolveScope(
  checks: PropertyChecks,
  { scope, connector }: KubernetesDirectInfrastructureProps,
): HarnessScope | undefined {
  const ofConnector = connector.harnessScope;
  if (scope === undefined) {
    // Pipelines live in projects: a connector of the account or of an organization does not tell in which.
    return ofConnector?.projectIdentifier === undefined ? undefined : ofConnector;
  }
  checkScope(checks, 'scope', scope);
  if (ofConnector !== undefined && !ofConnector.contains(scope)) {
    checks.refuse(
      'connector',
      `${connector.reference} of ${ofConnector.toString()}`,
      `a connector that ${scope.toString()} can see`,
      'Put the connector into a wider scope, or the pipeline into that of the connector.',
    );
  }
  // Of a connector that is made elsewhere nothing but the reference may be known.
  checkTextOrExpression(checks, 'connector', connector.reference, referenceFrom(scope, 'a connector'));
  return scope;
}

/** From where references are seen: the place of the pipeline, or else some project, which sees those of every form. */
export function viewpointOf(
  scope: HarnessScope | undefined,
  { harnessScope }: IKubernetesClusterConnector,
): HarnessScope {
  return scope ?? HarnessScope._someProject(harnessScope?.orgIdentifier);
}
