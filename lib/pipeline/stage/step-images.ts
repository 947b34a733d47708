/** Checks the images of steps against those that the namespace admits. */
import type { IBuildFarmNamespace } from '../../build-namespace';
import type { AllowedImages } from '../../build-pods';
import { isExpression } from '../../document';
import type { LeafNode } from '../steps/ci-step';
import type { StageFacts } from './step-checks';

/** A namespace of this program. */
interface AdmittingNamespace extends IBuildFarmNamespace {
  readonly allowedImages?: AllowedImages;
  readonly _lackOfImage?: (image: string) => 'digest' | 'pattern' | undefined;
}

/** Throws for steps whose image the admission policy would refuse, as far as it is known. */
export function checkImages({ checks, steps, infrastructure: { props } }: StageFacts): void {
  const namespace: AdmittingNamespace | undefined = props.buildNamespace;
  const allowed = namespace?.allowedImages;
  if (allowed === undefined) {
    return;
  }
  for (const { where, step } of steps.filter((placed) => namesItsImage(placed.step))) {
    const property = `${where}.image`;
    checks.later(property, [step.options.image ?? ''], (image) => {
      const lack = isExpression(image) ? undefined : namespace?._lackOfImage?.(image);
      if (lack !== undefined) {
        const wanted = `an image that the namespace allows: ${String(allowed)}`;
        checks.refuse(property, image, lack === 'digest' ? `${wanted}, with a digest` : wanted, REMEDY[lack]);
      }
    });
  }
}

const REMEDY = {
  digest: 'Add the digest: name@sha256:… as the registry shows it.',
  pattern: 'Use another image, or add a pattern to allowedImages of the build namespace.',
};

/**
 * Whether the image is the one of the pod. Harness puts the registry of a Docker connector in front of it, unless that is Docker Hub.
 *
 * @see https://github.com/vigneswara-propelo/harness-core/blob/7585d1a4a96c3920ba690a28047206a047838c52/332-ci-manager/service/src/main/java/io/harness/ci/execution/integrationstage/IntegrationStageUtils.java
 */
function namesItsImage({ options: { image, connector } }: LeafNode): boolean {
  const { type, isDockerHub = false } = connector?._facts ?? { type: 'none' };
  return image !== undefined && type !== undefined && (type !== 'DockerRegistry' || isDockerHub);
}
