/** How many attempts each layer refuses, and how many the page admits, from a version of Kubernetes on; the newest first. */
export const TOTALS: ReadonlyArray<{ readonly from: string; readonly totals: { readonly [layer: string]: number } }> = [
  {
    from: '1.35',
    totals: {
      RBAC: 210,
      'admission policy': 216,
      'Pod Security': 71,
      quota: 8,
      validation: 2,
      'ServiceAccount admission': 2,
      admitted: 48,
    },
  },
  // Pod Security looks at hosts of probes from 1.34 on; before 1.35, it looks at procMount, whatever the user namespace is.
  {
    from: '1.33',
    totals: {
      RBAC: 210,
      'admission policy': 234,
      'Pod Security': 53,
      quota: 8,
      validation: 2,
      'ServiceAccount admission': 2,
      admitted: 48,
    },
  },
];
