/** Resources as they are, and what a program makes of them. */
import type { Callback } from '@pulumi/pulumi/proto/callback_pb';
import { DynamicProvider, isDynamic } from './dynamic-provider';
import { type DynamicProcess, InitializationError } from './dynamic-process';
import { ignoring } from './kubernetes';
import { type Cluster, type Computed, PlainProvider } from './plain-provider';
import type { Made, Provider, ResourceState } from './provider';
import { type HookTime, type Registration, runHooks } from './registration';
import { type Properties, secretOnWire } from './wire';

/** All resources, in the order in which they were registered. */
export type StackState = ReadonlyMap<string, ResourceState>;

export type Change = 'same' | 'create' | 'update' | 'replace' | 'delete' | 'read';

/** Something done to an object of a provider. Components have none. */
export interface Step {
  readonly step: 'create' | 'update' | 'delete';
  /** Name of the resource. */
  readonly name: string;
  readonly type: string;
  /** Of the object: `<namespace>/<name>` in Kubernetes. Two objects of one resource differ by it. */
  readonly id: string;
}

export interface DeploymentOptions {
  readonly before: StackState;
  readonly dryRun: boolean;
  readonly computed: Computed;
  readonly dynamic: DynamicProcess;
  readonly cluster?: Cluster;
}

/**
 * Simpler than the real one: it obeys no `protect` and no `retainOnDelete`, replaces nothing because its provider or a
 * dependency was replaced, and carries out one step at a time.
 */
export class Deployment {
  public readonly steps: Step[] = [];
  public readonly changes: Record<string, Change> = {};
  /** Hooks that the program has registered, by name. They run when something is created or updated. */
  public readonly hooks = new Map<string, Callback>();
  private readonly after = new Map<string, ResourceState>();
  private readonly seen = new Set<string>();
  private readonly replaced: ResourceState[] = [];
  private readonly deleted = new Set<ResourceState>();
  private readonly plain: Provider;
  private readonly dynamic: DynamicProvider;

  constructor(private readonly options: DeploymentOptions) {
    this.plain = new PlainProvider(options.computed, options.cluster);
    this.dynamic = new DynamicProvider(options.dynamic);
  }

  /** Carries out what is asked, and tells how the resource is now. */
  public async register(urn: string, registration: Registration, aliases: readonly string[]): Promise<ResourceState> {
    const { before: stack, dryRun } = this.options;
    if (this.after.has(urn)) throw new Error(`Duplicate resource URN '${urn}'`);
    const before = [urn, ...aliases].map((known) => stack.get(known)).find((state) => state !== undefined);
    if (before) this.seen.add(before.urn);
    const needs = this.needsOf(registration);
    const provider = this.providerOf(registration);
    const { type, name, custom, options } = registration;
    const given = before
      ? ignoring(options.getIgnoreChangesList(), before.inputs, registration.inputs)
      : registration.inputs;
    const inputs = await provider.check(urn, registration, given, before?.inputs);
    const { change, deletesFirst = false } = before
      ? await provider.diff(before, inputs)
      : { change: 'create' as const };
    this.changes[name] = change;
    const wanted = change === 'replace' ? await provider.check(urn, registration, registration.inputs) : inputs;
    const state = { urn, type, name, custom, inputs: wanted, needs };
    const isNew = before === undefined || change === 'replace';
    const asked = options.hasDeleteBeforeReplace() && options.getDeleteBeforeReplace();
    if (before && isNew) await this.makeWay(before, asked || deletesFirst);
    const when = isNew ? 'Create' : 'Update';
    const changes = custom && change !== 'same';
    if (changes) await this.run(`before${when}`, urn, registration);
    try {
      const made =
        before && change === 'same'
          ? before
          : dryRun || !custom
            ? provider.foreseen(registration, wanted, isNew ? undefined : before)
            : isNew
              ? await provider.create(urn, registration, wanted)
              : await provider.update(before, registration, wanted);
      const { id } = made;
      if (changes) this.steps.push({ step: isNew ? 'create' : 'update', name, type, id });
      const kept = this.keep({ ...state, id, outputs: withSecrets(registration, made) });
      if (changes) await this.run(`after${when}`, urn, registration);
      return kept;
    } catch (error) {
      if (error instanceof InitializationError) this.keep({ ...state, ...error, failed: true });
      throw error;
    }
  }

