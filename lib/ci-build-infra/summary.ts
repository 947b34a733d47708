import { basename } from 'node:path';
import type { IConstruct } from 'constructs';
import { BuildFarmNamespace, type IBuildFarmNamespace, type IstioHeadlessService } from '../build-farm';
import type { IKubernetesClusterConnector, KubernetesClusterConnector } from '../connector';
import { DelegateGeneration, HarnessDelegate, type IHarnessDelegate } from '../delegate';
import type { CiStage } from '../pipeline';
import { shown } from '../values';
import { fittingDelegates } from './farm-delegates';
import type { CiBuildInfraProps } from './props';

/** The parts of a farm. */
interface FarmParts {
  readonly delegate: IHarnessDelegate;
  readonly buildNamespaces: readonly IBuildFarmNamespace[];
  readonly headlessServices: readonly IstioHeadlessService[];
  readonly connector: IKubernetesClusterConnector;
  readonly stages: readonly CiStage[];
}

/** A farm in plain text: what was made, what it exposes, which feature flags apply, and what to do next. */
export function farmSummary(farm: FarmParts, props: CiBuildInfraProps): string {
  return [
    ...delegateLines(farm.delegate),
    ...farm.buildNamespaces.map(namespaceSummary),
    ...(farm.headlessServices.length > 0
      ? [
          `Headless services for Istio in ${farm.headlessServices.flatMap(({ namespaces }) => namespaces.map(shown)).join(', ')}.`,
        ]
      : []),
    ...meshLines(props),
    ...platformLines(props),
    '',
    'In Harness:',
    ...nextSteps(farm).map((step) => `  - ${step}`),
  ].join('\n');
}

function delegateLines(delegate: IHarnessDelegate): string[] {
  const where = `Delegate ${delegate.delegateName} in namespace ${shown(delegate.namespace)}`;
  return HarnessDelegate.isHarnessDelegate(delegate)
    ? [
        `${where}, tags ${delegate.effectiveTags.map(shown).join(', ')}; its token is in Secret ${shown((delegate as HarnessDelegate).tokenSecretName)}.`,
      ]
    : [`${where}, which is installed elsewhere.`];
}

function namespaceSummary(namespace: IBuildFarmNamespace): string {
  return BuildFarmNamespace.isBuildFarmNamespace(namespace)
    ? (namespace as BuildFarmNamespace).summary()
    : `Builds in namespace ${shown(namespace.namespace)}, which is made elsewhere.`;
}

function meshLines({ istio, delegate, sharedNamespace }: CiBuildInfraProps): string[] {
  return istio?._mode === 'init container' && delegate === undefined && !sharedNamespace
    ? [
        'NOTE: the namespace of the delegate enforces no Pod Security level: the init container of Istio needs NET_ADMIN.',
      ]
    : [];
}

function platformLines({ platform }: CiBuildInfraProps): string[] {
  const { forbidsNodeAccess, note } = platform?._record ?? {};
  return [
    ...(forbidsNodeAccess
      ? [`NOTE: on ${String(platform)} no build can use Docker-in-Docker: ${forbidsNodeAccess}.`]
      : []),
    ...(note ? [`NOTE: ${note}.`] : []),
  ];
}

function nextSteps(farm: FarmParts): string[] {
  const { buildNamespaces, stages } = farm;
  return [
    ...routingSteps(farm.delegate),
    connectorStep(farm),
    ...stages.map(({ stageName, documentPath, node }) => `stage "${stageName}": ${whereIs(documentPath, node.root)}`),
    ...buildNamespaces.map(
      ({ namespace, serviceAccountName }) =>
        `in ${stages.length > 0 ? 'other ' : ''}stages, set infrastructure namespace: ${shown(namespace)}, serviceAccountName: ${shown(serviceAccountName)}, automountServiceAccountToken: false`,
    ),
    ...markSteps(buildNamespaces, 'annotations', ({ stageAnnotations }) => stageAnnotations),
    ...markSteps(buildNamespaces, 'labels', ({ stageLabels }) => stageLabels),
    'find the pods of a stage by its identifier: kubectl get pods --all-namespaces -l stageID=IDENTIFIER',
  ];
}

/** @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/install-kubernetes-delegate */
function routingSteps({ generation }: IHarnessDelegate): string[] {
  return generation === DelegateGeneration.LEGACY
    ? []
    : [
        'the new delegate is in closed beta, and for CI stages only: ask Harness for it',
        'route CI stages to the new delegate: the stage variable HARNESS_CI_INTERNAL_ROUTE_TO_RUNNER = true for one stage, or the feature flag CI_V0_K8S_BUILDS_USE_RUNNER for the account',
        'enable the feature flag PL_USE_RUNNER for connector tests and secret managers through the new delegate',
      ];
}

function connectorStep({ connector, delegate }: FarmParts): string {
  const { connectorName, documentPath, reference, delegates, node } = connector as KubernetesClusterConnector;
  if (documentPath !== undefined) {
    return `create the connector "${connectorName}", to which stages refer as ${reference}: ${whereIs(documentPath, node.root)}`;
  }
  const fits = delegates === undefined || delegates.isAny || fittingDelegates([delegate], delegates.tags).length > 0;
  const note = fits
    ? ''
    : `; NOTE: it selects the tags ${delegates.tags.map(shown).join(', ')}, which the delegate has not`;
  return `stages refer to the connector as ${reference}${note}`;
}

/** HarnessApp writes documents beside its output; under another app they are what `toYaml()` gives. */
function whereIs(documentPath: string, root: IConstruct & { readonly documentOutdir?: string }): string {
  const { documentOutdir } = root;
  return documentOutdir === undefined ? 'the text of toYaml()' : `${basename(documentOutdir)}/${documentPath}`;
}

/** One step for all namespaces whose stages need the same. */
function markSteps(
  namespaces: readonly IBuildFarmNamespace[],
  what: string,
  marksOf: (namespace: IBuildFarmNamespace) => { readonly [key: string]: string },
): string[] {
  const byMarks = new Map<string, string[]>();
  for (const namespace of namespaces) {
    const marks = Object.entries(marksOf(namespace)).map(([key, value]) => `${key}: '${value}'`);
    if (marks.length > 0) {
      const text = marks.join(', ');
      byMarks.set(text, [...(byMarks.get(text) ?? []), shown(namespace.namespace)]);
    }
  }
  return [...byMarks].map(([text, names]) => `${what} of stages in ${names.join(', ')}: { ${text} }`);
}
