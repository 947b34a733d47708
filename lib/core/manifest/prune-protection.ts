/**
 * Annotations that keep GitOps engines from deleting an object that is no longer in their source, for example because a
 * program was renamed. Deleting a Namespace deletes everything in it.
 */
import { derived } from '../late/late-values';

/**
 * Argo CD. `Prune=false` skips the object when it prunes; deleting the Application still deletes the object, which is
 * intended, so `Delete=false` is not set.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
 */
const ARGO_CD = 'argocd.argoproj.io/sync-options';

/**
 * Flux. The object also stays when its Kustomization is deleted.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
 */
const FLUX = 'kustomize.toolkit.fluxcd.io/prune';

/**
 * Flux. The object is neither changed nor pruned.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
 */
const FLUX_RECONCILE = 'kustomize.toolkit.fluxcd.io/reconcile';

type Annotations = { [key: string]: string };

/**
 * Whether Argo CD and Flux keep an object that is no longer in their source. `kubectl apply --prune` looks at neither
 * annotations nor labels of these engines.
 *
 * @see https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#how-to-delete-objects
 */
export function pruneProtectionOf(
  annotations: Readonly<Annotations>,
  labels: Readonly<Annotations>,
): [boolean, boolean] {
  const options = (annotations[ARGO_CD] ?? '').split(',').map((option) => option.trim());
  // Flux reads labels, too, and ignores case.
  const isDisabled = (key: string) => [annotations, labels].some((map) => map[key]?.toLowerCase() === 'disabled');
  return [options.includes('Prune=false'), isDisabled(FLUX) || isDisabled(FLUX_RECONCILE)];
}

/** Adds the protection to annotations. An annotation that already decides about pruning is kept. */
export function pruneProtected(annotations: Annotations): Annotations {
  return {
    [FLUX]: 'disabled',
    ...annotations,
    [ARGO_CD]: derived([annotations[ARGO_CD] ?? ''], withoutPruning),
  };
}

/** The value is a list of options, separated by commas. */
function withoutPruning(options: string): string {
  const given = options.split(',').filter((option) => option.trim() !== '');
  return given.some((option) => /^\s*Prune=/.test(option)) ? options : [...given, 'Prune=false'].join(',');
}
