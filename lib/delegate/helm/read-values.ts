/** Converts values files and options, in Helm's form, to checked settings. */
import { readFileSync } from 'node:fs';
import { inWords, isPlainObject, kindOf, PropertyChecks, shownKind, struct, Together } from '../../core';
import { CHART_VALUES } from './chart-value-table';
import {
  CHART_NAME,
  CHART_VERSION,
  type ChartValue,
  closest,
  refuseOption,
  refuseValue,
  type ValueKind,
} from './chart-values';
import { checkContradictions } from './contradictions';
import { ChartSettings } from './release';
import {
  assigned,
  type Assignment,
  mergeTrees,
  MisplacedValueError,
  parseSet,
  readYaml,
  SetSyntaxError,
  typedValue,
  type ValuesTree,
} from './values-tree';

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

/** Characters that occur in YAML but rarely in a path. Errors do not show such text: it can contain a token. */
const CONTENT = /[\r\n{]|:(\s|$)/;

/** Reads a file. */
export function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (CONTENT.test(file)) {
      const remedy = 'Pass the path, or use HelmValues.parse(…) for the text.';
      refuseOption('file', { given: inWords('the text of a file'), allowed: 'the path of a values file', remedy });
    }
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

/* Checks that values exist in the chart and have the right type. */

const ROWS = new Map(CHART_VALUES.map((row) => [row.path, row]));

const PATHS = [...ROWS.keys()];

interface Kind {
  readonly what: string;
  readonly remedy: string;
  readonly is: (value: unknown) => boolean;
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isNumber = (value: unknown): boolean =>
  (typeof value === 'number' && Number.isFinite(value)) || (isText(value) && /^[0-9]+$/.test(value));

const listOf = (is: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(is);

const KINDS: { readonly [kind in ValueKind]: Kind } = {
  text: { what: 'a string', remedy: 'Put it in quotes, or use --set-string.', is: isText },
  number: { what: 'a number', remedy: 'Write it in digits.', is: isNumber },
  flag: {
    what: 'true or false',
    remedy: 'Remove the quotes: the chart treats every string as true.',
    is: (v) => typeof v === 'boolean',
  },
  flagText: {
    what: 'true or false',
    remedy: 'Choose one of the two.',
    is: (v) => ['true', 'false'].includes(String(v)) && typeof v !== 'object',
  },
  amount: {
    what: 'a number or a string',
    remedy: 'Use a form such as 500m or 2.',
    is: (value) => isText(value) || isNumber(value),
  },
  texts: { what: 'a list of strings', remedy: 'Use a form such as ["a", "b"].', is: listOf(isText) },
  objects: {
    what: 'a list of objects as in the Kubernetes API',
    remedy: 'Copy the list from a manifest.',
    is: listOf(isPlainObject),
  },
  map: {
    what: 'a map of strings',
    remedy: 'Put its values in quotes.',
    is: (v) => isPlainObject(v) && Object.values(v).every((e) => isText(e) || e === null),
  },
  object: { what: 'an object as in the Kubernetes API', remedy: 'Copy the object from a manifest.', is: isPlainObject },
};

/** Throws for values that the chart does not know or that have the wrong type: one error for all of them. */
function checkValues(tree: ValuesTree): void {
  const together = new Together();
  checkWithin(tree, '', together);
  together.end();
}

function checkWithin(tree: ValuesTree, within: string, together: Together): void {
  for (const [key, value] of Object.entries(tree)) {
    const path = within === '' ? key : `${within}.${key}`;
    const isBranch = !key.includes('.') && !ROWS.has(path);
    if (isBranch && isPlainObject(value) && PATHS.some((known) => known.startsWith(`${path}.`))) {
      checkWithin(value, path, together);
    } else {
      together.run(() => checkValue(key, path, value));
    }
  }
}

function checkValue(key: string, path: string, value: unknown): void {
  const row = ROWS.get(path);
  const members = PATHS.filter((known) => known.startsWith(`${path}.`)).map((known) => known.slice(path.length + 1));
  if (key.includes('.') && PATHS.some((known) => `${known}.`.startsWith(`${path}.`))) {
    const remedy = `Nest it: ${key.split('.').join(': { ')}: …${' }'.repeat(key.split('.').length - 1)}.`;
    refuseValue(path, { allowed: 'a key without dots, which the chart does not split', remedy });
  } else if (row !== undefined) {
    checkKind(row, value);
  } else if (members.length === 0) {
    refuseUnknown(path);
  } else if (value !== null) {
    refuseValue(path, {
      given: inWords(kindOf(value)),
      allowed: `a map of ${members.join(', ')}`,
      remedy: 'Nest them.',
    });
  }
}

function checkKind({ path, kind }: ChartValue, value: unknown): void {
  const { what, remedy, is } = KINDS[kind];
  if (value !== null && !is(value)) {
    refuseValue(path, { given: inWords(kindOf(value)), allowed: what, remedy });
  }
}

function refuseUnknown(path: string): never {
  const meant = closest(path, PATHS);
  const allowed = `a value of the chart ${CHART_NAME} ${CHART_VERSION}`;
  const remedy =
    meant === undefined ? 'Remove it: the chart ignores it.' : `Did you mean ${meant}? The chart ignores this value.`;
  refuseValue(path, { problem: 'unknown value', allowed, remedy });
}
