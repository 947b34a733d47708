import type { ResolveContext } from './context';
import { checkAnnotations, checkLabels } from './marks';

type Marks = { [key: string]: string };

/** Labels and annotations. */
export interface ResolvedMetadata {
  /** Labels of the namespace, which may serve several delegates: it does not carry the name of one. */
  readonly namespaceLabels: Marks;
  /** Labels of every other object. */
  readonly labels: Marks;
  /** Labels of the Deployment and its autoscaler. */
  readonly workloadLabels: Marks;
  readonly annotations: Marks;
  readonly selector: Marks;
  readonly podLabels: Marks;
  readonly podAnnotations: Marks;
}

export function resolveMetadata({ checks, props, profile, generation, names }: ResolveContext): ResolvedMetadata {
  const { labels = {}, annotations = {}, podLabels = {}, podAnnotations = {}, metricsAnnotations = true } = props;
  checkLabels(checks, 'labels', labels);
  checkLabels(checks, 'podLabels', podLabels);
  checkAnnotations(checks, 'annotations', annotations, props.description);
  checkAnnotations(checks, 'podAnnotations', podAnnotations);
  const { selector } = names;
  const isBare = profile.onlyDocumentedFields && props.adoption === undefined;
  const common: Marks =
    profile.onlyDocumentedFields || props.adoption !== undefined
      ? {}
      : { 'app.kubernetes.io/name': 'harness-delegate' };
  const metrics = {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': `${generation.port}`,
    'prometheus.io/path': generation.metricsPath,
  };
  return {
    namespaceLabels: { ...common, ...labels },
    labels: { ...common, ...(isBare ? {} : selector), ...labels },
    workloadLabels: { ...common, ...selector, ...labels },
    annotations,
    selector,
    podLabels: { ...common, ...props.cloudIdentity?._marks.podLabels, ...podLabels, ...selector },
    podAnnotations: { ...(metricsAnnotations ? metrics : {}), ...podAnnotations },
  };
}
