/** The names of programs in the list of an output folder. */

/** Whether to delete the files of earlier runs that no app is known to write: `node main.js --prune`. */
export function prunes(): boolean {
  return process.argv.slice(1).includes('--prune');
}

/** The name of programs without a file: code from the command line or standard input. */
export const INLINE = 'code without a file';

/** Whether a name in the list stands for any program without a file. They cannot be distinguished. */
export function isOfInline(owner: string): boolean {
  return partsOf(owner).program === INLINE;
}

/** The name of an owner with the output folder of its manifests, relative to the folder of the list. */
export function inPlace(name: string, place: string): string {
  // The name is a line of the list.
  return `${name} (for ${place.replace(/\p{Cc}/gu, encodeURIComponent)})`;
}

/** The name of a program and, if the list has it, the output folder. The second app of a program is not another program. */
export function partsOf(owner: string): { readonly program: string; readonly place?: string } {
  const name = owner.replace(/ \(\d+\)$/, '');
  const [, program, place] = /^(.*?) \(for (.*)\)$/.exec(name) ?? [];
  return program === undefined ? { program: name } : { program, place };
}

/** Whether two names in the list stand for apps of one program with one output folder. They can swap their files. */
export function areOfOneRun(owner: string, other: string): boolean {
  const [first, second] = [partsOf(owner), partsOf(other)];
  return first.program === second.program && first.place === second.place;
}

/** The path of a program without its extension: TypeScript and what is compiled from it are one program. */
export function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, '');
}
