import type { ProfileRecord } from '../../profile';
import type { DelegateImage, HarnessDelegateProps, HelmAdoptionOptions } from '../../props';
import type { ChartSettings } from '../chart-settings';

/** What an adopted delegate is made of. Hardening steps change it. */
export interface AdoptionPlan {
  readonly props: HarnessDelegateProps;
  readonly adoption: HelmAdoptionOptions;
  readonly profile: ProfileRecord;
  /** Objects that stay in the cluster, and that nothing needs any more. */
  readonly leftBehind: readonly ClusterObject[];
}

/** An object of the release. */
export interface ClusterObject {
  readonly kind: string;
  readonly name: string;
}

/** A release, as the parts of a plan see it. */
export interface Release {
  readonly settings: ChartSettings;
  /** Name of the release. */
  readonly name: string;
  readonly namespace: string;
  /** Name of its objects. */
  readonly fullname: string;
  /** Images that run, where the values do not tell them. */
  readonly image?: DelegateImage;
  readonly upgraderImage?: DelegateImage;
}

/** As the chart shortens names. */
export function chartName(name: string): string {
  return name.slice(0, 63).replace(/-$/, '');
}
