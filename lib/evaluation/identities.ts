/** Cloud roles of ServiceAccounts, and what their cloud must know. */
import { type KubernetesObject, namespaceOf, objectsOfKind } from './objects';
import type { Account } from './rights';

/** @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html */
const IRSA = 'eks.amazonaws.com/role-arn';

/**
 * The subjects that the trust policies of IAM roles must name.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function identityLines(objects: readonly KubernetesObject[], accounts: readonly Account[]): string[] {
  return accounts.flatMap(({ namespace, name }) =>
    objectsOfKind(objects, '', 'ServiceAccount')
      .filter((object) => object.metadata.name === name && namespaceOf(object) === namespace)
      .flatMap(({ metadata }) => metadata.annotations?.[IRSA] ?? [])
      .map(
        (role) => `IRSA: the trust policy of ${role} must name the subject system:serviceaccount:${namespace}:${name}.`,
      ),
  );
}
