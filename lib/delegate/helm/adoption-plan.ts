import { DelegateImage } from '../image';
import type { HelmAdoptionOptions, ProfileRecord } from '../profile';
import type { HarnessDelegateProps } from '../props';
import type { ChartSettings } from './chart-settings';
import { CHART_DELEGATE_VERSION } from './chart-values';

/** The plan for an adopted delegate. Hardening steps change it. */
export interface AdoptionPlan {
  readonly props: HarnessDelegateProps;
  readonly adoption: HelmAdoptionOptions;
  readonly profile: ProfileRecord;
  /** Objects of the release, by the part of the delegate that they belong to. */
  readonly objects: { readonly access: readonly ClusterObject[]; readonly upgrader: readonly ClusterObject[] };
  /** Objects that stay in the cluster but are no longer needed. */
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
  /** Running images, which override those in the values. */
  readonly image?: DelegateImage;
  readonly upgraderImage?: DelegateImage;
}

/** Shortens a name as the chart does. */
export function chartName(name: string): string {
  return name.slice(0, 63).replace(/-$/, '');
}

/** The image of the delegate, assembled as in the chart. */
export function imageOf(settings: ChartSettings): DelegateImage {
  return referenceOf(settings, 'image', 'delegateDockerImage', CHART_DELEGATE_VERSION);
}

/** The image of the upgrader, assembled as in the chart. */
export function upgraderImageOf(settings: ChartSettings): DelegateImage {
  return referenceOf(settings, 'upgrader.image', 'upgrader.upgraderDockerImage', 'latest');
}

/** Whether the values set the image; otherwise it is the default of the chart. */
export function namesImage(settings: ChartSettings): boolean {
  return settings.isGiven('delegateDockerImage') || settings.isGiven('image.tag');
}

function referenceOf(settings: ChartSettings, parts: string, whole: string, usualTag: string): DelegateImage {
  const [registry, repository, tag = usualTag] = ['registry', 'repository', 'tag'].map((part) =>
    settings.text(`${parts}.${part}`),
  );
  if (repository === undefined) {
    return DelegateImage.of(settings.text(whole) ?? '');
  }
  return DelegateImage.of(`${registry === undefined ? '' : `${registry}/`}${repository}:${tag}`);
}
