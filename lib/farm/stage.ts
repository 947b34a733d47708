/** Stages in a namespace of a farm, checked against its quota. */
import { BuildFarmNamespace, type IBuildFarmNamespace } from '../build-namespace';
import {
  definedOf,
  exceeds,
  inOwnWords,
  inWords,
  once,
  optionsWithin,
  PropertyChecks,
  refusedIn,
  struct,
  Together,
  withOthers,
} from '../core';
import { folderOf, resolveNames } from '../document';
import {
  CiStage,
  resolveInfrastructure,
  resolveStage,
  type SidecarResources,
  STAGE_KINDS,
  type StageResourcesOptions,
} from '../pipeline';
import type { IKubernetesClusterConnector } from '../reference';
import { INJECT_LABEL } from '../workload';
import { usable } from './checks';
import {
  checkNamespace,
  infrastructureKinds,
  infrastructureProps,
  infrastructureWords,
  makeInfrastructure,
  onlyNamespace,
} from './infrastructure';
import type { CiFarmInfrastructureOptions, CiFarmStageProps } from './props';
import { farmRouting, type StageGround } from './routing';

/** Throws for a pod that exceeds the quota of its namespace, or what its platform admits: it would never be admitted. */
export function checkQuota(
  { podOptions = {} }: StageGround,
  stage: CiStage,
  buildNamespace: IBuildFarmNamespace,
): void {
  const isMade = BuildFarmNamespace.isBuildFarmNamespace(buildNamespace);
  const { _quota: quota, _injectsProxy }: Partial<BuildFarmNamespace> = isMade ? buildNamespace : {};
  const sidecar = podOptions.sidecar ?? (_injectsProxy ? proxyOf(stage) : undefined);
  const { podRequests: requests, podLimits: limits } = stage._podWith({ ...podOptions, sidecar }) ?? {};
  const pod = { requests, limits };
  const together = new Together();
  together.run(() => stage._checkPodSize({ ...podOptions, sidecar }));
  const withSidecar = sidecar === undefined ? '' : ' with its sidecar';
  for (const [kind, verb] of [
    ['requests', 'requests'],
    ['limits', 'has limits of'],
  ] as const) {
    for (const resource of ['cpu', 'memory'] as const) {
      const room: string | undefined = quota?.[`${kind}.${resource}`];
      const amount = pod[kind]?.[resource];
      if (amount !== undefined && room !== undefined && exceeds(amount, room)) {
        together.run(() =>
          new PropertyChecks(stage).refuse(
            'steps',
            inWords(`a pod that ${verb} ${amount} of ${resource}${withSidecar}`),
            `at most ${room}, the quota of the namespace`,
            increased(kind, { clonesCodebase: stage._clonesCodebase, ...podOptions, sidecar }),
          ),
        );
      }
    }
  }
  together.end();
}

/** The call that returns what the stage takes, with everything that adds to its steps. */
function increased(kind: 'requests' | 'limits', options: StageResourcesOptions): string {
  const { clonesCodebase, increasedDefaults, sidecar } = options;
  const given = [
    ...(clonesCodebase ? ['clonesCodebase: true'] : []),
    ...(increasedDefaults ? ['increasedDefaults: true'] : []),
    ...(sidecar === undefined ? [] : [`sidecar: ${inCode(sidecar)}`]),
  ];
  const resources = `StageResources.of(steps${given.length > 0 ? `, { ${given.join(', ')} }` : ''})`;
  const requests = kind === 'requests' ? `${resources}.podRequests` : `{ …, limits: ${resources}.podLimits }`;
  return `Increase the quota: BuildQuota.forConcurrentBuilds(builds, ${requests}).`;
}

/** For example `{ requests: { cpu: '100m', memory: '128Mi' } }`. */
function inCode(value: object): string {
  const members = Object.entries(definedOf(value)).map(
    ([name, member]: [string, unknown]) =>
      `${name}: ${typeof member === 'object' ? inCode(member as object) : `'${member as string}'`}`,
  );
  return `{ ${members.join(', ')} }`;
}

/** Default requests of Istio's proxy. @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
const PROXY = { cpu: '100m', memory: '128Mi' };

/** The proxy that Istio injects into the pod, according to the labels and annotations of the pod. */
function proxyOf({ infrastructure }: CiStage): SidecarResources | undefined {
  const { labels = {}, annotations = {} } = infrastructure._resolved.props;
  if ((labels[INJECT_LABEL] ?? annotations[INJECT_LABEL]) === 'false') {
    return undefined;
  }
  const { 'sidecar.istio.io/proxyCPU': cpu = PROXY.cpu, 'sidecar.istio.io/proxyMemory': memory = PROXY.memory } =
    annotations;
  return { requests: { cpu, memory } };
}

