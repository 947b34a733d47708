/** The farm of a team: what it takes over from the farm of the cluster, and what is its own. */
import type { Construct } from 'constructs';
import { FARM_NAME, type IBuildFarmNamespace, resolveAdmission } from '../build-namespace';
import {
  checkAll,
  definedOf,
  derived,
  DNS_LABEL,
  inOwnWords,
  inWords,
  membersOf,
  optionsWithin,
  type OwnWords,
  PropertyChecks,
  refusedIn,
  struct,
  TEXT,
  withOthers,
} from '../core';
import { HarnessScope, overlap } from '../document';
import type { IHarnessDelegate } from '../reference';
import { farmChecks, INFRA_KINDS, usable } from './checks';
import type { CiBuildInfraProps, CiTeamOptions } from './props';

const OPTIONS = optionsWithin('CiBuildInfraProps', struct('CiTeamOptions', INFRA_KINDS));

/** A farm of the cluster. */
interface OneFarm {
  readonly props: CiBuildInfraProps;
  readonly delegate: IHarnessDelegate;
  readonly namespaces: readonly IBuildFarmNamespace[];
}

/** The farm, and all farms that the team must differ from, the farm itself first. */
interface TeamGround {
  readonly farm: Construct;
  readonly others: readonly OneFarm[];
}

/** A team as the program adds it. */
interface AddedTeam {
  readonly team: string;
  readonly options: CiTeamOptions;
}

/** Rights and identities, which a team does not get from the farm. */
const RIGHTS = ['additionalAccess', 'additionalServiceAccounts', 'allowedProjects', 'cloudIdentity'] as const;

/** Structs of options that a team can override one by one. */
const NESTED = { delegateOptions: 'CiDelegateOptions', connectorOptions: 'CiConnectorOptions' } as const;

/** Creates the farm of a team. Nothing is left of one that is refused. */
export function makeTeam<T>(
  ground: TeamGround,
  added: AddedTeam,
  make: (id: string, props: CiBuildInfraProps) => T,
): T {
  const { farm, others } = ground;
  const id = idOf(added.team);
  try {
    argumentChecks(ground, added).forEach((check) => check());
    try {
      return inOwnWords(teamWords(farm, others[0], added), () => make(id, teamProps(farm, others[0], added)));
    } catch (error) {
      // A program can catch the error and try again.
      farm.node.tryRemoveChild(id);
      throw error;
    }
  } catch (error) {
    throw withOthers(error, () => [...argumentChecks(ground, added), () => checkTeam(ground, added)]);
  }
}

/** Starts the ID of a team's farm. */
export const PREFIX_OF_TEAM = 'Team.';

function idOf(team: string): string {
  return `${PREFIX_OF_TEAM}${team}`;
}

/** The checks of the arguments alone. */
function argumentChecks({ farm, others }: TeamGround, { team, options }: AddedTeam): (() => unknown)[] {
  const checks = new PropertyChecks(farm);
  const checkName = () => {
    TEXT(checks, 'team', team);
    checks.plainText('team', team, DNS_LABEL);
    if (farm.node.tryFindChild(idOf(team)) !== undefined) {
      checks.refuse('team', team, 'a team that the farm does not have yet', 'Use its farm, or another name.');
    }
  };
  return [
    checkName,
    () => OPTIONS(checks, 'options', options),
    () => checkScope(checks, options, others),
    () => checkProjects(checks, options),
    () => checkPlaces(checks, options, others),
    () => refusedIn(checkName).length === 0 && checkToken(checks, team, options, others),
  ];
}

/** Everybody in a scope can use its connectors and delegates: teams of one scope cannot be kept apart. */
function checkScope(checks: PropertyChecks, { scope }: CiTeamOptions, others: readonly OneFarm[]): void {
  if (scope.orgIdentifier === undefined) {
    const remedy = 'Use HarnessScope.project(…): every project can use the delegates and connectors of the account.';
    checks.refuse('options.scope', inWords(String(scope)), 'a project or an organization', remedy);
  }
  const [ofFarm, ...teams] = others.map(({ props }) => props.scope ?? HarnessScope.account());
  // The pipelines of a team can use the delegate of the farm: that of an organization, for example, is for all of its projects.
  const same = [...(scope.contains(ofFarm) ? [ofFarm] : []), ...teams.filter((other) => overlap(other, scope))];
  if (same.length > 0) {
    checks.refuse(
      'options.scope',
      inWords(String(scope)),
      `a scope that does not overlap with that of another team (${String(same[0])}): every pipeline in a scope can use its delegates`,
      'Use the project of the team, or add a namespace to the farm of the other team with addBuildNamespace(…).',
    );
  }
}

/** A namespace without the builds of its own team is a mistake. */
function checkProjects(checks: PropertyChecks, { scope, allowedProjects = [] }: CiTeamOptions): void {
  if (allowedProjects.length > 0 && !allowedProjects.some((allowed) => overlap(allowed, scope))) {
    checks.refuse(
      'options.allowedProjects',
      inWords(allowedProjects.map(String).join(', ')),
      `projects with that of the team, ${String(scope)}`,
      'Add it, or remove allowedProjects: the scope of the team is the default.',
    );
  }
}

