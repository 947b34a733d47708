/** ServiceAccounts among the objects: whether pods find theirs, and get its token. */
import { elementsOf, type KubernetesObject, namespaceOf, objectsOfKind } from './objects';
import type { RenderedObjects } from './rendered';
import type { Account } from './rights';
import { accountNameOf, type PodTemplate } from './workloads';

type AccountObject = KubernetesObject & { readonly automountServiceAccountToken?: boolean | null };

function declarationsOf(objects: readonly KubernetesObject[], { namespace, name }: Account): readonly AccountObject[] {
  return objectsOfKind(objects, '', 'ServiceAccount').filter(
    (object) => object.metadata.name === name && namespaceOf(object) === namespace,
  );
}

/**
 * Whether pods get a token of their ServiceAccount: by default, unless the pod or else the account opts out, and by a volume that
 * asks for one. Nothing is known of an account that is not among the objects.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
 */
export function getsToken(objects: readonly KubernetesObject[], namespace: string, template: PodTemplate): boolean {
  const { automountServiceAccountToken, volumes } = template.spec ?? {};
  const declared = declarationsOf(objects, { namespace, name: accountNameOf(template) });
  const byAccount = declared.length === 0 || declared.some((account) => account.automountServiceAccountToken !== false);
  const sources = elementsOf(volumes).flatMap(({ projected }) => elementsOf(projected?.sources));
  return (automountServiceAccountToken ?? byAccount) || sources.some(({ serviceAccountToken }) => serviceAccountToken);
}

/**
 * Says what a patch has made of the ServiceAccount that a construct renders, if pods cannot find it any more.
 *
 * @param path the path of the construct
 * @param account the account, as the construct declares it
 */
export function movedAccountLines({ objects, paths }: RenderedObjects, path: string, account: Account): string[] {
  const own = objects.find((object) => paths.get(object) === `${path}/ServiceAccount`);
  if (own === undefined || declarationsOf(objects, account).length > 0) {
    return [];
  }
  const { kind, metadata } = own;
  return [
    `NOTE: a patch changed the ServiceAccount ${account.name} to ${kind} ${metadata.name} in namespace ${namespaceOf(own)}. Pods as ${account.name} do not start unless it exists.`,
  ];
}
