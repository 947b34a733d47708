/**
 * Apps other than HarnessApp: cdk8s writes their files, and knows Kubernetes objects only. What it would lose or write so
 * that it is misread is refused when such an app writes. `toJson()` of a chart and `Testing.synth` run the same validations,
 * and return the objects that a test asks for.
 */
import { type ApiObject, Yaml } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { HarnessConstructsError } from '../errors';
import { onRoot } from '../shared';
import { leavesIn, placeOf, refusedCharacter } from './yaml-data';
import { hasMisread, isPlain, unwritableIn } from './yaml-strings';

/** The ways in which an app renders itself. */
export type Writing = 'synth' | 'synthYaml';

export type Root = IConstruct & { [method in Writing]?: () => unknown };

/** What an app is doing: one object for each time that it writes. */
interface Watched {
  writing?: { readonly way: Writing };
}

const WATCHED = Symbol.for('harness-constructs.watchedApp');

/** Adds a validation that runs only while the app of a construct writes in one of the ways. */
export function refuseWhileWriting(construct: IConstruct, ways: readonly Writing[], validate: () => string[]): void {
  const root = construct.node.root as Root;
  const app = onRoot(root, WATCHED, () => watched(root));
  // cdk8s validates the whole app again for each chart.
  let last: { readonly of?: Watched['writing']; readonly messages: string[] } = { messages: [] };
  construct.node.addValidation({
    validate: () => {
      if (last.of !== app.writing) {
        const isRefused = app.writing !== undefined && ways.includes(app.writing.way);
        last = { of: app.writing, messages: isRefused ? validate() : [] };
      }
      return last.messages;
    },
  });
}

/** Notes when the app writes. A validation cannot tell for which caller it runs. */
function watched(app: Root): Watched {
  const state: Watched = {};
  for (const way of ['synth', 'synthYaml'] as const) {
    const write = app[way]?.bind(app);
    const noting = (): unknown => {
      const before = state.writing;
      state.writing = { way };
      try {
        return write?.();
      } finally {
        state.writing = before;
      }
    };
    Object.defineProperty(app, way, { value: noting, configurable: true, writable: true });
  }
  return state;
}

/** Refuses an object of ours with strings that cdk8s writes so that some reader returns another string, or none. */
export function refuseMisread(object: ApiObject): void {
  refuseWhileWriting(object, ['synth', 'synthYaml'], () => misreadIn(object.toJson()));
}

/** More are not reported. */
const MOST = 20;

function misreadIn(manifest: unknown): string[] {
  const messages: string[] = [];
  for (const { property, value, isKey } of leavesIn(manifest)) {
    if (typeof value === 'string' && messages.length < MOST && !isCarriedByCdk8s(value, isKey)) {
      messages.push(summaryOf(placeOf(property, isKey), unwritableIn(value)));
    }
  }
  return messages;
}

/** The string is not shown: it may be a secret. */
function summaryOf(property: string, unwritable: string | undefined): string {
  const wrong = unwritable === undefined ? MISREAD : refusedCharacter(unwritable);
  return new HarnessConstructsError({ constructPath: '', property, ...wrong }).summary;
}

const MISREAD = {
  problem: "some YAML readers do not return the string that cdk8s' App writes",
  allowed: 'a HarnessApp, whose files are the same for every reader, or another string',
  remedy: 'Use HarnessApp instead of App.',
};

/* The emitter of cdk8s: which strings it writes so that every reader returns them. */

/** Without quotes, some reader takes it for a boolean, null, a merge key or a date. */
const SPECIAL = /^(?:=|<<|~|true|false|yes|no|on|off|null|y|n|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t ].*)?)$/i;

/** Without quotes, some reader takes it for a number once it has removed the underscores. */
const NUMBER =
  /^[-+]?(?:0x[0-9a-f]+|0o?[-+]?[0-7]+|0b[-+]?[01]+|(?:[0-9][0-9.:]*|\.[0-9]+)(?:e[-+]?[0-9]+)?|\.inf|\.nan)$/i;

/** Blocks that start with a tab, or that consist of blanks, are misread. */
const BAD_BLOCK = /^[\n ]*(?:\t| [\n ]*$)/;

/** Whether every reader returns the string, a key or a value, from what cdk8s writes. */
export function isCarriedByCdk8s(text: string, isKey: boolean): boolean {
  if (isPlain(text)) {
    return true;
  }
  if (unwritableIn(text) !== undefined) {
    return false;
  }
  const written = isKey ? Yaml.stringify({ [text]: 0 }) : Yaml.stringify({ k: text }).slice('k: '.length);
  if (hasMisread(written)) {
    return false;
  }
  switch (written[0]) {
    case '"':
    case "'":
      return !written.trimEnd().includes('\n');
    case '|':
      return !BAD_BLOCK.test(text);
    case '?':
      return true;
    default:
      return !text.includes('\t') && !SPECIAL.test(text) && !isNumber(text);
  }
}

function isNumber(text: string): boolean {
  return /^[-+.0-9]/.test(text) && NUMBER.test(text.replaceAll('_', ''));
}
