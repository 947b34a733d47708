/** Who can be on the nodes of privileged builds, which are root there, in lines of a summary. */
import type { IConstruct } from 'constructs';
import { podsOfDelegate } from '../build-namespace';
import { placeholderOf, shown, valueOf } from '../core';
import { HarnessDelegate } from '../delegate';
import { inWords, nodesAdmit, type NodePool, type Placement, renderedObjects } from '../evaluation';
import type { KubernetesDirectInfrastructure } from '../pipeline';
import { nameOf, type Runs } from './runs';

/** A line for each stage, or infrastructure without one, whose nodes pods of others can get. `all` are those of the app. */
export function sharedNodeLines(farm: IConstruct, runs: Runs, all: Runs): string[] {
  const roots = runs.infrastructures.filter((one) => isRoot(runs, one));
  if (roots.length === 0) {
    return [];
  }
  const delegates = delegatesOf(farm);
  return roots.flatMap((root) => {
    const pool = placementOf(root);
    const others = all.infrastructures
      .filter(({ namespace }) => placeholderOf(namespace) !== placeholderOf(root.namespace))
      .filter((one) => isKnown(one) && nodesAdmit(pool, placementOf(one)))
      .map(({ namespace }) => `builds in namespace ${shown(namespace)}`);
    const sharing = [
      ...delegates
        .filter(({ pods }) => pods.some((pod) => nodesAdmit(pool, pod)))
        .map(({ name }) => `delegate ${name}`),
      ...new Set(others),
    ];
    return sharing.length === 0
      ? []
      : [
          `EXPOSED: ${inWords(sharing)} on the nodes of ${nameOf(runs, root)}, whose privileged builds can take their tokens and Secrets. Give these nodes a taint that only such builds tolerate, or select others for the rest.`,
        ];
  });
}

/** Whether builds can be privileged on nodes that are meant to be theirs. Those on any node are said with their isolation. */
function isRoot({ stages }: Runs, infrastructure: KubernetesDirectInfrastructure): boolean {
  const { isolation, props } = infrastructure._resolved;
  const isPrivileged =
    props.containerSecurityContext?.privileged === true ||
    stages.some((stage) => stage.infrastructure === infrastructure && stage._canBePrivileged);
  return isPrivileged && isolation?._sharesNodes !== true && isKnown(infrastructure);
}

/** Whether it is known which nodes the pods select. */
function isKnown({ _resolved: { inputs } }: KubernetesDirectInfrastructure): boolean {
  return inputs.nodeSelector === undefined && inputs.tolerations === undefined;
}

function placementOf({ _resolved: { props, tolerations } }: KubernetesDirectInfrastructure): NodePool {
  return { nodeSelector: props.nodeSelector, tolerations };
}

/** The delegates of the app whose pods are known. */
function delegatesOf(farm: IConstruct): { readonly name: string; readonly pods: readonly Placement[] }[] {
  const rendered = renderedObjects(farm);
  if (rendered.unknown.length > 0) {
    return [];
  }
  return farm.node.root.node
    .findAll()
    .filter((one): one is HarnessDelegate => HarnessDelegate.isHarnessDelegate(one))
    .map((delegate) => ({ name: valueOf(delegate.delegateName), pods: podsOfDelegate(rendered, delegate).specs }));
}
