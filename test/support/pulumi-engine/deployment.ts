/** Resources as they are, and what a program makes of them. */
import { deletesFirst, hashOf, ignoring, isAutoNamed, isEqual, mustBeReplaced, withName } from './kubernetes';
import type { Registration } from './registration';
import { bare, type Properties, secretOnWire, UNKNOWN_ON_WIRE } from './wire';

/** A resource as it was left by a run. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  /** Empty for a component, and for what a preview would create. */
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** URNs of everything that has to be deleted after this one. */
  readonly needs: readonly string[];
}

/** All resources, in the order in which they were registered. */
export type StackState = ReadonlyMap<string, ResourceState>;

export type Change = 'same' | 'create' | 'update' | 'replace' | 'delete';

/** Something done to an object of a provider. Components have none. */
export interface Step {
  readonly step: 'create' | 'update' | 'delete';
  /** Name of the resource. */
  readonly name: string;
  readonly type: string;
  /** Of the object: `<namespace>/<name>` in Kubernetes. Two objects of one resource differ by it. */
  readonly id: string;
}

/** Where objects of Kubernetes really come into being, if anywhere. */
export interface Cluster {
  /** Creates or updates. */
  apply(object: any): Promise<void>;
  remove(object: any): Promise<void>;
}

/** What resources of other types than Kubernetes' give, by type. */
export interface Computed {
  readonly [type: string]: Properties;
}

export interface DeploymentOptions {
  readonly before: StackState;
  readonly dryRun: boolean;
  readonly computed: Computed;
  readonly cluster?: Cluster;
}

/**
 * Simpler than the real one: it obeys no `protect` and no `retainOnDelete`, replaces nothing because its provider or a
 * dependency was replaced, and carries out one step at a time.
 */
export class Deployment {
  public readonly steps: Step[] = [];
  public readonly changes: Record<string, Change> = {};
  private readonly after = new Map<string, ResourceState>();
  private readonly seen = new Set<string>();
  private readonly replaced: ResourceState[] = [];

  constructor(private readonly options: DeploymentOptions) {}

  /** Carries out what is asked, and tells how the resource is now. */
  public async register(urn: string, registration: Registration, aliases: readonly string[]): Promise<ResourceState> {
    const { before: stack, dryRun } = this.options;
    if (this.after.has(urn)) throw new Error(`Duplicate resource URN '${urn}'`);
    const before = [urn, ...aliases].map((known) => stack.get(known)).find((state) => state !== undefined);
    if (before) this.seen.add(before.urn);
    const needs = this.needsOf(registration);
    const inputs = this.checked(registration, before);
    const change = changeOf(before, inputs);
    const wanted = change === 'replace' ? this.checked(registration, undefined) : inputs;
    const isNew = change === 'create' || change === 'replace';
    const unknown = dryRun && isNew;
    const { type, name, custom } = registration;
    const state: ResourceState = {
      urn,
      type,
      name,
      custom,
      id: !custom || unknown ? '' : isNew ? idOf(urn, wanted) : (before as ResourceState).id,
      inputs: wanted,
      outputs: this.outputsOf(registration, wanted, unknown),
      needs,
    };
    if (before && change === 'replace') await this.replace(before, state, registration);
    else if (change !== 'same') await this.carryOut(isNew ? 'create' : 'update', state);
    this.changes[name] = change;
    this.after.set(urn, state);
    return state;
  }

  /** Deletes what is no longer there, once the program has ended well. */
  public async finish(): Promise<StackState> {
    const gone = [...this.options.before.values()].filter(({ urn }) => !this.seen.has(urn));
    for (const state of inOrderOfDeletion([...gone, ...this.replaced])) await this.carryOut('delete', state);
    for (const { name } of gone) this.changes[name] ??= 'delete';
    return this.options.dryRun ? this.options.before : this.after;
  }

  /** How far it has come, after an error: nothing is deleted. */
  public abandon(): StackState {
    return this.options.dryRun ? this.options.before : new Map([...this.options.before, ...this.after]);
  }

  private async replace(before: ResourceState, state: ResourceState, { options }: Registration): Promise<void> {
    const asked = options.hasDeleteBeforeReplace() && options.getDeleteBeforeReplace();
    if (asked || (isKubernetes(state) && deletesFirst(before.inputs, state.inputs))) {
      await this.carryOut('delete', before);
    } else {
      this.replaced.push(before);
    }
    await this.carryOut('create', state);
  }

  private async carryOut(step: Step['step'], state: ResourceState): Promise<void> {
    const { custom, name, type, id, inputs } = state;
    if (!custom) return;
    this.steps.push({ step, name, type, id });
    const { cluster, dryRun } = this.options;
    if (cluster === undefined || dryRun || !isKubernetes(state)) return;
    await (step === 'delete' ? cluster.remove(bare(inputs)) : cluster.apply(bare(inputs)));
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

  private checked(registration: Registration, before: ResourceState | undefined): Properties {
    const { name, inputs, options } = registration;
    const kept = before ? ignoring(options.getIgnoreChangesList(), before.inputs, inputs) : inputs;
    return isKubernetes(registration) ? withName(name, kept, before?.inputs) : kept;
  }

  /** The inputs, and what only the provider knows. */
  private outputsOf(registration: Registration, inputs: Properties, unknown: boolean): Properties {
    const computed = Object.entries(this.options.computed[registration.type] ?? {});
    const told = computed.map(([name, value]) => [name, unknown ? UNKNOWN_ON_WIRE : value] as const);
    const outputs = { ...this.inputsAsTold(registration, inputs, unknown), ...Object.fromEntries(told) };
    const secret = registration.options.getAdditionalSecretOutputsList().filter((name) => name in outputs);
    return { ...outputs, ...Object.fromEntries(secret.map((name) => [name, secretOnWire(outputs[name])])) };
  }

  /** A preview does not say how an object will be called: stricter than the real provider, which sometimes does. */
  private inputsAsTold(registration: Registration, inputs: Properties, unknown: boolean): Properties {
    return unknown && isKubernetes(registration) && isAutoNamed(inputs)
      ? { ...inputs, metadata: { ...inputs.metadata, name: UNKNOWN_ON_WIRE } }
      : inputs;
  }
}

/** Deletes all of a stack. */
export async function destroyed(state: StackState, cluster?: Cluster): Promise<Step[]> {
  const deployment = new Deployment({ before: state, dryRun: false, computed: {}, cluster });
  await deployment.finish();
  return deployment.steps;
}

function changeOf(before: ResourceState | undefined, inputs: Properties): Change {
  if (before === undefined) return 'create';
  if (isEqual(before.inputs, inputs)) return 'same';
  return isKubernetes(before) && mustBeReplaced(before.inputs, inputs) ? 'replace' : 'update';
}

function isKubernetes({ type }: { readonly type: string }): boolean {
  return type.startsWith('kubernetes:');
}

function idOf(urn: string, { metadata }: Properties): string {
  const { namespace = 'default', name } = bare(metadata ?? {}) as { namespace?: string; name?: string };
  return name === undefined ? hashOf(urn).slice(0, 8) : `${namespace}/${name}`;
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
