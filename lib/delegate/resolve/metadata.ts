import { ANY_TEXT, LABEL_VALUE, type PropertyChecks, QUALIFIED_NAME } from '../../values';
import type { ResolveContext } from './context';

/** By which the pods of a delegate are selected, as documented. It can never be changed on a Deployment. */
export const SELECTOR_LABEL = 'harness.io/name';

/** All annotations of an object together, with room for those that the delegate adds. */
const LARGEST_ANNOTATIONS = 255 * 1024;

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

export function resolveMetadata({ checks, props, profile, generation }: ResolveContext): ResolvedMetadata {
  const { labels = {}, annotations = {}, podLabels = {}, podAnnotations = {}, metricsAnnotations = true } = props;
  checkLabels(checks, 'labels', labels);
  checkLabels(checks, 'podLabels', podLabels);
  checkAnnotations(checks, 'annotations', annotations, props.description);
  checkAnnotations(checks, 'podAnnotations', podAnnotations);
  const selector = { [SELECTOR_LABEL]: props.delegateName };
  const common: Marks = profile.onlyDocumentedFields ? {} : { 'app.kubernetes.io/name': 'harness-delegate' };
  const metrics = {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': `${generation.port}`,
    'prometheus.io/path': generation.metricsPath,
  };
  return {
    namespaceLabels: { ...common, ...labels },
    labels: { ...common, ...(profile.onlyDocumentedFields ? {} : selector), ...labels },
    workloadLabels: { ...common, ...selector, ...labels },
    annotations,
    selector,
    podLabels: { ...common, ...props.cloudIdentity?._marks.podLabels, ...podLabels, ...selector },
    podAnnotations: { ...(metricsAnnotations ? metrics : {}), ...podAnnotations },
  };
}

/** Labels, or a selector of labels. */
export function checkLabels(checks: PropertyChecks, property: string, labels: Marks = {}): void {
  for (const [key, value] of Object.entries(labels)) {
    checks.plainText(`${property} key`, key, QUALIFIED_NAME);
    checks.text(`${property}["${key}"]`, value, LABEL_VALUE);
    if (key === SELECTOR_LABEL && property !== 'nodeSelector') {
      checks.refuse(
        `${property}["${key}"]`,
        value,
        'any other key',
        'The pods are selected by it; it is always the name of the delegate.',
      );
    }
  }
}

/** `description` becomes an annotation as well. */
export function checkAnnotations(checks: PropertyChecks, property: string, annotations: Marks, description = ''): void {
  for (const [key, value] of Object.entries(annotations)) {
    checks.plainText(`${property} key`, key, {
      ...QUALIFIED_NAME,
      holds: (text) => QUALIFIED_NAME.holds(text.toLowerCase()),
    });
    checks.text(`${property}["${key}"]`, value, ANY_TEXT);
  }
  checks.later(property, [...Object.values(annotations), description], (...values) => {
    const size = Buffer.byteLength([...Object.keys(annotations), ...values].join(''));
    if (size > LARGEST_ANNOTATIONS) {
      checks.refuse(
        property,
        `${size} bytes`,
        `at most ${LARGEST_ANNOTATIONS} bytes in all`,
        description === ''
          ? 'Keep large data in a ConfigMap.'
          : 'Shorten description, or keep large data in a ConfigMap.',
      );
    }
  });
}
