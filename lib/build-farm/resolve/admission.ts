import type { PropertyChecks, Rule } from '../../values';
import type { BuildFarmNamespaceProps } from '../props';

/** Whether there is an admission policy; if not, why. */
export type Admission = { readonly exists: true } | { readonly exists: false; readonly why: string };

const VERSION: Rule = {
  allowed: 'a version of Kubernetes, for example 1.33 or v1.33.2',
  remedy: 'Write it as kubectl version shows it.',
  holds: (value) => /^v?1\.[0-9]{1,3}(\.[0-9]+)?([-+].*)?$/.test(value),
};

/** First minor version of Kubernetes that serves admission policies in their final form. */
const FIRST_MINOR = 30;

/** @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
export function resolveAdmission(
  checks: PropertyChecks,
  { kubernetesVersion, clusterScoped = true }: BuildFarmNamespaceProps,
): Admission {
  if (kubernetesVersion !== undefined) {
    checks.plainText('kubernetesVersion', kubernetesVersion, VERSION);
    if (Number(kubernetesVersion.split('.')[1].match(/^[0-9]+/)?.[0]) < FIRST_MINOR) {
      return {
        exists: false,
        why: `Kubernetes ${kubernetesVersion} has no admission policies (1.30 is the first that does)`,
      };
    }
  }
  return clusterScoped ? { exists: true } : { exists: false, why: 'clusterScoped is false' };
}