const shape = once(() =>
  optionsWithin('CiBuildInfraProps', struct('CiFarmStageProps', { ...STAGE_KINDS, ...infrastructureKinds() })),
);

/** Prefix of infrastructure options in errors. */
const WHERE = 'infrastructureOptions.';

/** Adds a stage in a namespace of the farm. */
export function addStage(ground: StageGround, props: CiFarmStageProps): CiStage {
  try {
    return makeStage(ground, props);
  } catch (error) {
    throw withOthers(error, () => stageChecks(ground, props));
  }
}

const OPTION = /^(infrastructureOptions)\.(\w+)/;

/** All checks of a stage that do not depend on each other. They create nothing. */
function stageChecks(ground: StageGround, given: CiFarmStageProps): (() => unknown)[] {
  const { farm } = ground;
  const checks = new PropertyChecks(farm);
  const props = usable(
    given,
    refusedIn(() => shape()(checks, '', given)),
    OPTION,
  );
  const { buildNamespace = onlyNamespace(checks, ground), scope, infrastructureOptions = {}, ...options } = props;
  const resolve = (asked: CiFarmInfrastructureOptions) => {
    const all = infrastructureProps(checks, ground, buildNamespace, { ...asked, scope }, WHERE);
    return inOwnWords(infrastructureWords({ where: WHERE }), () => resolveInfrastructure(farm, all));
  };
  const ofStage = [
    () => checkNamespace(checks, ground, buildNamespace),
    () => farmRouting(checks, ground, options),
    () => resolve(infrastructureOptions),
    () => {
      // With the same system, but without other options, which may have been refused.
      const resolved = resolve({ os: infrastructureOptions.os });
      const infrastructure = new Infrastructure(resolved, resolved.connector);
      inOwnWords({ names: STAGE_NAMES }, () => resolveStage(farm, { ...options, infrastructure } as never));
    },
  ];
  const hasId = refusedIn(() => freeId(checks, ground, props)).length === 0;
  const words = hasId ? { path: `${farm.node.path}/${freeId(checks, ground, props)}`, names: {} } : { names: {} };
  return [() => shape()(checks, '', given), ...ofStage.map((check) => () => inOwnWords(words, check))];
}

/** What the checks of a stage read of an infrastructure, which is not made yet. */
class Infrastructure {
  constructor(
    public readonly _resolved: ReturnType<typeof resolveInfrastructure>,
    public readonly connector: IKubernetesClusterConnector,
  ) {}
}

const STAGE_NAMES = { infrastructure: 'infrastructureOptions', 'infrastructure.connector': 'connector' };

function makeStage(ground: StageGround, props: CiFarmStageProps): CiStage {
  const { farm } = ground;
  const checks = new PropertyChecks(farm);
  shape()(checks, '', props);
  const id = freeId(checks, ground, props);
  // A farm can have many stages: errors have the path of the stage.
  const words = { path: `${farm.node.path}/${id}`, names: {} };
  return inOwnWords(words, () => {
    try {
      return madeStage(ground, id, props);
    } catch (error) {
      // A program can catch the error and try again.
      [id, infrastructureId(id)].forEach((child) => farm.node.tryRemoveChild(child));
      throw error;
    }
  });
}

function madeStage(ground: StageGround, id: string, props: CiFarmStageProps): CiStage {
  const { farm } = ground;
  const checks = new PropertyChecks(farm);
  const { buildNamespace: given, scope, infrastructureOptions = {}, ...options } = props;
  const buildNamespace = given ?? onlyNamespace(checks, ground);
  checkNamespace(checks, ground, buildNamespace);
  const routing = farmRouting(checks, ground, options);
  const asked = { ...infrastructureOptions, scope };
  const ofFarm = infrastructureProps(checks, ground, buildNamespace, asked, WHERE);
  const infrastructure = makeInfrastructure(ground, infrastructureId(id), ofFarm, { where: WHERE });
  const stage = inOwnWords(
    { names: STAGE_NAMES },
    () => new CiStage(farm, id, { ...options, ...routing, infrastructure }),
  );
  checkQuota(ground, stage, buildNamespace);
  return stage;
}

function infrastructureId(id: string): string {
  return `${id}.Infrastructure`;
}

/** Different projects and pipelines can have stages with the same identifier. */
function freeId(checks: PropertyChecks, { farm }: StageGround, props: CiFarmStageProps): string {
  const { identifier } = resolveNames(checks, props);
  const folder = props.scope && folderOf(props.scope).replace('/', '.');
  const id = ['Stage', folder, props.pipelineIdentifier, identifier].filter((part) => part !== undefined).join('.');
  if (farm.node.tryFindChild(id) !== undefined) {
    checks.refuse(
      'identifier',
      identifier,
      'an identifier that no other stage of the pipeline has',
      'Set another identifier, or set pipelineIdentifier if the stages are in different pipelines.',
    );
  }
  return id;
}
