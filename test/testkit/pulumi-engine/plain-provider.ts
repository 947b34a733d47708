/** Kubernetes, and resources of other types as a table gives them. */
import { deletesFirst, hashOf, isAutoNamed, isEqual, mustBeReplaced, withName } from './kubernetes';
import type { Difference, Made, Provider, ResourceState } from './provider';
import type { Registration } from './registration';
import { bare, type Properties, UNKNOWN_ON_WIRE } from './wire';

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

export class PlainProvider implements Provider {
  constructor(
    private readonly computed: Computed,
    private readonly cluster?: Cluster,
  ) {}

  public check(_urn: string, registration: Registration, inputs: Properties, before?: Properties): Promise<Properties> {
    return Promise.resolve().then(() =>
      isKubernetes(registration) ? withName(registration.name, inputs, before) : inputs,
    );
  }

  public diff(before: ResourceState, inputs: Properties): Promise<Difference> {
    if (isEqual(before.inputs, inputs)) return Promise.resolve({ change: 'same' });
    return Promise.resolve(
      isKubernetes(before) && mustBeReplaced(before.inputs, inputs)
        ? { change: 'replace', deletesFirst: deletesFirst(before.inputs, inputs) }
        : { change: 'update' },
    );
  }

  public foreseen(registration: Registration, inputs: Properties, before?: ResourceState): Made {
    const unknown = before === undefined;
    return { id: before?.id ?? '', outputs: this.outputsOf(registration, inputs, unknown) };
  }

  public async create(urn: string, registration: Registration, inputs: Properties): Promise<Made> {
    if (isKubernetes(registration)) await this.cluster?.apply(bare(inputs));
    return { id: idOf(urn, inputs), outputs: this.outputsOf(registration, inputs, false) };
  }

  public async update({ id }: ResourceState, registration: Registration, inputs: Properties): Promise<Made> {
    if (isKubernetes(registration)) await this.cluster?.apply(bare(inputs));
    return { id, outputs: this.outputsOf(registration, inputs, false) };
  }

  public async delete(state: ResourceState): Promise<void> {
    if (isKubernetes(state)) await this.cluster?.remove(bare(state.inputs));
  }

  /** The inputs, and what only the provider knows. */
  private outputsOf(registration: Registration, inputs: Properties, unknown: boolean): Properties {
    const computed = Object.entries(this.computed[registration.type] ?? {});
    const told = computed.map(([name, value]) => [name, unknown ? UNKNOWN_ON_WIRE : value] as const);
    return { ...inputsAsTold(registration, inputs, unknown), ...Object.fromEntries(told) };
  }
}

/** A preview does not say how an object will be called: stricter than the real provider, which sometimes does. */
function inputsAsTold(registration: Registration, inputs: Properties, unknown: boolean): Properties {
  return unknown && isKubernetes(registration) && isAutoNamed(inputs)
    ? { ...inputs, metadata: { ...inputs.metadata, name: UNKNOWN_ON_WIRE } }
    : inputs;
}

function isKubernetes({ type }: { readonly type: string }): boolean {
  return type.startsWith('kubernetes:');
}

function idOf(urn: string, { metadata }: Properties): string {
  const { namespace = 'default', name } = bare(metadata ?? {}) as { namespace?: string; name?: string };
  return name === undefined ? hashOf(urn).slice(0, 8) : `${namespace}/${name}`;
}
