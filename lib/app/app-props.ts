/** Properties of an app, and their checks. */
import { relative } from 'node:path';
import { type AppProps, YamlOutputType } from 'cdk8s';
import {
  checkAll,
  constructProps,
  FLAG,
  having,
  inWords,
  listOf,
  OBJECT,
  once,
  own,
  PropertyChecks,
  type Shape,
  shownKind,
  TEXT,
} from '../core';
import { isTemporaryOfCli } from './document-folder';
import { leadsOut, realPath } from './paths';

/**
 * Properties of {@link HarnessApp}.
 *
 * @see https://cdk8s.io/docs/latest/basics/app/
 */
export interface HarnessAppProps extends AppProps {
  /**
   * The name under which this app records the files it wrote to the output folder. Files that are recorded under this name
   * and that it no longer renders are reported, and deleted with `--prune`. Apps that share a folder need different names.
   *
   * Set it if the program writes different manifests to one folder from run to run (selected by an environment
   * variable, for example), if its file is often renamed, or if it is not written in TypeScript or JavaScript.
   *
   * If you change the name, the files of the old one stay, because another app may still have it. The run that takes
   * over files of the old name reports the rest; `node main.js --prune` deletes them. If you set the first name, the run that takes
   * over files of the program also takes over the rest: each run reports it, and `--prune` deletes it.
   *
   * @default - the program's file, relative to the output folder, and a number from the second app of a program on.
   * Nothing is reported or deleted if the program is unknown: a test runner, other languages.
   */
  readonly outputOwner?: string;
  /**
   * Print no summary after `synth()`, and no remarks about omitted documents and leftover files. Warnings about deleted
   * and replaced files, about an app that was never rendered, and about objects created after `synth()` are still printed. The environment variable HARNESS_QUIET, with any
   * value, does the same for all apps.
   *
   * @default false
   */
  readonly quiet?: boolean;
}

/* Checks. */

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
  resolvers: listOf(having('a resolver of cdk8s', 'Pass an object with a method resolve(context).', 'resolve')),
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

const OWN = constructProps('HarnessAppProps');

const PROPS: Shape = (checks, _property, props) => {
  OBJECT(checks, '', props);
  const given = props as { readonly [property: string]: unknown };
  const isGiven = ([property]: [string, Shape]) => given[property] !== undefined;
  checkAll([
    () => OWN(checks, '', given),
    ...Object.entries(OF_CDK8S)
      .filter(isGiven)
      .map(
        ([property, shape]) =>
          () =>
            shape(checks, property, given[property]),
      ),
  ]);
};

/**
 * Checks the properties before the constructor of cdk8s uses them. All that is wrong is reported at once.
 *
 * @param type the class of the app
 */
export function checkedProps(props: HarnessAppProps, type: object): HarnessAppProps {
  const checks = PropertyChecks.withoutConstruct(type);
  checks.resolved(PROPS, props, (usable) => {
    checks.part(() => checkOwner(checks, usable.outputOwner));
    checks.part(() => checkExtension(checks, usable.outputFileExtension));
    checks.part(() => checkOutdir(checks, usable.outdir));
  });
  return props;
}

/** The name is written as a line of the list. */
function checkOwner(checks: PropertyChecks, owner: string | undefined): void {
  if (owner !== undefined && !/^\S(.*\S)?$/.test(owner)) {
    checks.refuse(
      'outputOwner',
      owner,
      'a name in a single line that does not start or end with white space',
      'Correct it, or remove it to use the name of the program file.',
    );
  }
}

/**
 * The extension is appended to a name. It may contain a slash and another name, but must not lead out of the folder. The
 * engine needs long to look up the property of characters.
 */
const extensionForm = once(() => /^[^/\\:\p{Cc}]*(\/(?!\.{0,2}(\/|$))[^/\\:\p{Cc}]+)*$/u);

/** Refuses an extension that leads out of the output folder, or that cannot be written to the list of files. */
function checkExtension(checks: PropertyChecks, extension: string | undefined): void {
  if (extension !== undefined && !extensionForm().test(extension)) {
    checks.refuse(
      'outputFileExtension',
      extension,
      'a file extension without "..", backslashes, colons and control characters',
      `Use an extension such as .k8s.yaml, and ${own('outdir')} to choose another folder.`,
    );
  }
}

/** Refuses an output folder that `cdk8s synth` does not read: it looks for manifests in its own folder and below. */
function checkOutdir(checks: PropertyChecks, outdir: string | undefined): void {
  const { CDK8S_OUTDIR } = process.env;
  if (outdir === undefined || !CDK8S_OUTDIR || !leadsOut(relative(realPath(CDK8S_OUTDIR), realPath(outdir)))) {
    return;
  }
  const isStdout = isTemporaryOfCli(CDK8S_OUTDIR);
  checks.refuse(
    'outdir',
    outdir,
    isStdout
      ? 'no value under `cdk8s synth --stdout`, which reads its own temporary folder'
      : `the output folder of cdk8s synth, "${CDK8S_OUTDIR}", or a folder below it`,
    isStdout
      ? 'Remove it, or run the program without the command.'
      : 'Remove it, or set `output:` in cdk8s.yaml (`--output` of cdk8s synth) to this folder.',
  );
}
