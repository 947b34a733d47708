/** Every value of the official chart. @see https://github.com/harness/delegate-helm-chart */
import type { ChartValue } from './chart-value';
import { IDENTITY_VALUES } from './identity-values';
import { IMAGE_VALUES } from './image-values';
import { NETWORK_VALUES } from './network-values';
import { POD_VALUES } from './pod-values';
import { UPGRADER_VALUES } from './upgrader-values';
import { WORKLOAD_VALUES } from './workload-values';

export type { ChartValue, ValueKind } from './chart-value';
export * from './chart-version';

/** The rows by subject, in the order of the documentation. */
export const CHART_VALUES_BY_SUBJECT: { readonly [subject: string]: readonly ChartValue[] } = {
  'Identity, token and rights': IDENTITY_VALUES,
  Image: IMAGE_VALUES,
  'Pods, resources and probes': WORKLOAD_VALUES,
  'Labels, placement and additions': POD_VALUES,
  'Certificates and proxy': NETWORK_VALUES,
  Upgrader: UPGRADER_VALUES,
};

/** All rows. */
export const CHART_VALUES: readonly ChartValue[] = Object.values(CHART_VALUES_BY_SUBJECT).flat();
