import { ANY_TEXT, LABEL_VALUE, type PropertyChecks, QUALIFIED_NAME } from '../../values';

/** By which the pods of a delegate are selected, as documented. It can never be changed on a Deployment. */
export const DELEGATE_LABEL = 'harness.io/name';

/** All annotations of an object together, with room for those that the delegate adds. */
const LARGEST_ANNOTATIONS = 255 * 1024;

type Marks = { [key: string]: string };

/** Labels, or a selector of labels. */
export function checkLabels(checks: PropertyChecks, property: string, labels: Marks = {}): void {
  for (const [key, value] of Object.entries(labels)) {
    checks.plainText(`${property} key`, key, QUALIFIED_NAME);
    checks.text(`${property}["${key}"]`, value, LABEL_VALUE);
    if (key === DELEGATE_LABEL && !property.endsWith('nodeSelector')) {
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
