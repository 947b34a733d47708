/** The cost labels of a farm: its delegate and the objects that it adds have them, as its namespaces do. */
import { checkCostLabels, type ObjectMarks, refuseOtherValues } from '../build-namespace';
import type { PropertyChecks } from '../core';
import type { CiBuildInfraProps } from './props';

/** Labels and annotations of objects that a farm adds. */
export function marksOfFarm({ labels, costLabels, annotations }: CiBuildInfraProps): ObjectMarks {
  return { labels: { ...labels, ...costLabels }, annotations };
}

/** Throws for invalid labels, whose errors in the delegate would name its own properties, and for other values of them. */
export function checkCostLabelsOfFarm(checks: PropertyChecks, props: CiBuildInfraProps): void {
  const { costLabels, delegateOptions = {} } = props;
  if (costLabels !== undefined) {
    checkCostLabels(checks, costLabels, props);
    refuseOtherValues(checks, costLabels, 'delegateOptions.labels', delegateOptions.labels);
    refuseOtherValues(checks, costLabels, 'delegateOptions.podLabels', delegateOptions.podLabels);
  }
}
