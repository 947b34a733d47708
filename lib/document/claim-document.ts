import type { Construct } from 'constructs';
import { type Claim, claimAll } from '../values';

/** The file of a document, which no other construct of the app may have. */
export interface DocumentClaim extends Pick<Claim, 'kind' | 'property' | 'remedy'> {
  /** The file, below the folder of all documents. */
  readonly path: string;
  /** What there may be once: `one connector of an identifier in a scope`. */
  readonly allowed: string;
}

/** Gives the path back. Throws when another document of the kind has it. */
export function claimDocument(construct: Construct, { path, ...claim }: DocumentClaim): string {
  // Not every file system tells files apart by case.
  claimAll(construct, [{ ...claim, id: construct.node.id, name: path.toLowerCase() }]);
  return path;
}
