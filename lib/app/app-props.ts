import type { AppProps } from 'cdk8s';

/**
 * Properties of {@link HarnessApp}.
 *
 * @see https://cdk8s.io/docs/latest/basics/app/
 */
export interface HarnessAppProps extends AppProps {
  /**
   * The name under which this app records the files it wrote to the output folder. The app deletes only files that are
   * recorded under this name and that it no longer renders. Apps that share a folder need different names.
   *
   * Set it if the program writes different manifests to one folder from run to run (selected by an environment
   * variable, for example), if its file is often renamed, or if it is not written in TypeScript or JavaScript.
   *
   * @default - the program's file, relative to the output folder, and a number from the second app of a program on.
   * Nothing is deleted if the program is unknown: code from standard input, a test runner, other languages.
   */
  readonly outputOwner?: string;
  /**
   * Print no summary after `synth()`, and no remarks about omitted documents and leftover files. Warnings about deleted
   * files, about an app that was never rendered, and about objects created after `synth()` are still printed. The environment variable HARNESS_QUIET, with any
   * value, does the same for all apps.
   *
   * @default false
   */
  readonly quiet?: boolean;
}
