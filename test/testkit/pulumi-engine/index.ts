/**
 * A small engine of Pulumi: real programs run against it with the real SDK, dynamic resources are made by the real process
 * of their provider, and it says what they have asked for and what was done. Where it is simpler than the real one, the
 * comments of its parts say so; besides, it has no invokes, no calls and no packages, and a hook that fails after a resource
 * was made keeps back what waits for it.
 */
import { type Change, Deployment, type StackState, type Step } from './deployment';
import { DynamicProvider, isDynamic } from './dynamic-provider';
import { isEqual } from './kubernetes';
import type { Cluster, Computed } from './plain-provider';
import { dynamicProcess, programProcess, type ProgramSetting } from './program-process';
import type { ResourceState } from './provider';
import { reportOf, type Run } from './report';
import { EngineServer, type OtherStacks } from './server';

export type { Cluster, ProgramSetting, ResourceState, StackState, Step };
export { FROM_SOURCE } from './program-process';
export { type Resource, type Run, resourceIn } from './report';
export { bare, secretOnWire, UNKNOWN, withoutSecrets } from './wire';

export interface ProgramRun extends ProgramSetting {
  readonly dryRun?: boolean;
  /** What the run before has left. */
  readonly state?: StackState;
  readonly computed?: Computed;
  readonly otherStacks?: OtherStacks;
  readonly cluster?: Cluster;
}

/** Severities of logs. */
const DEBUG = 0;
const ERROR = 3;

/** Runs a program as `pulumi up` would, or `pulumi preview`. */
export async function runProgram(run: ProgramRun): Promise<Run> {
  const { state: before = new Map<string, ResourceState>(), dryRun = false, computed = {}, otherStacks = {} } = run;
  let printed = '';
  const dynamic = dynamicProcess(run, (output) => (printed += output));
  const deployment = new Deployment({ before, dryRun, computed, dynamic, cluster: run.cluster });
  const server = new EngineServer(deployment, otherStacks);
  try {
    const { exitCode, output } = await programProcess(run, dryRun, await server.start());
    const { logs } = server.transcript;
    const ended = exitCode === 0 ? await deployment.finish() : { state: deployment.abandon(), errors: [] };
    const logged = logs.filter(({ severity }) => severity > DEBUG).map(({ message }) => message);
    const errors = logs.filter(({ severity }) => severity === ERROR).map(({ message }) => message);
    return {
      ...reportOf(server.transcript),
      changes: deployment.changes,
      steps: deployment.steps,
      errors: [...errors, ...ended.errors],
      printed: [output, printed, ...logged, ...ended.errors].join('\n'),
      exitCode: ended.errors.length > 0 ? 1 : exitCode,
      state: ended.state,
    };
  } finally {
    server.stop();
    await dynamic.stop();
  }
}

/** What a refresh has seen. */
export interface Refresh {
  readonly state: StackState;
  /** By the name of the resource. Where only outputs differ it is the same for people. */
  readonly changes: { readonly [name: string]: Change };
  readonly printed: string;
}

/** Looks at the dynamic resources of a stack, as `pulumi refresh` would; others are taken to be as they were. */
export async function refreshed(before: StackState, setting: ProgramSetting): Promise<Refresh> {
  const changes: Record<string, Change> = {};
  const state = new Map<string, ResourceState>();
  let printed = '';
  const dynamic = dynamicProcess(setting, (output) => (printed += output));
  const provider = new DynamicProvider(dynamic);
  try {
    for (const resource of before.values()) {
      const now = isDynamic(resource) ? await provider.read(resource) : resource;
      changes[resource.name] = now === undefined ? 'delete' : isEqual(now.inputs, resource.inputs) ? 'same' : 'update';
      if (now !== undefined) state.set(resource.urn, now);
    }
    return { state, changes, printed };
  } finally {
    await dynamic.stop();
  }
}

/** Deletes all of a stack. What it has of dynamic resources needs the program's folder and settings. */
export async function destroyed(state: StackState, cluster?: Cluster, setting?: ProgramSetting): Promise<Step[]> {
  const dynamic = dynamicProcess(setting ?? { program: __dirname }, () => undefined);
  const deployment = new Deployment({ before: state, dryRun: false, computed: {}, dynamic, cluster });
  try {
    const { errors } = await deployment.finish();
    if (errors.length > 0) throw new Error(errors.join('\n'));
    return deployment.steps;
  } finally {
    await dynamic.stop();
  }
}
