/** What a delegate may do, and what it is kept from: statements that follow from the objects of the app. */
import {
  type ClusterPlatform,
  type DelegatePods,
  podsOfDelegate,
  type Statements,
  unknownLine,
} from '../build-namespace';
import { shown, valueOf } from '../core';
import { HarnessDelegate } from '../delegate';
import type { IHarnessDelegate } from '../reference';
import {
  declaredNamespace,
  foreignPolicies,
  isClusterAdmin,
  type KubernetesObject,
  Network,
  networkConditions,
  objectNotes,
  reachOf,
  reachWords,
  renderedObjects,
  Rights,
  RIGHTS_CONDITION,
  rightsWords,
} from '../evaluation';

export function delegateStatements(delegate: IHarnessDelegate, platform?: ClusterPlatform): Statements {
  const rendered = renderedObjects(delegate);
  const { objects, unknown } = rendered;
  if (unknown.length > 0) {
    return { lines: [headLine(delegate), `  ${unknownLine(unknown)}`], conditions: [] };
  }
  const pods = podsOfDelegate(rendered, delegate);
  if (pods.workload === undefined && HarnessDelegate.isHarnessDelegate(delegate)) {
    const note = 'NOTE: its Deployment is not among the objects, so nothing is known of its pods.';
    return { lines: [headLine(delegate), `  ${note}`], conditions: objectNotes(rendered) };
  }
  const reach = reachLines(objects, delegate, pods);
  const lines = [
    ...placeLines(delegate, pods),
    ...isolationLines(objects, pods.namespace),
    ...reach,
    ...rightsLines(objects, delegate, pods),
  ];
  const notEnforced = platform?._record.enforcesNoPolicies;
  const network = networkConditions({ notEnforced, foreignPolicies: foreignPolicies(objects) });
  return {
    lines: [headLine(delegate), ...lines.map((line) => `  ${line}`)],
    conditions: [...objectNotes(rendered), ...(reach.length > 0 ? network : []), RIGHTS_CONDITION],
  };
}

function headLine(delegate: IHarnessDelegate): string {
  const where = `Delegate ${delegate.delegateName} in namespace ${shown(delegate.namespace)}`;
  return HarnessDelegate.isHarnessDelegate(delegate)
    ? `${where}, tags ${delegate.effectiveTags.map(shown).join(', ')}; its token is in the Secret ${shown((delegate as HarnessDelegate).tokenSecretName)}.`
    : `${where}, installed elsewhere.`;
}

/** Where a patch made another object of the Deployment. */
function placeLines(delegate: IHarnessDelegate, { workload, namespace }: DelegatePods): string[] {
  const { delegateName } = delegate;
  const isOwn = workload === undefined || workload.endsWith(` ${delegateName}`);
  return isOwn && namespace === valueOf(delegate.namespace)
    ? []
    : [`NOTE: its pods are those of ${workload} in namespace ${namespace}, by a patch.`];
}

function isolationLines(objects: readonly KubernetesObject[], namespace: string): string[] {
  const { isDeclared, podSecurityLevel } = declaredNamespace(objects, namespace);
  if (!isDeclared) {
    return [];
  }
  const admitsAll = podSecurityLevel === 'privileged' ? ', which admits everything' : '';
  return [
    podSecurityLevel === undefined
      ? 'Isolation: no Pod Security level.'
      : `Isolation: Pod Security level ${podSecurityLevel}${admitsAll}.`,
  ];
}

/** Nothing is known of the policies of a delegate that is installed elsewhere, unless some are declared here. */
function reachLines(objects: readonly KubernetesObject[], delegate: IHarnessDelegate, pods: DelegatePods): string[] {
  if (pods.isOnHostNetwork) {
    const why = 'its pods use the network of their node, where no policy applies';
    return [`Ingress: from everything: ${why}.`, `Egress: to everything: ${why}.`];
  }
  const network = new Network(objects);
  const [ingress, egress] = (['Ingress', 'Egress'] as const).map((direction) => reachOf(network, pods, direction));
  return HarnessDelegate.isHarnessDelegate(delegate) || ingress.hasPolicies || egress.hasPolicies
    ? [`Ingress: from ${reachWords(ingress)}.`, `Egress: to ${reachWords(egress)}.`]
    : [];
}

function rightsLines(
  objects: readonly KubernetesObject[],
  { delegateName }: IHarnessDelegate,
  { accounts }: DelegatePods,
): string[] {
  const rights = new Rights(objects);
  return [
    ...accounts.map((account) => `Rights as ServiceAccount ${account.name}: ${rightsWords(rights.grantsOf(account))}.`),
    ...(accounts.some((account) => isClusterAdmin(rights.grantsOf(account)))
      ? [`EXPOSED: the cluster. Whoever controls delegate ${delegateName} may do everything in it.`]
      : []),
  ];
}
