import type { StageFacts } from './stage-facts';

/**
 * With IRSA the role hangs on the ServiceAccount of the pod.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 */
export function checkIrsa({ checks, steps, connectors, infrastructure: { serviceAccountName } }: StageFacts): void {
  const used = [...connectors, ...steps.flatMap(({ step }) => step.connectors)];
  const irsa = used.find((connector) => connector?._facts.usesIrsa);
  if (irsa !== undefined && serviceAccountName === undefined) {
    checks.refuse(
      'infrastructure.serviceAccountName',
      undefined,
      `the ServiceAccount with the IAM role, for the AWS connector ${irsa.reference} with IRSA`,
      'Set serviceAccountName of the infrastructure.',
    );
  }
}
