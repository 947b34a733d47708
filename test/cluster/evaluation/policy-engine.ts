/** An independent policy engine: a Go program around the matcher of cyclonus, and Kubernetes' own code for selectors. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Connection, KubernetesObject, Labels } from '../../../lib/evaluation';
import { buildPolicyEngine } from '../runtime/binaries';

/** Objects, and questions about them. */
export interface World {
  readonly objects: readonly KubernetesObject[];
  readonly connections: readonly Connection[];
  readonly selections: readonly { readonly selector: object; readonly labels: Labels }[];
}

/** The answers of the engine, in the order of the questions. */
export interface Answers {
  readonly verdicts: readonly { readonly egress: boolean; readonly ingress: boolean }[];
  readonly selected: readonly boolean[];
}

/** Asks the engine about worlds. */
export async function judged(worlds: readonly World[]): Promise<Answers[]> {
  const engine = spawn(await buildPolicyEngine(), { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => engine.on('error', reject).on('exit', resolve));
  const output = text(engine.stdout);
  for (const { objects, connections, selections } of worlds) {
    const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
    const input = { namespaces: ofKind('Namespace'), policies: ofKind('NetworkPolicy'), connections, selections };
    engine.stdin.write(`${JSON.stringify(input)}\n`);
  }
  engine.stdin.end();
  const code = await ended;
  if (code !== 0) throw new Error(`the policy engine ended with ${code}`);
  return (await output)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answers);
}
