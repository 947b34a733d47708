/** The connector test in a process of its own: the client library of Kubernetes is ES modules, which jest cannot load. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ClusterProbeOptions, ConnectorValidationResult, Finding } from '../../../lib/validation';
import type { ValidateConnectorOptions } from '../../../lib/validation/props';
import type { Surroundings } from '../../../lib/validation/cluster/cluster-failure';

/** What is asked of the process. */
export type Order =
  | { id: number; call: 'probeCluster'; options: ClusterProbeOptions; surroundings?: Partial<Surroundings> }
  | { id: number; call: 'validateConnector'; options: ValidateConnectorOptions }
  | { id: number; abort: string };

/** What it says. */
interface Reply {
  readonly id: number;
  readonly progress?: string;
  readonly result?: unknown;
  readonly error?: string;
}

/** What a call may be given beside its options. */
export interface CallOptions {
  readonly surroundings?: Partial<Surroundings>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string) => void;
}

const FROM_SOURCE = ['-C', 'harness-source', '-r', join(__dirname, '..', 'from-source.cjs')];

/** How the process differs from an ordinary one. */
export interface ProcessOptions {
  readonly environment?: { readonly [variable: string]: string };
  /** Further arguments of Node.js. */
  readonly node?: readonly string[];
}

export class ConnectorTestProcess {
  private readonly child: ChildProcess;
  /** Who waits for what, by the numbers of their calls. */
  private readonly waiting = new Map<number, (reply: Omit<Reply, 'id'>) => void>();
  private calls = 0;

  constructor({ environment = {}, node = [] }: ProcessOptions = {}) {
    this.child = fork(join(__dirname, 'worker.ts'), {
      execArgv: [...FROM_SOURCE, ...node],
      env: { ...process.env, ...environment },
    });
    this.child.on('message', ({ id, ...reply }: Reply) => this.waiting.get(id)?.(reply));
    this.child.on('exit', (code) => {
      this.waiting.forEach((hear) => hear({ error: `the process has ended: ${code}` }));
    });
  }

  public probeCluster(options: ClusterProbeOptions, more: CallOptions = {}): Promise<Finding[]> {
    const { surroundings } = more;
    return this.call<Finding[]>({ id: this.calls++, call: 'probeCluster', options, surroundings }, more);
  }

  public validateConnector(options: ValidateConnectorOptions, more: CallOptions = {}) {
    return this.call<ConnectorValidationResult>({ id: this.calls++, call: 'validateConnector', options }, more);
  }

  public async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.kill();
      await once(this.child, 'exit');
    }
  }

  private call<T>(order: Order, { signal, onProgress }: CallOptions): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.set(order.id, ({ progress, result, error }) => {
        if (progress !== undefined) return onProgress?.(progress);
        this.waiting.delete(order.id);
        return error === undefined ? resolve(result as T) : reject(new Error(error));
      });
      signal?.addEventListener('abort', () =>
        this.child.send({ id: order.id, abort: (signal.reason as Error).message }),
      );
      this.child.send(order);
    });
  }
}
