/** The pod that Harness makes of the document of a stage, as far as a profile can change it. */
import { definedOf, isPlainObject, yamlLibrary } from '../core';
import type { Tree } from './apply';

/** What of a stage decides its pod. */
export interface StageDocument {
  readonly stage: {
    readonly spec: {
      readonly infrastructure: { readonly spec: InfrastructureSpec };
      readonly execution: { readonly steps: readonly StageElement[] };
    };
  };
}

interface InfrastructureSpec {
  readonly namespace?: string;
  readonly labels?: object;
  readonly annotations?: object;
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly nodeSelector?: object;
  readonly tolerations?: readonly Tree[];
  readonly priorityClassName?: string;
  readonly runAsUser?: number;
  readonly containerSecurityContext?: object;
  readonly podSpecOverlay?: string;
}

/** A step, steps that run at the same time, or a group. */
interface StageElement {
  readonly step?: {
    readonly identifier: string;
    readonly spec: {
      readonly image?: string;
      readonly runAsUser?: number;
      readonly envVariables?: { readonly [name: string]: string };
    };
  };
  readonly parallel?: readonly StageElement[];
  readonly stepGroup?: { readonly steps: readonly StageElement[] };
}

/** Whether a document is that of a stage. */
export function isStage(document: unknown): document is StageDocument {
  const { stage } = document as { readonly stage?: { readonly spec?: Partial<StageDocument['stage']['spec']> } };
  return stage?.spec?.infrastructure !== undefined && stage.spec.execution !== undefined;
}

/**
 * The pod of a stage: an init container and a container of Harness, and one container for each step.
 *
 * @see https://github.com/vigneswara-propelo/harness-core/blob/283a069fdfa99d82b16fd7193b48c0926fd1851c/930-delegate-tasks/src/main/java/io/harness/delegate/task/citasks/cik8handler/k8java/pod/PodSpecBuilder.java
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/harness-ci
 */
export function podOfStage({ stage: { spec } }: StageDocument): Tree {
  const { namespace, labels, annotations, runAsUser, podSpecOverlay, ...given } = spec.infrastructure.spec;
  const { serviceAccountName, automountServiceAccountToken, nodeSelector, tolerations, priorityClassName } = given;
  const { securityContext, ...overlay } = overlayOf(podSpecOverlay);
  const user = runAsUser === undefined ? {} : { runAsUser };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: definedOf({ generateName: 'harnessci-', namespace, labels, annotations }),
    spec: definedOf({
      serviceAccountName,
      automountServiceAccountToken,
      activeDeadlineSeconds: DEADLINE,
      nodeSelector: unlessEmpty(nodeSelector),
      tolerations: tolerations?.map(({ identifier: _, ...toleration }) => toleration),
      priorityClassName,
      securityContext: unlessEmpty({ ...user, ...(securityContext as object | undefined) }),
      ...overlay,
      ...containersOf(spec),
    }),
  };
}

/** The containers of Harness, and one for each step. */
function containersOf({ infrastructure, execution }: StageDocument['stage']['spec']): Tree {
  const { containerSecurityContext: common } = infrastructure.spec;
  const container = (name: string, image?: string, own?: object, env?: object[]): Tree =>
    definedOf({ name, image, env, securityContext: own === undefined ? common : { ...common, ...own } });
  const ofStep = ({ identifier, spec }: NonNullable<StageElement['step']>) => {
    const { image, runAsUser, envVariables } = spec;
    const env = envVariables && Object.entries(envVariables).map(([name, value]) => ({ name, value }));
    return container(identifier.toLowerCase(), image, runAsUser === undefined ? undefined : { runAsUser }, env);
  };
  return {
    initContainers: [container('setup-addon', 'harness/ci-addon')],
    containers: [container('lite-engine', 'harness/ci-lite-engine'), ...execution.steps.flatMap(stepsIn).map(ofStep)],
  };
}

/** Fields of the pod's spec; none for an expression, whose value is known when the stage runs. */
function overlayOf(text = ''): Tree {
  const overlay: unknown = yamlLibrary().parse(text);
  const fields = isPlainObject(overlay) ? (overlay.spec ?? overlay) : {};
  return fields as Tree;
}

function unlessEmpty(map: object = {}): object | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}

/** 24 hours, in seconds. */
const DEADLINE = 86400;

function stepsIn({ step, parallel, stepGroup }: StageElement): NonNullable<StageElement['step']>[] {
  const inner = [...(parallel ?? []), ...(stepGroup?.steps ?? [])].flatMap(stepsIn);
  return step === undefined ? inner : [step];
}
