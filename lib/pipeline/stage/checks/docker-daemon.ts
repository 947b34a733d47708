/** Steps that start a Docker daemon, as far as their image and commands tell. */
import type { LeafNode } from '../../steps/step-node';

/** Images of a Docker daemon: `docker:dind`, `docker:27-dind-rootless`, also from a mirror. */
const IMAGE = /(^|\/)docker:[^@]*\bdind\b/;

/** What may stand before a command: the start of a line or of another command, and programs that run what follows them. */
const BEFORE =
  /(?:^|[;&|({\n]|\b(?:then|do|else)\s)\s*(?:\w+=\S*\s+)*(?:(?:exec|sudo|nohup|setsid|tini|dumb-init)\s+(?:-\S+\s+)*)*/;
/** Not `dockerd --version`, which ends at once. */
const DAEMON =
  /(?:[\w./-]*\/)?(?:dockerd|dockerd-entrypoint\.sh)(?=$|[\s;&|)])(?!\s+(?:--version|-v|--help|-h|--validate)\b)/;
const STARTS = new RegExp(BEFORE.source + DAEMON.source);

/** What of a step says whether it is a daemon; each of them may be known later. */
export function daemonTexts({ options, spec }: LeafNode): string[] {
  const { entrypoint } = spec as { readonly entrypoint?: readonly string[] };
  return [options.image ?? '', commandOf({ spec }), ...(entrypoint ?? [])];
}

/** What of the step starts a daemon, where something does. `texts` are those of `daemonTexts`, as they are known now. */
export function daemonIn(step: LeafNode, [image, command, ...entrypoint]: readonly string[]): string | undefined {
  if (step.isDockerDaemon) {
    return image;
  }
  const script = entrypoint[entrypoint.findIndex((word) => /^-\w*c$/.test(word)) + 1];
  if ([command, entrypoint.join(' '), script].some((text) => STARTS.test(text ?? ''))) {
    return 'a step';
  }
  return runsImage(step) && IMAGE.test(image) ? image : undefined;
}

/** Whether the image itself says what is run, and no command or entrypoint in its place. */
function runsImage({ type, spec }: LeafNode): boolean {
  const { entrypoint } = spec as { readonly entrypoint?: readonly string[] };
  return !['Run', 'Test'].includes(type) && commandOf({ spec }) === '' && (entrypoint ?? []).length === 0;
}

function commandOf({ spec }: Pick<LeafNode, 'spec'>): string {
  return (spec.command as string | undefined) ?? '';
}
