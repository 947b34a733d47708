import type { IConstruct } from 'constructs';
import { KEEP } from '../build-pods';
import { shown, valueOf } from '../core';
import type { IHarnessDelegate } from '../reference';
import {
  admissionConditions,
  admissionPolicies,
  foreignPolicies,
  identityLines,
  networkConditions,
  objectNotes,
  renderedObjects,
  RIGHTS_CONDITION,
} from '../evaluation';
import type { ResolvedBuildFarm } from './build-namespace-objects';
import type { IstioMarks } from './istio';
import type { Described } from './summary/delegate-pods';
import { importedIsolationLines, type ImportedPlace, neutralFarm, originWords } from './summary/imported-lines';
import { isolationLines, nodeFreedoms, sharedLines } from './summary/isolation-lines';
import { meshLines } from './summary/mesh-lines';
import { networkLines } from './summary/network-lines';
import { otherWorkloadLines } from './summary/other-workloads';
import { concernsOfBuilds } from './summary/platform-concerns';
import { podProfileLines } from './summary/pod-profile-lines';
import { platformNotes } from './summary/platform-facts';
import { quotaLines } from './summary/quota-lines';
import { rightsLines } from './summary/rights-lines';

/** Annotations for the pods of a stage. */
export function stageAnnotations({ buildAnnotations }: IstioMarks, preventsEviction = true): { [key: string]: string } {
  return { ...(preventsEviction ? KEEP : {}), ...buildAnnotations };
}

/** What is declared, in lines of plain text, and the conditions under which it holds. */
export interface Statements {
  readonly lines: readonly string[];
  readonly conditions: readonly string[];
}

/** Describes a build namespace: its statements follow from the objects of the app, whoever declared or patched them. */
export function statementsOf(
  scope: IConstruct,
  farm: ResolvedBuildFarm,
  delegates: readonly IHarnessDelegate[],
): Statements {
  return described(scope, { farm, delegates });
}

/** The same of an imported namespace, as far as objects of the app say something about it. */
export function statementsOfImported(
  scope: IConstruct,
  place: ImportedPlace,
  delegates: readonly IHarnessDelegate[],
): Statements {
  return described(scope, { farm: neutralFarm(place), delegates, isImported: true });
}

function described(scope: IConstruct, about: Pick<Described, 'farm' | 'delegates' | 'isImported'>): Statements {
  const rendered = renderedObjects(scope);
  const { unknown } = rendered;
  if (unknown.length > 0) {
    return { lines: [headLine(about), `  ${unknownLine(unknown)}`], conditions: [] };
  }
  const all = { ...rendered, ...about, path: scope.node.path, namespace: valueOf(about.farm.namespace) };
  const { lines, conditions } = evaluated(all);
  return {
    lines: [headLine(about, originWords(all)), ...lines.map((line) => `  ${line}`)],
    conditions: [...objectNotes(rendered), ...conditions],
  };
}

function headLine({ farm, delegates }: Pick<Described, 'farm' | 'delegates'>, origin = ''): string {
  const { namespace, serviceAccountName } = farm;
  const names = delegates.map(({ delegateName }) => delegateName);
  const served = names.length > 0 ? names.join(', ') : 'none yet: use addDelegate';
  return `Builds in namespace ${shown(namespace)}${origin}, as ServiceAccount ${shown(serviceAccountName)}, for delegates: ${served}.`;
}

/** Instead of statements on objects that cannot be rendered. */
export function unknownLine(unknown: readonly string[]): string {
  return `Cannot describe isolation, network and rights: [${unknown[0]}] has a value known only at deployment, or a patch that does not apply.`;
}

function evaluated(described: Described): Statements {
  const { farm, objects, namespace } = described;
  const policies = admissionPolicies(objects, namespace);
  const accounts = farm.allowedAccounts.map((name) => ({ namespace, name: valueOf(name) }));
  return {
    lines: [
      ...(described.isImported ? importedIsolationLines : isolationLines)(described, policies),
      ...podProfileLines(described, policies),
      ...networkLines(described, policies),
      ...rightsLines(described, policies),
      ...identityLines(objects, accounts),
      ...quotaLines(described),
      ...meshLines(described),
      ...sharedLines(described, policies),
      ...otherWorkloadLines(described, policies),
    ],
    conditions: [
      ...platformNotes(farm.platform, concernsOfBuilds(objects, namespace)),
      ...networkConditions({
        notEnforced: farm.platform._record.enforcesNoPolicies?.says,
        admitsHostNetwork: nodeFreedoms(described, policies).hostNetwork,
        foreignPolicies: foreignPolicies(objects),
      }),
      ...admissionConditions(policies),
      RIGHTS_CONDITION,
    ],
  };
}
