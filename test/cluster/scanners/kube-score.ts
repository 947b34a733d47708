/** kube-score, a scanner of manifests that knows nothing of this package. */
import { spawnSync } from 'node:child_process';
import type { Manifest } from '../../testkit/synth';
import { buildKubeScore } from '../runtime/binaries';

/** The grade that kube-score calls critical. */
const CRITICAL = 1;

interface Scored {
  readonly type_meta: { readonly kind: string };
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
  }[];
}

/** A check that fails critically on an object of a kind. */
export interface Finding {
  readonly check: string;
  readonly kind: string;
}

/** What kube-score finds critical in the objects of one cluster. */
export async function criticalFindings(objects: readonly Manifest[]): Promise<Finding[]> {
  const input = objects.map((object) => `---\n${JSON.stringify(object)}\n`).join('');
  const args = ['score', '--output-format', 'json', '--kubernetes-version', 'v1.33', '-'];
  const { stdout, stderr } = spawnSync(await buildKubeScore(), args, { input, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (!stdout.startsWith('[')) throw new Error(`kube-score fails: ${stderr}`);
  return (JSON.parse(stdout) as Scored[]).flatMap(({ type_meta: { kind }, checks }) =>
    checks
      .filter(({ grade, skipped }) => grade === CRITICAL && !skipped)
      .map(({ check }) => ({ check: check.id, kind })),
  );
}
