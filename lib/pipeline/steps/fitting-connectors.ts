import type { PropertyChecks } from '../../values';
import type { LeafNode } from './step-node';

/** What hands out secrets gives no step an image, a repository or a store. */
const SECRET_MANAGERS = ['Vault', 'AwsSecretManager'];
/** Connectors whose purpose is known: of others nothing is said. */
const KNOWN = ['DockerRegistry', 'Github', 'Aws', 'Gcp', 'Azure', 'Artifactory', ...SECRET_MANAGERS];

/** Of the known connectors those that a type of step can work with; for other types any that is no secret manager. */
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

/** Throws for a connector that is known to be of no use to its step. */
export function checkFitting(checks: PropertyChecks, { type, connectors }: LeafNode, where: string): void {
  const [own] = connectors;
  const fitting = FITTING[type] ?? KNOWN.filter((known) => !SECRET_MANAGERS.includes(known));
  const given = own?._facts.type;
  if (given !== undefined && KNOWN.includes(given) && !fitting.includes(given)) {
    checks.refuse(
      `${where}.connector`,
      String(own),
      `a connector of use to a step of the type ${type}: ${fitting.join(', ')}, or another that StepConnector.other(…) names`,
      SECRET_MANAGERS.includes(given)
        ? 'Name the secret manager in connectors of the stage, and use another connector here.'
        : 'Use another connector, or another kind of step.',
    );
  }
}
