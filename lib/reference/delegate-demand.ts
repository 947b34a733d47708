import type { IHarnessDelegate } from './delegate';

/** A container as far as quotas count it. */
export interface CountedContainer {
  readonly name?: string;
  readonly restartPolicy?: string;
  readonly resources?: {
    readonly requests?: { readonly [resource: string]: string | undefined };
    readonly limits?: { readonly [resource: string]: string | undefined };
  };
}

/** What a delegate needs of the quota of its namespace. */
export interface DelegateDemand {
  /** Most pods at a time: its replicas or the maximum of its autoscaler, and those that a rollout adds. */
  readonly pods: number;
  readonly containers: readonly CountedContainer[];
  readonly initContainers?: readonly CountedContainer[];
}

/** The demand of a delegate; `undefined` if it is installed elsewhere. */
export function demandOf(delegate: IHarnessDelegate): DelegateDemand | undefined {
  return (delegate as IHarnessDelegate & { readonly _demand?: DelegateDemand })._demand;
}
