/** Builds where there are nodes: the pod that Harness makes of a stage, in the farm of that stage. */
import { type CiBuildInfraProps, CiStep, StepConnector, type StageInfrastructureOptions } from 'harness-constructs';
import { podOf } from '../../testkit/build-pods/fixture';
import { podOfStage } from '../../testkit/build-pods/of-stage';
import { installFarm, type InstalledFarm } from '../build-farm/farm';
import type { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';

/** A farm with a stage. */
export interface StageOnNodes extends InstalledFarm {
  /** The document of the stage, as the program writes it. */
  readonly document: object;
}

const connector = StepConnector.dockerHub('account.docker_hub');
/** The steps of the stage. */
export const STEPS = [CiStep.run('Test', { image: 'node:24', connector, command: 'npm test' })];

/** Applies a farm with a stage whose infrastructure has the options. */
export async function installStage(
  cluster: Cluster,
  name: string,
  infrastructureOptions: StageInfrastructureOptions,
  props: Partial<CiBuildInfraProps> = {},
): Promise<StageOnNodes> {
  let document: object | undefined;
  const farm = await installFarm(cluster, name, {
    props,
    extend: (infra) => (document = infra.stage({ name: 'Build', infrastructureOptions, steps: STEPS }).toDocument()),
  });
  if (document === undefined) throw new Error('the farm has no stage');
  return { ...farm, document };
}

/** What became of a build. */
export interface Started {
  readonly status: number;
  readonly message?: string;
  readonly warnings: readonly string[];
  /** Path of its pod. */
  readonly pod: string;
}

/** Starts a build as Harness does, with the token of the delegate. */
export async function startBuild({ author, namespaces, document }: StageOnNodes): Promise<Started> {
  const pods = `/api/v1/namespaces/${namespaces[0]}/pods`;
  const { status, body, warnings } = await author.post(pods, podOf(podOfStage(document)));
  return { status, message: body.message as string | undefined, warnings, pod: `${pods}/${body.metadata?.name}` };
}

/** Waits until the pod runs, and tells where. */
export async function nodeOf(cluster: Cluster, pod: string): Promise<string | undefined> {
  const { spec } = await eventually(
    async () => (await cluster.admin.get(pod)).body,
    ({ status }) => status.phase === 'Running',
  );
  return spec.nodeName as string | undefined;
}
