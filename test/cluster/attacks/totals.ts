/** How many attempts each layer refuses, and how many the page admits, by version of Kubernetes. */
export const TOTALS: { readonly [version: string]: { readonly [layer: string]: number } } = {
  '1.36': {
    RBAC: 210,
    'admission policy': 216,
    'Pod Security': 71,
    quota: 8,
    validation: 2,
    'ServiceAccount admission': 2,
    admitted: 48,
  },
  // Before 1.34, Pod Security does not look at hosts of probes; it looks at procMount, whatever the user namespace is.
  '1.33': {
    RBAC: 210,
    'admission policy': 234,
    'Pod Security': 53,
    quota: 8,
    validation: 2,
    'ServiceAccount admission': 2,
    admitted: 48,
  },
};
