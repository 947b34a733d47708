/** The list of files in an output folder. */

const PREAMBLE =
  '# Files that harness-constructs wrote here. It deletes those it no longer writes, and no others. Keep this list with them.';

const OWNER = '# Program: ';

/** Name of the file. No tool takes it as a manifest: kubectl, Argo CD, Flux and cdk8s-cli go by the extension. */
export const RECORD_FILE = '.harness-constructs';

/**
 * Which program wrote which files of an output folder. Paths are relative to the folder, with `/`; a folder ends in `/`.
 *
 * Anyone can edit the file, so it is not trusted: a line that leads out of the folder is ignored.
 */
export class OutputRecord {
  public static parse(text: string): OutputRecord {
    const record = new OutputRecord();
    let owner: string | undefined;
    for (const line of text.split(/\r?\n/)) {
      if (line.startsWith(OWNER)) {
        owner = line.slice(OWNER.length);
      } else if (owner !== undefined && staysWithin(line)) {
        record.add(owner, line);
      }
    }
    return record;
  }

  private readonly paths = new Map<string, Set<string>>();

  /** The programs, sorted. */
  public get owners(): string[] {
    return [...this.paths.keys()].filter((owner) => this.of(owner).length > 0).sort();
  }

  /** The paths that belong to a program, sorted. */
  public of(owner: string | undefined): string[] {
    return owner === undefined ? [] : [...(this.paths.get(owner) ?? [])].sort();
  }

  /** Files belong to the program that wrote them last. Without an owner they are not recorded. */
  public claim(owner: string | undefined, paths: Iterable<string>): void {
    for (const path of paths) {
      this.release(path);
      if (owner !== undefined) {
        this.add(owner, path);
      }
    }
  }

  /** Removes a path from its owner. */
  public release(path: string): void {
    this.paths.forEach((paths) => paths.delete(path));
  }

  /** The content of the file; empty if nothing is recorded. */
  public toString(): string {
    const lines = this.owners.flatMap((owner) => [`${OWNER}${owner}`, ...this.of(owner)]);
    return lines.length > 0 ? [PREAMBLE, ...lines, ''].join('\n') : '';
  }

  private add(owner: string, path: string): void {
    this.paths.set(owner, (this.paths.get(owner) ?? new Set()).add(path));
  }
}

/** Whether a path is relative and plain: no drive, no backslash, no step to a parent folder, no comment. */
function staysWithin(path: string): boolean {
  const segments = path.replace(/\/$/, '').split('/');
  return !/^#|[\\:\0]/.test(path) && segments.every((segment) => !['', '.', '..'].includes(segment));
}
