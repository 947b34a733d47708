/** Keeps teams apart: no delegate of one farm of a group gets rights among the builds of another. */
import type { Construct, IConstruct } from 'constructs';
import type { ClusterPlatform, IBuildFarmNamespace, ObjectMarks } from '../build-namespace';
import { inWords, placeholderOf, PropertyChecks } from '../core';
import type { IHarnessDelegate } from '../reference';
import { PREFIX_OF_TEAM } from './team';

/** What a farm sets in the namespaces that it uses: its platform, labels and annotations, and who must not serve them. */
export interface MarkedNamespace extends IConstruct {
  readonly _marks?: ObjectMarks;
  readonly _addMarks?: (marks: ObjectMarks) => void;
  readonly _joinCluster?: (platform: ClusterPlatform) => void;
  readonly _guard?: (check: (delegate: IHarnessDelegate) => void) => void;
}

/** A farm, or that of a team. */
interface Farm extends Construct {
  readonly buildNamespaces: readonly IBuildFarmNamespace[];
  readonly teams: readonly Farm[];
  /** All of its delegates. @internal */
  readonly _delegates: readonly IHarnessDelegate[];
}

/** The other farms of the group: that with the teams, and the teams. */
function othersOf(farm: Farm): Farm[] {
  let top = farm;
  while (isTeam(top)) {
    top = top.node.scope as Farm;
  }
  return group(top).filter((one) => one !== farm);
}

function group(farm: Farm): Farm[] {
  return [farm, ...farm.teams.flatMap(group)];
}

function isTeam({ node: { id, scope } }: Farm): boolean {
  return id.startsWith(PREFIX_OF_TEAM) && Array.isArray((scope as Partial<Farm> | undefined)?.teams);
}

function whose(farm: Farm): string {
  const { id, path } = farm.node;
  return isTeam(farm) ? `the team "${id.slice(PREFIX_OF_TEAM.length)}"` : `the farm [${path}]`;
}

/** Refuses a namespace of another farm of the group, in which the delegates of this one would get rights. */
export function checkTeamNamespace(farm: Farm, namespace: IBuildFarmNamespace): void {
  const isSame = (other: IBuildFarmNamespace) =>
    other === namespace || placeholderOf(other.namespace) === placeholderOf(namespace.namespace);
  const owner = othersOf(farm).find(({ buildNamespaces }) => buildNamespaces.some(isSame));
  if (owner !== undefined) {
    new PropertyChecks(farm).refuse(
      'namespace',
      inWords(`[${namespace.node.path}], in which builds of ${whose(owner)} run`),
      `a namespace of ${whose(farm)} only, because its delegates get rights there`,
      'Add one with addBuildNamespace(…).',
    );
  }
}

/** Lets the namespace refuse delegates of the other farms of the group. */
export function guardTeamNamespace(farm: Farm, namespace: IBuildFarmNamespace): void {
  (namespace as MarkedNamespace)._guard?.((delegate) => {
    checkTeamDelegate(farm, delegate, namespace);
  });
}

/** Refuses a delegate of another farm of the group, which would get rights among the builds of this one. */
export function checkTeamDelegate(farm: Farm, delegate: IHarnessDelegate, scope: IConstruct = farm): void {
  const isSame = (other: IHarnessDelegate) =>
    other === delegate ||
    (placeholderOf(other.delegateName) === placeholderOf(delegate.delegateName) &&
      placeholderOf(other.namespace) === placeholderOf(delegate.namespace));
  const owner = othersOf(farm).find(({ _delegates }) => _delegates.some(isSame));
  if (owner !== undefined) {
    new PropertyChecks(scope).refuse(
      'delegate',
      inWords(`the delegate "${delegate.delegateName}" of ${whose(owner)}`),
      `a delegate of ${whose(farm)} only, because it gets rights among its builds`,
      'Use another delegate. Teams that trust each other can be namespaces of one farm.',
    );
  }
}
