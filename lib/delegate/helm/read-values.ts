/** Converts values files and options, in Helm's form, to checked settings. */
import { readFileSync } from 'node:fs';
import { inWords, PropertyChecks, shownKind, struct } from '../../core';
import { ChartSettings } from './chart-settings';
import { checkValues } from './check-values';
import { checkContradictions } from './contradictions';
import { type Assignment, parseSet, SetSyntaxError, typedValue } from './set-grammar';
import { refuseOption, refuseValue } from './value-errors';
import { assigned, mergeTrees, MisplacedValueError, readYaml, type ValuesTree } from './values-tree';

/** Overrides of the values in a file, like Helm's options. */
export interface HelmValuesOptions {
  /**
   * Paths of further values files. Each overrides the one before it, as with several `-f`.
   *
   * @default - none
   */
  readonly files?: string[];
  /**
   * Single values that override all files, as with `--set`: `upgrader.enabled=false`, `a=1,b=2`, `list={x,y}`,
   * `custom_envs[0].name=A`, `imagePullSecret=null`. Escape a dot or a comma that belongs to a key or a value with a
   * backslash.
   *
   * @see https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
   * @default - none
   */
  readonly set?: string[];
  /**
   * Single values that stay strings, as with `--set-string`: `image.tag=26.02`. They override `set`.
   *
   * @default - none
   */
  readonly setString?: string[];
}

const OPTIONS = struct('HelmValuesOptions');

/** Returns the checked settings of a YAML string and of the options that override it. */
export function readSettings(yaml: string, options: HelmValuesOptions): ChartSettings {
  if (typeof yaml !== 'string') {
    const { problem, given } = shownKind(yaml);
    const remedy = 'Pass the text of a values file, or use HelmValues.load(…).';
    refuseOption('yaml', { problem, given: given && inWords(given), allowed: 'a string', remedy });
  }
  OPTIONS(PropertyChecks.withoutConstruct(), '', options);
  const { files = [], set = [], setString = [] } = options;
  const ofFiles = [readYaml(yaml), ...files.map((file) => readYaml(readFile(file)))];
  const merged = ofFiles.reduce((under, over) => mergeTrees(under, over));
  const assignments = [...assignmentsOf('set', set, typedValue), ...assignmentsOf('setString', setString, String)];
  const given = assignments.reduce(assign, merged);
  checkValues(given);
  const settings = new ChartSettings(given);
  checkContradictions(settings);
  return settings;
}

/** Reads a file. */
export function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'the file does not exist' : `the file cannot be read (${code})`;
    refuseOption('file', { problem, given: file, allowed: 'the path of a values file', remedy: 'Correct the path.' });
  }
}

function assignmentsOf(option: string, texts: readonly string[], valueOf: (text: string) => unknown): Assignment[] {
  return texts.flatMap((text, index) => {
    try {
      return parseSet(text, valueOf);
    } catch (error) {
      if (error instanceof SetSyntaxError) {
        const remedy = "Use Helm's syntax: a dot or a comma in a key or value needs a backslash.";
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
      const problem = 'the path leads through a string, a number or a boolean';
      const [allowed, remedy] = ['the path of a chart value', 'Correct the path.'];
      refuseValue(assignment.path.join('.'), { problem, allowed, remedy });
    }
    throw error;
  }
}
