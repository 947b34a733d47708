/** Versions of Kubernetes, as programs and API servers give them. */
import type { Rule } from './property-checks';

/** A version of Kubernetes. @see https://kubernetes.io/releases/version-skew-policy/ */
export const KUBERNETES_VERSION: Rule = {
  allowed: 'a Kubernetes version, for example 1.33 or v1.33.2',
  remedy: 'Copy the server version that kubectl version shows.',
  holds: (value) => /^v?1\.[0-9]{1,3}(\.[0-9]+)?([-+].*)?$/.test(value),
};

/** The minor version; `NaN` for a version that is none. */
export function minorOf(kubernetesVersion: string): number {
  return Number(/^v?1\.([0-9]+)/.exec(kubernetesVersion)?.[1]);
}
