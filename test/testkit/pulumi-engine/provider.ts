/** What the engine asks of a provider. */
import type { Registration } from './registration';
import type { Properties } from './wire';

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
  /** Whether it is only read, and belongs to somebody else. */
  readonly external?: boolean;
  /** Whether it is there, but did not come right: the next update tries again. */
  readonly failed?: boolean;
}

/** What becomes of a resource that is there. */
export interface Difference {
  readonly change: 'same' | 'update' | 'replace';
  /** Whether the object of before goes before the new one comes. */
  readonly deletesFirst?: boolean;
}

/** What a provider knows of an object that it has made. */
export interface Made {
  readonly id: string;
  readonly outputs: Properties;
}

export interface Provider {
  /** The inputs as the provider wants them. Throws for those that it refuses. */
  check(urn: string, registration: Registration, inputs: Properties, before?: Properties): Promise<Properties>;
  diff(before: ResourceState, inputs: Properties): Promise<Difference>;
  /** What is known of an object before it is made. */
  foreseen(registration: Registration, inputs: Properties, before?: ResourceState): Made;
  create(urn: string, registration: Registration, inputs: Properties): Promise<Made>;
  update(before: ResourceState, registration: Registration, inputs: Properties): Promise<Made>;
  delete(state: ResourceState): Promise<void>;
}
