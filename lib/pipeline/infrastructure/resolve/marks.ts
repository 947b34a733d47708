/** Labels and annotations of the pod of a stage. */
import { checkAnnotations, DELEGATE_LABEL } from '../../../delegate';
import { checkTextOrExpression } from '../../../document';
import { type PropertyChecks, QUALIFIED_NAME, type Rule } from '../../../values';
import type { KubernetesDirectInfrastructureProps } from '../props';

/** Labels that Harness sets. */
const RESERVED = [
  'stageID',
  'stageName',
  'orgID',
  'projectID',
  'pipelineID',
  'pipelineExecutionId',
  'accountID',
] as const;

/**
 * Harness' page gives the expression with doubled backslashes, as Java writes it: taken as it stands, it would refuse a
 * hyphen. This is what is meant, and the 63 characters of Kubernetes.
 */
const STAGE_LABEL_VALUE: Rule = {
  allowed:
    "2 to 63 letters, digits, '-', '_' and '.', beginning and ending with a letter or digit: Harness leaves other labels out",
  remedy: 'Change the value, or use an annotation.',
  holds: (value) => value.length <= 63 && /^[a-z0-9A-Z][a-z0-9A-Z\-_.]*[a-z0-9A-Z]$/.test(value),
};

export function checkMarks(
  checks: PropertyChecks,
  { labels = {}, annotations = {} }: KubernetesDirectInfrastructureProps,
): void {
  for (const [key, value] of Object.entries(labels)) {
    checks.plainText('labels key', key, QUALIFIED_NAME);
    if (RESERVED.some((reserved) => reserved === key)) {
      const allowed = 'any other key: Harness sets this label itself';
      checks.refuse(`labels["${key}"]`, value, allowed, 'Remove it, or use another key.');
    }
    if (key === DELEGATE_LABEL) {
      const allowed = 'any other key: the pods of delegates are selected by it';
      checks.refuse(`labels["${key}"]`, value, allowed, 'Remove it, or use another key.');
    }
    checkTextOrExpression(checks, `labels["${key}"]`, value, STAGE_LABEL_VALUE);
  }
  checkAnnotations(checks, 'annotations', annotations);
}
