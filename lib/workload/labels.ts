import { inWords, LABEL_VALUE, own, type PropertyChecks, PUBLIC_TEXT, QUALIFIED_NAME, type Rule } from '../core';

/** The documented selector label of the pods. A Deployment's selector is immutable. */
export const DELEGATE_LABEL = 'harness.io/name';

/** Whether Istio injects a sidecar into a pod. @see https://istio.io/latest/docs/reference/config/labels/ */
export const INJECT_LABEL = 'sidecar.istio.io/inject';

/** Whether a pod is in Istio's ambient mesh. @see https://istio.io/latest/docs/reference/config/labels/ */
export const AMBIENT_LABEL = 'istio.io/dataplane-mode';

/** Limit of the annotations of an object in bytes, with room for those that the delegate adds. */
const LARGEST_ANNOTATIONS = 255 * 1024;

/**
 * A label that Harness writes to build pods. The Harness page prints the regular expression with doubled backslashes, as in
 * Java source; taken literally, it would refuse a hyphen. This is the intended expression, with the 63-character limit of
 * Kubernetes.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/ci-stage-settings
 */
export const BUILD_LABEL_VALUE: Rule = {
  isPublic: true,
  allowed:
    "2 to 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, because Harness drops other labels",
  remedy: 'Change the value, or use an annotation.',
  holds: (value) => value.length <= 63 && /^[a-z0-9A-Z][a-z0-9A-Z\-_.]*[a-z0-9A-Z]$/.test(value),
};

type Marks = { [key: string]: string };

/** Checks labels or a label selector. */
export function checkLabels(checks: PropertyChecks, property: string, labels: Marks = {}): void {
  for (const [key, value] of Object.entries(labels)) {
    checks.key(property, key, QUALIFIED_NAME);
    checks.text(`${property}["${key}"]`, value, LABEL_VALUE);
    if (key === DELEGATE_LABEL && !property.endsWith('nodeSelector')) {
      checks.refuse(
        `${property}["${key}"]`,
        value,
        'a key other than harness.io/name, which selects the pods',
        'Remove it: its value is always the name of the delegate.',
      );
    }
  }
}

/** `description` also becomes an annotation. */
export function checkAnnotations(checks: PropertyChecks, property: string, annotations: Marks, description = ''): void {
  for (const [key, value] of Object.entries(annotations)) {
    checks.key(property, key, {
      ...QUALIFIED_NAME,
      holds: (text) => QUALIFIED_NAME.holds(text.toLowerCase()),
    });
    checks.text(`${property}["${key}"]`, value, PUBLIC_TEXT);
  }
  checks.later(property, [...Object.values(annotations), description], (...values) => {
    const size = Buffer.byteLength([...Object.keys(annotations), ...values].join(''));
    if (size > LARGEST_ANNOTATIONS) {
      checks.refuse(
        property,
        inWords(`${size} bytes`),
        `at most ${LARGEST_ANNOTATIONS} bytes in total`,
        description === ''
          ? 'Move large data to a ConfigMap.'
          : `Shorten ${own('description')}, or move large data to a ConfigMap.`,
      );
    }
  });
}
