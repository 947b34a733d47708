import { basename } from 'node:path';
import type { IConstruct } from 'constructs';
import {
  BuildFarmNamespace,
  ClusterPlatform,
  concernsOfDelegate,
  delegateEgressLines,
  type DelegatePods,
  type IBuildFarmNamespace,
  type IstioHeadlessService,
  namedAddresses,
  platformNotes,
  podsOfDelegate,
  type Statements,
  unknownLine,
} from '../build-namespace';
import { KubernetesClusterConnector } from '../connector';
import { shown, valueOf } from '../core';
import { HarnessDelegate } from '../delegate';
import {
  declaredNamespace,
  foreignPolicies,
  identityLines,
  isClusterAdmin,
  levelWords,
  movedAccountLines,
  type KubernetesObject,
  Network,
  networkConditions,
  objectNotes,
  reachOf,
  reachWords,
  renderedObjects,
  type RenderedObjects,
  Rights,
  RIGHTS_CONDITION,
  rightsWords,
} from '../evaluation';
import type { CiStage } from '../pipeline';
import { DelegateGeneration, type IHarnessDelegate, type IKubernetesClusterConnector } from '../reference';
import { fittingDelegates } from './delegate';
import { nodeLines } from './node-lines';
import { platformLines } from './platform-lines';
import type { CiBuildInfraProps } from './props';
import { runsIn, runsInApp } from './runs';
import { sharedNodeLines } from './shared-node-lines';

/** The parts of a farm. */
interface FarmParts extends IConstruct {
  readonly delegate: IHarnessDelegate;
  readonly buildNamespaces: readonly IBuildFarmNamespace[];
  readonly headlessServices: readonly IstioHeadlessService[];
  readonly connector: IKubernetesClusterConnector;
  readonly stages: readonly CiStage[];
}

/** Describes a farm in plain text: what is declared, what it exposes, which feature flags apply, and the next steps. */
export function farmSummary(farm: FarmParts, props: CiBuildInfraProps): string {
  const all = runsInApp(farm);
  const runs = runsIn(all, farm.buildNamespaces);
  const parts = [delegateStatements(farm.delegate, props.platform), ...farm.buildNamespaces.map(namespaceStatements)];
  return [
    ...parts.flatMap(({ lines }) => lines),
    ...(farm.headlessServices.length > 0
      ? [
          `Headless Services for Istio in ${farm.headlessServices.flatMap(({ namespaces }) => namespaces.map(shown)).join(', ')}.`,
        ]
      : []),
    ...new Set([
      ...platformLines(farm, runs, props.platform),
      ...nodeLines(farm, runs, props.platform),
      ...sharedNodeLines(farm, runs, all),
      ...parts.flatMap(({ conditions }) => conditions),
    ]),
    '',
    'In Harness:',
    ...nextSteps(farm).map((step) => `  - ${step}`),
  ].join('\n');
}

/** A namespace that can tell its conditions, of this copy of the package. */
interface DescribedNamespace extends IBuildFarmNamespace {
  readonly _statements?: () => Statements;
}

function namespaceStatements(namespace: DescribedNamespace): Statements {
  return namespace._statements?.() ?? { lines: [ownWordsOf(namespace)], conditions: [] };
}

/** What a namespace of another copy of the package says. An imported one of an older copy says nothing. */
function ownWordsOf(namespace: IBuildFarmNamespace): string {
  return BuildFarmNamespace.isBuildFarmNamespace(namespace)
    ? (namespace as BuildFarmNamespace).summary()
    : `Builds in namespace ${shown(namespace.namespace)}, imported. More is not known here.`;
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
        'the new delegate is in closed beta and runs CI stages only: ask Harness for access',
        'route CI stages to the new delegate: set the stage variable HARNESS_CI_INTERNAL_ROUTE_TO_RUNNER = true for one stage, or enable the feature flag CI_V0_K8S_BUILDS_USE_RUNNER for the account',
        'enable the feature flag PL_USE_RUNNER for connector tests and secret managers through the new delegate',
      ];
}

function connectorStep({ connector, delegate }: FarmParts): string {
  const { document, reference, delegates, node } = connector;
  if (KubernetesClusterConnector.isKubernetesClusterConnector(document)) {
    const { connectorName, documentPath } = document;
    return `create the connector "${connectorName}", which stages reference as ${reference}: ${whereIs(documentPath, node.root)}`;
  }
  const fits = delegates === undefined || delegates.isAny || fittingDelegates([delegate], delegates.tags).length > 0;
  const note = fits
    ? ''
    : `; NOTE: it selects the tags ${delegates.tags.map(shown).join(', ')}, which the delegate does not have`;
  return `stages reference the connector as ${reference}${note}`;
}

/** The root, if it is a HarnessApp; one of an older copy of this package has no name for its folder. */
interface MaybeHarnessApp extends IConstruct {
  readonly documentOutdir?: string;
  readonly _shownDocumentFolder?: string;
}

/** HarnessApp writes documents next to its output. Where it leaves them out, and with another app, `toYaml()` returns them. */
function whereIs(documentPath: string, root: MaybeHarnessApp): string {
  const folder = '_shownDocumentFolder' in root ? root._shownDocumentFolder : basename(root.documentOutdir ?? '');
  return folder ? `${folder}/${documentPath}` : 'the output of toYaml()';
}

/** One step for all namespaces whose stages need the same labels or annotations. */
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

