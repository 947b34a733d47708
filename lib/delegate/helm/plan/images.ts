import { DelegateImage } from '../../props';
import type { ChartSettings } from '../chart-settings';
import { CHART_DELEGATE_VERSION } from '../chart-values';

/** The image of the delegate as the chart puts it together. */
export function imageOf(settings: ChartSettings): DelegateImage {
  return referenceOf(settings, 'image', 'delegateDockerImage', CHART_DELEGATE_VERSION);
}

/** That of the upgrader. */
export function upgraderImageOf(settings: ChartSettings): DelegateImage {
  return referenceOf(settings, 'upgrader.image', 'upgrader.upgraderDockerImage', 'latest');
}

/** Whether the values name the image; else it is that of the version of the chart. */
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
