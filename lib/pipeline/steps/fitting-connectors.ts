import { inWords, type PropertyChecks } from '../../core';
import type { LeafNode } from './ci-step';

/** Secret managers provide no images, repositories or storage for steps. */
const SECRET_MANAGERS = ['Vault', 'AwsSecretManager'];

/** Connector types with a known purpose. Other types are not checked. */
const KNOWN = ['DockerRegistry', 'Github', 'Aws', 'Gcp', 'Azure', 'Artifactory', ...SECRET_MANAGERS];

/** Known connector types that each step type can use. Other step types can use any that is not a secret manager. */
const FITTING: { readonly [type: string]: readonly string[] } = {
  GitClone: ['Github'],
  S3Upload: ['Aws'],
  GCSUpload: ['Gcp'],
  ArtifactoryUpload: ['Artifactory'],
  BuildAndPushDockerRegistry: ['DockerRegistry'],
  BuildAndPushECR: ['Aws'],
  BuildAndPushGAR: ['Gcp'],
  BuildAndPushGCR: ['Gcp'],
  BuildAndPushACR: ['Azure'],
};

/** Refuses a connector that the step is known to be unable to use. */
export function checkFitting(checks: PropertyChecks, { type, connectors }: LeafNode, where: string): void {
  const [own] = connectors;
  const fitting = FITTING[type] ?? KNOWN.filter((known) => !SECRET_MANAGERS.includes(known));
  const given = own?._facts.type;
  if (given !== undefined && KNOWN.includes(given) && !fitting.includes(given)) {
    checks.refuse(
      `${where}.connector`,
      inWords(String(own)),
      `a connector for a step of type ${type}: ${fitting.join(', ')}, or StepConnector.other(…)`,
      SECRET_MANAGERS.includes(given)
        ? 'Move the secret manager to the connectors of the stage, and use another connector here.'
        : 'Use another connector, or another type of step.',
    );
  }
}
