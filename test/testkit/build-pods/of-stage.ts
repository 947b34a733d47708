/** The build pod that Harness makes of the document of a stage, so that no test has a pod that is kinder than Harness'. */
import { type BuildPod, type Field, SOURCES } from './fixture';
import { EVERY_BUILD, LITE_ENGINE, SETUP_ADDON, step } from './linux';

const { infrastructure, labelsOfStage, pod, securityContext, stepUser } = SOURCES;

/** What of a stage decides its pod: containers are those of Harness, and one for each step. */
interface StageDocument {
  readonly stage: {
    readonly spec: {
      readonly infrastructure: { readonly spec: InfrastructureSpec };
      readonly execution: { readonly steps: readonly StageStep[] };
    };
  };
}

interface InfrastructureSpec {
  readonly labels?: object;
  readonly serviceAccountName?: string;
  readonly nodeSelector?: object;
  /** As in a pod, and each may have an identifier, by which Harness tells those with the same key apart. */
  readonly tolerations?: ReadonlyArray<{ readonly identifier?: string }>;
  readonly automountServiceAccountToken?: boolean;
  readonly runAsUser?: number;
  readonly containerSecurityContext?: object;
}

interface StageStep {
  readonly step: {
    readonly identifier: string;
    readonly spec: { readonly image: string; readonly runAsUser?: number; readonly privileged?: boolean };
  };
}

/** The fields of the pod of a Linux stage whose steps run one after another. */
export function podOfStage(document: object): BuildPod {
  const { infrastructure: given, execution } = (document as StageDocument).stage.spec;
  const {
    labels = {},
    serviceAccountName,
    nodeSelector = {},
    tolerations = [],
    automountServiceAccountToken,
    runAsUser,
    containerSecurityContext,
  } = given.spec;
  const steps = execution.steps.map((one) => one.step);
  const containers = ['spec.initContainers.0', 'spec.containers.0', ...steps.map((_, index) => ofStep(index))];
  return [
    ...EVERY_BUILD,
    ['metadata.labels', labels, labelsOfStage],
    ['spec.serviceAccountName', serviceAccountName, infrastructure],
    ['spec.automountServiceAccountToken', automountServiceAccountToken, infrastructure],
    ...(Object.keys(nodeSelector).length === 0 ? [] : [['spec.nodeSelector', nodeSelector, infrastructure] as const]),
    ...(tolerations.length === 0 ? [] : [['spec.tolerations', tolerations.map(inPod), infrastructure] as const]),
    ...(runAsUser === undefined ? [] : [['spec.securityContext', { runAsUser }, pod] as const]),
    ...SETUP_ADDON,
    ...LITE_ENGINE,
    ...steps.flatMap(({ identifier, spec }, index) => step(index + 1, identifier.toLowerCase(), spec.image)),
    ...(containerSecurityContext === undefined
      ? []
      : containers.map((at): Field => [`${at}.securityContext`, containerSecurityContext, securityContext])),
    ...steps.flatMap(({ spec }, index) => ofStepOnly(ofStep(index), spec)),
  ];
}

function inPod({ identifier, ...toleration }: { readonly identifier?: string }): object {
  return toleration;
}

function ofStep(index: number): string {
  return `spec.containers.${index + 1}`;
}

/** Settings of a step take precedence over those of the stage. */
function ofStepOnly(at: string, { runAsUser, privileged }: StageStep['step']['spec']): Field[] {
  const own = {
    ...(runAsUser === undefined ? {} : { runAsUser }),
    ...(privileged === undefined ? {} : { privileged }),
  };
  return Object.keys(own).length === 0 ? [] : [[`${at}.securityContext`, own, stepUser]];
}
