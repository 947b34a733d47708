/** Checks of the properties of an app. */
import { relative } from 'node:path';
import { type AppProps, YamlOutputType } from 'cdk8s';
import {
  FLAG,
  HarnessConstructsError,
  inWords,
  instance,
  listOf,
  OBJECT,
  own,
  PropertyChecks,
  type Shape,
  shownKind,
  TEXT,
  Together,
} from '../core';
import { isTemporaryOfCli } from './document-folder';
import { leadsOut, realPath } from './paths';

/** Properties that cdk8s declares. It would accept any value, and fail with it later or write nothing. */
const OF_CDK8S: { readonly [property in keyof Required<AppProps>]: Shape } = {
  outdir: plain(TEXT),
  outputFileExtension: plain(TEXT),
  yamlOutputType: (checks, property, value) => {
    if (typeof value !== 'number' || YamlOutputType[value] === undefined) {
      const { problem, given } = shownKind(value);
      const shown = typeof value === 'number' ? value : given && inWords(given);
      const remedy = 'Use a member such as YamlOutputType.FILE_PER_CHART.';
      checks.refuse(property, shown, 'a YamlOutputType', remedy, problem);
    }
  },
  recordConstructMetadata: FLAG,
  resolvers: listOf(instance('a resolver of cdk8s', 'Pass an object with a method resolve(context).', 'resolve')),
};

/** A shape without values known only later. */
function plain(shape: Shape): Shape {
  return (checks, property, value) => {
    // Rules for strings follow, with their own errors.
    if (typeof value !== 'string') {
      shape(checks, property, value);
    }
    checks.plain(property, value);
  };
}

/** Checks the properties that cdk8s declares, before its constructor uses them. */
export function checkedForCdk8s<T extends AppProps>(props: T): T {
  const checks = PropertyChecks.withoutConstruct();
  OBJECT(checks, '', props);
  const together = new Together();
  for (const [property, shape] of Object.entries(OF_CDK8S)) {
    const value: unknown = props[property as keyof AppProps];
    if (value !== undefined) {
      together.run(() => shape(checks, property, value));
    }
  }
  together.end();
  return props;
}

/** The name is written as a line of the list. */
export function checkOwner(owner: string | undefined): void {
  if (owner !== undefined && !/^\S(.*\S)?$/.test(owner)) {
    throw new HarnessConstructsError({
      constructPath: '',
      property: 'outputOwner',
      given: JSON.stringify(owner),
      allowed: 'a name in a single line that does not start or end with white space',
      remedy: 'Correct it, or remove it to use the name of the program file.',
    });
  }
}

/**
 * The extension is appended to a name. It may contain a slash and another name, but must not lead out of the folder.
 */
const EXTENSION = /^[^/\\:\p{Cc}]*(\/(?!\.{0,2}(\/|$))[^/\\:\p{Cc}]+)*$/u;

/** Refuses an extension that leads out of the output folder, or that cannot be written to the list of files. */
export function checkExtension(extension: string): void {
  if (!EXTENSION.test(extension)) {
    throw new HarnessConstructsError({
      constructPath: '',
      property: 'outputFileExtension',
      given: JSON.stringify(extension),
      allowed: 'a file extension without "..", backslashes, colons and control characters',
      remedy: `Use an extension such as .k8s.yaml, and ${own('outdir')} to choose another folder.`,
    });
  }
}

/** Refuses an output folder that `cdk8s synth` does not read: it looks for manifests in its own folder and below. */
export function checkOutdir(outdir: string): void {
  const { CDK8S_OUTDIR } = process.env;
  if (!CDK8S_OUTDIR || !leadsOut(relative(realPath(CDK8S_OUTDIR), realPath(outdir)))) {
    return;
  }
  const isStdout = isTemporaryOfCli(CDK8S_OUTDIR);
  throw new HarnessConstructsError({
    constructPath: '',
    property: 'outdir',
    given: JSON.stringify(outdir),
    allowed: isStdout
      ? 'no value under `cdk8s synth --stdout`, which reads its own temporary folder'
      : `the output folder of cdk8s synth, "${CDK8S_OUTDIR}", or a folder below it`,
    remedy: isStdout
      ? 'Remove it, or run the program without the command.'
      : 'Remove it, or set `output:` in cdk8s.yaml (`--output` of cdk8s synth) to this folder.',
  });
}
