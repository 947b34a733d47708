/**
 * What the new delegate can do.
 *
 * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/install-kubernetes-delegate
 */
import type { PropertyChecks } from '../../../values';
import type { StepConnector } from '../../steps';
import type { PlacedStep } from '../../steps/step-node';
import { StageRouting } from '../stage-routing';
import type { StageFacts } from './stage-facts';

/** Steps, and connectors that come with them although the table of connectors has them not. */
const STEPS: { readonly [type: string]: readonly string[] } = {
  GitClone: [],
  Run: [],
  Background: [],
  Plugin: [],
  ArtifactoryUpload: ['Artifactory'],
  S3Upload: ['Aws'],
  GCSUpload: ['Gcp'],
};

const CONNECTORS = ['DockerRegistry', 'Github', 'Vault', 'AwsSecretManager'];

const LEGACY =
  'select a legacy delegate by delegateSelectors (in a farm after farm.addDelegate), and leave routing out.';
const REMEDY = `Use another, or ${LEGACY}`;

export function checkNewDelegate({ checks, steps, connectors, infrastructure, routing }: StageFacts): void {
  if (routing === StageRouting.LEGACY_DELEGATE) {
    return;
  }
  if (infrastructure.connector.inheritsFromDelegate === false) {
    checks.refuse(
      'infrastructure.connector',
      `${infrastructure.connector.reference}, with a master URL`,
      'a connector that inherits the credentials of its delegate: the new delegate runs builds in its own cluster alone',
      REMEDY,
    );
  }
  if (infrastructure.overlay !== undefined) {
    const allowed = 'nothing with the new delegate, which takes no overlay yet';
    checks.refuse('infrastructure.podSpecOverlay', undefined, allowed, `Leave it out, or ${LEGACY}`);
  }
  steps.forEach((placed) => checkStep(checks, placed));
  connectors.forEach((connector, index) => checkConnector(checks, `connectors[${index}]`, connector, []));
}

function checkStep(checks: PropertyChecks, { where, step }: PlacedStep): void {
  const ownConnectors = STEPS[step.type];
  if (ownConnectors === undefined) {
    const allowed = `a step that the new delegate can run: ${Object.keys(STEPS).join(', ')}`;
    checks.refuse(where, `a step of the type ${step.type}`, allowed, REMEDY);
  }
  for (const connector of step.connectors) {
    if (connector === undefined) {
      continue;
    }
    if (step.type === 'GitClone' && ![undefined, 'Github'].includes(connector._facts.type)) {
      checks.refuse(`${where}.connector`, String(connector), 'a GitHub connector with the new delegate', REMEDY);
    }
    checkConnector(checks, `${where}.connector`, connector, ownConnectors);
  }
}

function checkConnector(
  checks: PropertyChecks,
  property: string,
  connector: StepConnector,
  further: readonly string[],
): void {
  const { type, caveat } = connector._facts;
  if (type !== undefined && ![...CONNECTORS, ...further].includes(type)) {
    const allowed = `a connector that the new delegate knows: ${CONNECTORS.join(', ')}`;
    checks.refuse(property, String(connector), allowed, REMEDY);
  }
  if (caveat !== undefined) {
    checks.refuse(property, String(connector), `what the new delegate knows of ${type}: ${caveat}`, REMEDY);
  }
}
