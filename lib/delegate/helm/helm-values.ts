import { readFileSync } from 'node:fs';
import { listOf, PropertyChecks, struct, TEXT } from '../../values';
import { ChartSettings } from './chart-settings';
import { checkValues } from './check-values';
import { checkContradictions } from './contradictions';
import { HelmAdoptionReport } from './helm-adoption-report';
import type { HelmReleaseOptions } from './helm-release';
import { readYaml } from './read-yaml';
import { type Assignment, parseSet, SetSyntaxError, typedValue } from './set-grammar';
import { refuseOption, refuseValue } from './value-errors';
import { assigned, mergeTrees, MisplacedValueError, type ValuesTree } from './values-tree';

/** What is put over the values of a file, as Helm's options do it. */
export interface HelmValuesOptions {
  /**
   * Paths of further values files, each over the one before it, as with several `-f`.
   *
   * @default - none
   */
  readonly files?: string[];
  /**
   * Single values over all files, as with `--set`: `upgrader.enabled=false`, `a=1,b=2`, `list={x,y}`,
   * `custom_envs[0].name=A`, `imagePullSecret=null`. A dot or a comma that belongs to a key or a value stands behind a
   * backslash.
   *
   * @see https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
   * @default - none
   */
  readonly set?: string[];
  /**
   * The same for texts, as with `--set-string`: `image.tag=26.02`. They win over `set`.
   *
   * @default - none
   */
  readonly setString?: string[];
}

/**
 * The values of a release of the official chart `harness-delegate-ng`: what `helm get values` shows, or the values file
 * and options by which the release was installed. Values that the chart does not know, that are of the wrong kind or that
 * contradict each other are errors which name their path.
 *
 * @see https://github.com/harness/delegate-helm-chart
 * @example
 *
 * const values = HelmValues.load('values.yaml', { set: ['upgrader.enabled=false'] });
 */
export class HelmValues {
  /** The values in a file, relative to the working directory. */
  public static load(file: string, options: HelmValuesOptions = {}): HelmValues {
    return HelmValues.parse(readFile(file), options);
  }

  /** The values in a text of YAML. */
  public static parse(yaml: string, options: HelmValuesOptions = {}): HelmValues {
    OPTIONS(PropertyChecks.withoutConstruct(), '', options);
    const { files = [], set = [], setString = [] } = options;
    const ofFiles = [readYaml(yaml), ...files.map((file) => readYaml(readFile(file)))];
    const merged = ofFiles.reduce((under, over) => mergeTrees(under, over));
    const assignments = [...assignmentsOf('set', set, typedValue), ...assignmentsOf('setString', setString, String)];
    return new HelmValues(assignments.reduce(assign, merged));
  }

  /** @internal */
  public readonly _settings!: ChartSettings;

  private constructor(given: ValuesTree) {
    checkValues(given);
    const settings = new ChartSettings(given);
    checkContradictions(settings);
    // Not enumerable: a token among the values does not show up where an object is logged.
    Object.defineProperty(this, '_settings', { value: settings, enumerable: false });
  }

  /** Name of the delegate. */
  public get delegateName(): string {
    return this._settings.text('delegateName') as string;
  }

  /** What happens to the release when it is taken over: what stays, what changes, and what can be better. */
  public adoptionReport(options: HelmReleaseOptions): HelmAdoptionReport {
    return HelmAdoptionReport._of(this, options);
  }

  /** A word for the values, never one of them. */
  public toString(): string {
    return `HelmValues(${this.delegateName})`;
  }
}

const OPTIONS = struct<HelmValuesOptions>({ files: listOf(TEXT), set: listOf(TEXT), setString: listOf(TEXT) });

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    refuseOption('file', { given: file, allowed: 'a file that can be read', remedy: `Correct the path (${code}).` });
  }
}

function assignmentsOf(option: string, texts: readonly string[], valueOf: (text: string) => unknown): Assignment[] {
  return texts.flatMap((text, index) => {
    try {
      return parseSet(text, valueOf);
    } catch (error) {
      if (error instanceof SetSyntaxError) {
        const remedy =
          'Write it as for Helm, with a backslash in front of a dot or a comma that belongs to a key or a value.';
        refuseOption(`${option}[${index}]`, { allowed: error.message, remedy });
      }
      throw error;
    }
  });
}

function assign(tree: ValuesTree, assignment: Assignment): ValuesTree {
  try {
    return assigned(tree, assignment);
  } catch (error) {
    if (error instanceof MisplacedValueError) {
      const remedy = 'Correct the path: something on its way is a text, a number or a flag already.';
      refuseValue(assignment.path.join('.'), { allowed: 'a path of the chart', remedy });
    }
    throw error;
  }
}