/** A pod in the namespace of a delegate can read its token. */
function checkPlaces(
  checks: PropertyChecks,
  { delegateNamespace, buildNamespaces = [] }: CiTeamOptions,
  others: readonly OneFarm[],
): void {
  const ofDelegates = others.map(({ delegate }) => delegate.namespace);
  const ofBuilds = others.flatMap(({ namespaces }) => namespaces.map(({ namespace }) => namespace));
  const remedy = 'Use another namespace, or remove it: the default has the name of the team.';
  if (delegateNamespace !== undefined && [...ofDelegates, ...ofBuilds].includes(delegateNamespace)) {
    const allowed = 'a namespace without pods of other teams, which could read the token of the delegate';
    checks.refuse('options.delegateNamespace', delegateNamespace, allowed, remedy);
  }
  const index = buildNamespaces.findIndex((namespace) => ofDelegates.includes(namespace));
  if (index >= 0) {
    const allowed = 'a namespace without the delegate of another team, because its pods could read the token';
    checks.refuse(`options.buildNamespaces[${index}]`, buildNamespaces[index], allowed, remedy);
  }
}

function checkToken(checks: PropertyChecks, team: string, options: CiTeamOptions, others: readonly OneFarm[]): void {
  const own = sourceOf(options, options.delegateNamespace ?? `${others[0].delegate.namespace}-${team}`);
  if (others.some(({ props, delegate }) => sourceOf(props, delegate.namespace) === own)) {
    const remedy = 'Create a token in the scope of the team: whoever has a token can act as all delegates that use it.';
    checks.refuse('options.token', undefined, 'a token that no other team of the farm has', remedy);
  }
}

/** Where the token comes from. Secrets with the same name in different namespaces differ. */
function sourceOf({ token }: { readonly token?: CiTeamOptions['token'] }, namespace: string): string | undefined {
  return token && JSON.stringify([token._source, token._source.kind === 'existing' ? namespace : '']);
}

/** What is wrong with the rest of the team's farm. Nothing is created. */
function checkTeam({ farm, others }: TeamGround, { team, options }: AddedTeam): void {
  const checks = new PropertyChecks(farm);
  // A namespace that is refused for the sake of another team is not refused again as that of its delegate.
  const ofOthers = refusedIn(() => checkPlaces(checks, options, others)).map((path) => path.replace('options.', ''));
  const left = usable(options, [...refusedIn(() => OPTIONS(checks, '', options)), ...ofOthers]);
  const hasName = refusedIn(() => TEXT(checks, 'team', team)).length === 0 && DNS_LABEL.holds(team);
  const added = { team: hasName ? team : 'team', options: left };
  inOwnWords(teamWords(farm, others[0], added), () => checkAll(farmChecks(farm, teamProps(farm, others[0], added))));
}

/** The properties of the team's farm. */
function teamProps(
  farm: Construct,
  { props, delegate: ofFarm }: OneFarm,
  { team, options }: AddedTeam,
): CiBuildInfraProps {
  const { delegate, connector, buildNamespaces, ...shared } = props;
  const inherited = without(definedOf(shared), RIGHTS);
  const { scope }: Partial<CiTeamOptions> = options;
  const { sharedNamespace, labels, annotations, costLabels, connectorOptions } = props;
  const canGuard = scope?.orgIdentifier !== undefined && resolveAdmission(new PropertyChecks(farm), props).exists;
  const ofTeam = (name: string) => derived([name], (known) => `${known}-${team}`);
  return {
    ...inherited,
    delegateName: ofTeam(ofFarm.delegateName),
    delegateNamespace: ofTeam(ofFarm.namespace),
    ...((options.sharedNamespace ?? sharedNamespace) ? {} : { buildNamespaces: [`${FARM_NAME}-${team}`] }),
    ...(canGuard ? { allowedProjects: [scope] } : {}),
    ...definedOf(options),
    accountId: props.accountId,
    labels: { ...labels, ...options.labels },
    annotations: { ...annotations, ...options.annotations },
    ...(costLabels === undefined ? {} : { costLabels: { ...costLabels, ...options.costLabels } }),
    delegateOptions: { ...without(props.delegateOptions ?? {}, RIGHTS), ...definedOf(options.delegateOptions ?? {}) },
    connectorOptions: { ...connectorOptions, ...definedOf(options.connectorOptions ?? {}) },
  };
}

function without<T extends object>(all: T, names: readonly string[]): T {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name))) as T;
}

/** Names of the properties of the team's farm in errors: those of the farm where only the farm sets them, else the options. */
function teamWords(farm: Construct, { props }: OneFarm, { team, options }: AddedTeam): OwnWords {
  const own = ownNames('CiTeamOptions', '', options, props);
  const nested = Object.entries(NESTED).flatMap(([name, members]) =>
    ownNames(members, `${name}.`, options[name as keyof typeof NESTED], props[name as keyof typeof NESTED]),
  );
  const derivedFrom = (name: keyof CiTeamOptions, property: string, source: string): [string, string][] =>
    options[name] === undefined ? [[property, source]] : [];
  return {
    construct: farm,
    path: `${farm.node.path}/${idOf(team)}`,
    names: Object.fromEntries([
      ...own,
      ...nested,
      ...derivedFrom('delegateName', 'delegateName', 'team'),
      ...derivedFrom('delegateNamespace', 'delegateNamespace', 'team'),
      ...derivedFrom('buildNamespaces', 'buildNamespaces[0]', 'team'),
      ...derivedFrom('allowedProjects', 'allowedProjects[0]', 'options.scope'),
    ]),
  };
}

function ownNames(
  members: 'CiTeamOptions' | (typeof NESTED)[keyof typeof NESTED],
  where: string,
  options: object = {},
  ofFarm: object = {},
): [string, string][] {
  const [given, inherited] = [definedOf({ ...options }), without(definedOf({ ...ofFarm }), RIGHTS)];
  return membersOf(members)
    .filter(({ name }) => name in given || !(name in inherited))
    .map(({ name }) => [`${where}${name}`, `options.${where}${name}`]);
}
