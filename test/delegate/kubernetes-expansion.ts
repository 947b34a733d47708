/**
 * Expands a variable's value as Kubernetes does before the container sees it, written from its documentation alone:
 * `$(NAME)` becomes the value of NAME if that is known by then, `$$` becomes `$`, anything else stays.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables
 */
export function expand(value: string, known: { readonly [name: string]: string } = {}): string {
  return value.replace(/\$\$|\$\(([^)]*)\)/g, (reference, name?: string) =>
    reference === '$$' ? '$' : (known[name ?? ''] ?? reference),
  );
}