  private async run(time: HookTime, urn: string, registration: Registration): Promise<void> {
    if (this.options.dryRun) return;
    const hooks = registration.hooks[time].map((name) => this.hooks.get(name) as Callback);
    await runHooks(urn, registration, hooks);
  }

  /** Reads what belongs to somebody else. */
  public async read(state: Omit<ResourceState, 'outputs' | 'needs' | 'custom'>): Promise<ResourceState> {
    const read = await this.dynamic.read({ ...state, outputs: state.inputs, needs: [], custom: true });
    if (read === undefined) throw new Error(`resource '${state.id}' does not exist`);
    this.changes[state.name] = 'read';
    return this.keep({ ...read, external: true });
  }

  /** Deletes what is no longer there, once the program has ended well. After the first error nothing more is deleted. */
  public async finish(): Promise<{ readonly state: StackState; readonly errors: readonly string[] }> {
    const { before, dryRun } = this.options;
    const gone = [...before.values()].filter(({ urn, external }) => !this.seen.has(urn) && !external);
    for (const state of inOrderOfDeletion([...gone, ...this.replaced])) {
      try {
        await this.delete(state);
      } catch (error) {
        return { state: this.abandon(), errors: [`${state.name}: ${(error as Error).message}`] };
      }
    }
    for (const { name } of gone) this.changes[name] ??= 'delete';
    return { state: dryRun ? before : this.after, errors: [] };
  }

  /** How far it has come, after an error. */
  public abandon(): StackState {
    const { before, dryRun } = this.options;
    const left = [...before].filter(([, state]) => !this.deleted.has(state));
    return dryRun ? before : new Map([...left, ...this.after]);
  }

  private keep(state: ResourceState): ResourceState {
    this.after.set(state.urn, state);
    return state;
  }

  private async makeWay(before: ResourceState, first: boolean): Promise<void> {
    if (first) await this.delete(before);
    else this.replaced.push(before);
  }

  private async delete(state: ResourceState): Promise<void> {
    const { custom, name, type, id } = state;
    if (!custom) return;
    if (!this.options.dryRun) await this.providerOf(state).delete(state);
    this.deleted.add(state);
    this.steps.push({ step: 'delete', name, type, id });
  }

  private providerOf(resource: { readonly type: string }): Provider {
    return isDynamic(resource) ? this.dynamic : this.plain;
  }

  /** Everything that a resource may need must be there before it. Another stack is only read, and never deleted. */
  private needsOf({ parent, options, propertyDependencies }: Registration): string[] {
    // A reference to a provider is its URN and its id.
    const provider = options.getProvider().split('::').slice(0, 4).join('::');
    const named = [parent, provider, ...options.getDependsOnList(), ...Object.values(propertyDependencies).flat()];
    const needs = [...new Set(named)].filter((urn) => urn !== '' && !urn.includes('::pulumi:pulumi:StackReference::'));
    const missing = needs.find((urn) => !this.after.has(urn));
    if (missing) throw new Error(`it needs ${missing}, which is not registered`);
    return needs;
  }
}

function withSecrets({ options }: Registration, { outputs }: Made): Properties {
  const secret = options.getAdditionalSecretOutputsList().filter((name) => name in outputs);
  return { ...outputs, ...Object.fromEntries(secret.map((name) => [name, secretOnWire(outputs[name])])) };
}

/**
 * Nothing before what needs it. The real engine deletes at the same time whatever may go: here that goes in the order of
 * registration, so that an order which follows from nothing but luck shows.
 */
export function inOrderOfDeletion(states: readonly ResourceState[]): ResourceState[] {
  const free = states.filter(({ urn }) => !states.some((other) => other.urn !== urn && other.needs.includes(urn)));
  if (states.length > 0 && free.length === 0) throw new Error('resources need each other');
  const rest = states.filter((state) => !free.includes(state));
  return free.length === 0 ? [] : [...free, ...inOrderOfDeletion(rest)];
}
