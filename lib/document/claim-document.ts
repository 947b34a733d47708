import type { Construct } from 'constructs';
import { type Claim, claimAll, onRoot } from '../values';

/** The file of a document, which no other construct of the app may have. */
export interface DocumentClaim extends Pick<Claim, 'kind' | 'property' | 'remedy'> {
  /** The file, below the folder of all documents. */
  readonly path: string;
  /** What there may be once: `one connector of an identifier in a scope`. */
  readonly allowed: string;
}

/** Gives the path back, or one like it. Throws when another document of the kind has it. */
export function claimDocument(construct: Construct, { path, ...claim }: DocumentClaim): string {
  claimAll(construct, [{ ...claim, id: construct.node.id, name: path }]);
  return fileOf(construct, path);
}

const FILES = Symbol.for('harness-constructs.documentFiles');

/**
 * Harness tells `Ci` from `ci`, and not every file system does: of paths that differ by case alone, all but the first get
 * a number, with a sign that no identifier has.
 */
function fileOf(construct: Construct, path: string): string {
  const files = onRoot(construct, FILES, (): Map<string, string[]> => new Map());
  const alike = files.get(path.toLowerCase()) ?? [];
  if (!alike.includes(path)) {
    alike.push(path);
    files.set(path.toLowerCase(), alike);
  }
  const number = alike.indexOf(path) + 1;
  return number === 1 ? path : path.replace(/\.yaml$/, `~${number}.yaml`);
}