/* What a delegate may do, and what it is kept from: statements that follow from the objects of the app. */

function delegateStatements(delegate: IHarnessDelegate, platform?: ClusterPlatform): Statements {
  const rendered = renderedObjects(delegate);
  const { objects, unknown } = rendered;
  if (unknown.length > 0) {
    const { tokenSecretName } = delegate as IHarnessDelegate & { readonly tokenSecretName?: string };
    const head = headLine(delegate, tokenSecretName === undefined ? [] : [shown(tokenSecretName)]);
    return { lines: [head, `  ${unknownLine(unknown)}`], conditions: [] };
  }
  const pods = podsOfDelegate(rendered, delegate);
  const head = headLine(delegate, pods.tokenSecrets);
  if (pods.workload === undefined && HarnessDelegate.isHarnessDelegate(delegate)) {
    const note = 'NOTE: its Deployment is not among the objects, so its pods are unknown.';
    return { lines: [head, `  ${note}`], conditions: objectNotes(rendered) };
  }
  const reach = reachLines(objects, delegate, pods, platform);
  const lines = [
    ...placeLines(delegate, pods),
    ...isolationLines(objects, pods.namespace),
    ...reach,
    ...rightsLines(rendered, delegate, pods),
    ...identityLines(objects, pods.accounts),
  ];
  const notEnforced = platform?._record.enforcesNoPolicies?.says;
  const notes = platform === undefined ? [] : platformNotes(platform, concernsOfDelegate(objects, pods));
  const network = networkConditions({ notEnforced, foreignPolicies: foreignPolicies(objects) });
  return {
    lines: [head, ...lines.map((line) => `  ${line}`)],
    conditions: [...objectNotes(rendered), ...notes, ...(reach.length > 0 ? network : []), RIGHTS_CONDITION],
  };
}

function headLine(delegate: IHarnessDelegate, tokenSecrets: readonly string[]): string {
  const where = `Delegate ${delegate.delegateName} in namespace ${shown(delegate.namespace)}`;
  if (!HarnessDelegate.isHarnessDelegate(delegate)) {
    return `${where}, installed elsewhere.`;
  }
  const token =
    tokenSecrets.length > 0
      ? `its token is in the Secret ${tokenSecrets.join(' or ')}`
      : 'no Secret gives it its token';
  return `${where}, tags ${delegate.effectiveTags.map(shown).join(', ')}; ${token}.`;
}

/** Where a patch made another object of the Deployment. */
function placeLines(delegate: IHarnessDelegate, { workload, namespace }: DelegatePods): string[] {
  const { delegateName } = delegate;
  const isOwn = workload === undefined || workload.endsWith(` ${delegateName}`);
  return isOwn && namespace === valueOf(delegate.namespace)
    ? []
    : [`NOTE: a patch changed its workload to ${workload} in namespace ${namespace}.`];
}

function isolationLines(objects: readonly KubernetesObject[], namespace: string): string[] {
  const declared = declaredNamespace(objects, namespace);
  if (!declared.isDeclared) {
    return [];
  }
  const admitsAll = declared.podSecurityLevel === 'privileged' ? ', which admits everything' : '';
  const words = levelWords(declared);
  return [
    words === undefined ? 'Isolation: no Pod Security level.' : `Isolation: Pod Security level ${words}${admitsAll}.`,
  ];
}

/** Nothing is known of the policies of a delegate that is installed elsewhere, unless some are declared here. */
function reachLines(
  objects: readonly KubernetesObject[],
  delegate: IHarnessDelegate,
  pods: DelegatePods,
  platform = ClusterPlatform.generic(),
): string[] {
  if (pods.isOnHostNetwork) {
    const why = 'its pods use the network of their node, where no policy applies';
    return [`Ingress: from everything: ${why}.`, `Egress: to everything: ${why}.`];
  }
  const network = new Network(objects);
  const [ingress, egress] = (['Ingress', 'Egress'] as const).map((direction) => reachOf(network, pods, direction));
  return HarnessDelegate.isHarnessDelegate(delegate) || ingress.hasPolicies || egress.hasPolicies
    ? [
        `Ingress: from ${reachWords(ingress)}.`,
        `Egress: to ${reachWords(egress, namedAddresses())}.`,
        ...delegateEgressLines(network, delegate, pods, platform._record.dns),
      ]
    : [];
}

function rightsLines(
  rendered: RenderedObjects,
  { delegateName, serviceAccount, node }: IHarnessDelegate,
  { accounts, withoutToken }: DelegatePods,
): string[] {
  const rights = new Rights(rendered.objects);
  const declared = accounts.filter(({ name }) => name === valueOf(serviceAccount.name));
  const usable = accounts.filter(({ name }) => !withoutToken.includes(name));
  return [
    ...accounts.map((account) => `Rights as ServiceAccount ${account.name}: ${rightsWords(rights.grantsOf(account))}.`),
    ...withoutToken.map(
      (name) =>
        `NOTE: its pods get no token of the ServiceAccount ${name} (automountServiceAccountToken: false), so they have none of its rights.`,
    ),
    ...declared.flatMap((account) => movedAccountLines(rendered, node.path, account)),
    ...(usable.some((account) => isClusterAdmin(rights.grantsOf(account)))
      ? [`EXPOSED: the cluster. Whoever controls delegate ${delegateName} may do everything in it.`]
      : []),
  ];
}
