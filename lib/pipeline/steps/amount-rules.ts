/** How Harness writes amounts of a step. */
import type { Rule } from '../../values';

/** @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/resource-limits */
export const CPU: Rule = {
  allowed: 'an amount of CPU above 0, for example 0.5 or 500m',
  remedy: 'Correct it.',
  holds: (value) => /^([0-9]+(\.[0-9]+)?|[0-9]+m)$/.test(value) && Number.parseFloat(value) > 0,
};

/** Harness knows fewer suffixes than Kubernetes. */
export const MEMORY: Rule = {
  allowed: 'an amount of memory above 0 with the suffix G, M, Gi or Mi, or none for bytes',
  remedy: 'Write it as 2Gi or 500Mi.',
  holds: (value) => /^([0-9]+(\.[0-9]+)?(G|M|Gi|Mi)|[0-9]+)$/.test(value) && Number.parseFloat(value) > 0,
};
