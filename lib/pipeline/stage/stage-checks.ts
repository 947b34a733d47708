/**
 * Checks of a stage against the capabilities of the delegate that runs it.
 *
 * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/install-kubernetes-delegate
 */
import { inWords, type PropertyChecks } from '../../core';
import type { PlacedStep } from '../steps/ci-step';
import type { StepConnector } from '../steps/step-connector';
import { StageRouting } from './delegate-choice';
import { checkDeadline } from './pod-deadline';
import { checkImages } from './step-images';
import {
  checkBuildAndPush,
  checkDockerInDocker,
  checkIrsa,
  checkOwnNodes,
  checkPlatformSteps,
  checkPrivilegedSteps,
  checkRootSteps,
  checkWindowsSteps,
  type StageFacts,
} from './step-checks';

/** Step types that the new delegate supports, and connector types that it supports in these steps only. */
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
  'select a legacy delegate with delegateSelectors (in a farm, after farm.addDelegate(…)), and remove routing.';

const REMEDY = `Replace it, or ${LEGACY}`;

function checkNewDelegate({ checks, steps, connectors, infrastructure, routing }: StageFacts): void {
  if (routing === StageRouting.LEGACY_DELEGATE) {
    return;
  }
  if (infrastructure.connector.inheritsFromDelegate === false) {
    checks.refuse(
      'infrastructure.connector',
      inWords(`${infrastructure.connector.reference} with a master URL`),
      'a connector that inherits the credentials of its delegate, because the new delegate runs builds only in its own cluster',
      REMEDY,
    );
  }
  if (infrastructure.overlay !== undefined) {
    const allowed = 'no value with the new delegate, which does not support overlays yet';
    checks.refuse('infrastructure.podSpecOverlay', undefined, allowed, `Remove it, or ${LEGACY}`);
  }
  steps.forEach((placed) => checkStep(checks, placed));
  connectors.forEach((connector, index) => checkConnector(checks, `connectors[${index}]`, connector, []));
}

function checkStep(checks: PropertyChecks, { where, step }: PlacedStep): void {
  const ownConnectors = STEPS[step.type];
  if (ownConnectors === undefined) {
    const allowed = `a step type that the new delegate supports: ${Object.keys(STEPS).join(', ')}`;
    checks.refuse(where, inWords(`a step of type ${step.type}`), allowed, REMEDY);
  }
  for (const connector of step.connectors) {
    if (connector === undefined) {
      continue;
    }
    if (step.type === 'GitClone' && ![undefined, 'Github'].includes(connector._facts.type)) {
      checks.refuse(
        `${where}.connector`,
        inWords(String(connector)),
        'a GitHub connector with the new delegate',
        REMEDY,
      );
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
    const allowed = `a connector type that the new delegate supports: ${CONNECTORS.join(', ')}`;
    checks.refuse(property, inWords(String(connector)), allowed, REMEDY);
  }
  if (caveat !== undefined) {
    const allowed = `a connector of type ${type} that the new delegate supports: ${caveat}`;
    checks.refuse(property, inWords(String(connector)), allowed, REMEDY);
  }
}

/** Refuses steps that the infrastructure, the user or the delegate cannot run. */
export function checkStage(facts: StageFacts): void {
  [
    checkPlatformSteps,
    checkNewDelegate,
    checkWindowsSteps,
    checkBuildAndPush,
    checkRootSteps,
    checkDockerInDocker,
    checkPrivilegedSteps,
    checkOwnNodes,
    checkIrsa,
    checkDeadline,
    checkImages,
  ].forEach((check) => check(facts));
}
