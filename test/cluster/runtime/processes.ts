/** Servers that run beside the tests, and that never outlive them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A server in a process of its own; what it prints goes into a file. */
export class Server {
  private readonly child: ChildProcess;
  private failure?: string;

  constructor(
    private readonly name: string,
    command: string,
    args: readonly string[],
    private readonly log: string,
  ) {
    const output = openSync(log, 'a');
    this.child = spawn(command, args, { stdio: ['ignore', output, output] });
    closeSync(output);
    running.add(this.child);
    this.child.on('error', (error) => this.ended(error.message));
    this.child.on('exit', (code, signal) => this.ended(`exit ${code ?? signal}`));
  }

  /** Waits until `isReady` says so. Throws with the end of the log when it takes longer than five minutes, or the server ends. */
  public async ready(isReady: () => Promise<boolean>): Promise<void> {
    for (const end = performance.now() + 300_000; performance.now() < end; await sleep(100)) {
      if (this.failure !== undefined) {
        break;
      }
      if (await isReady().catch(() => false)) {
        return;
      }
    }
    const end = readFileSync(this.log, 'utf8').split('\n').slice(-20).join('\n');
    throw new Error(`${this.name} did not become ready (${this.failure ?? 'after five minutes'}):\n${end}`);
  }

  private ended(failure: string): void {
    this.failure = failure;
    running.delete(this.child);
  }
}

/** Stops all servers, the last one first. */
export async function stopServers(): Promise<void> {
  for (const child of [...running].reverse()) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(late);
  }
}

/** A port of the loopback interface that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
