const ANOTHER_FOLDER = 'or choose another folder with "outdir" (CDK8S_OUTDIR, or `--output` of cdk8s synth)';

const REMEDIES: Record<string, string> = {
  EEXIST: `a file is in the way of a folder. Move or delete it, ${ANOTHER_FOLDER}`,
  ENOTDIR: `a file is in the way of a folder. Move or delete it, ${ANOTHER_FOLDER}`,
  EISDIR: `a folder is in the way of a file. Move or delete it, ${ANOTHER_FOLDER}`,
  EACCES: `permission denied. Make it writable for this user, ${ANOTHER_FOLDER}`,
  EPERM: `permission denied. Make it writable for this user, ${ANOTHER_FOLDER}`,
  EROFS: `the file system is read-only. Mount it writable, ${ANOTHER_FOLDER}`,
  ENOSPC: `the disk is full. Make room, ${ANOTHER_FOLDER}`,
};

/** Does something to a path. Where that fails, the error says which path it was and what to do. */
export function attempt<Result>(what: string, path: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = REMEDIES[code ?? ''] ?? `${message}. Look at this path, ${ANOTHER_FOLDER}`;
    throw new Error(`cannot ${what} "${path}": ${reason}.`, { cause: error });
  }
}
