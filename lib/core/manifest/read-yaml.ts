/**
 * Reads users' YAML. Aliases of aliases or deep nesting can expand a short document beyond any memory, so such
 * documents are refused before they are expanded.
 */
import type * as Yaml from 'yaml';
import type { Document, Node } from 'yaml';
import { DEEPEST } from '../plain';

/** The YAML library, loaded on first use: it takes longer to load than this package, and few programs need it. */
export function yamlLibrary(): typeof Yaml {
  // oxlint-disable-next-line typescript/no-require-imports
  return require('yaml') as typeof Yaml;
}

/** How often as large as it is written a document may be, with room for a short one. */
const EXPANSION = { times: 10, room: 10_000 };

/** The YAML cannot be read. The message says where or why. It never quotes the YAML, which may contain a secret. */
export class YamlProblem extends Error {}

/**
 * Parses a string with one YAML document.
 *
 * @throws a `YamlProblem`
 */
export function readYamlText(text: string): unknown {
  const { LineCounter, parseDocument } = yamlLibrary();
  if (nestingOf(text) > DEEPEST) {
    throw new YamlProblem(`more than ${DEEPEST} levels of nesting`);
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { merge: true, prettyErrors: false, logLevel: 'error', lineCounter });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new YamlProblem(`${error.code} at line ${line}, column ${col}`);
  }
  checkExpansion(document);
  return document.toJS({ maxAliasCount: -1 });
}

/** Tokens that only separate others. */
const SEPARATORS: readonly (string | null)[] = ['byte-order-mark', 'doc-mode', 'space', 'newline', 'comment'];

/** Tokens of the lexer that mark a place and have no width. */
const WIDTHLESS = ['\u0002', '\u0018', '\u001f'];

/** Depth of the collections in a string. It is counted on the tokens, because the parser needs stack for each level. */
function nestingOf(text: string): number {
  const { CST, Lexer } = yamlLibrary();
  /** Columns of the block collections around the token. */
  const around: number[] = [];
  let [column, inFlow, deepest, isFirst] = [0, 0, 0, true];
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token);
    const startsEntry = type === 'seq-item-ind' || type === 'explicit-key-ind';
    inFlow += type === 'flow-map-start' || type === 'flow-seq-start' ? 1 : 0;
    inFlow -= type === 'flow-map-end' || type === 'flow-seq-end' ? 1 : 0;
    if (inFlow <= 0 && (startsEntry || (isFirst && !SEPARATORS.includes(type)))) {
      while (around.length > 0 && around[around.length - 1] >= column) {
        around.pop();
      }
      around.push(column);
      isFirst = startsEntry;
    }
    deepest = Math.max(deepest, around.length + Math.max(inFlow, 0));
    if (deepest > DEEPEST) {
      return deepest;
    }
    const lineBreak = token.lastIndexOf('\n');
    if (lineBreak >= 0) {
      [column, isFirst] = [token.length - lineBreak - 1, true];
    } else if (!WIDTHLESS.includes(token)) {
      column += token.length;
    }
  }
  return deepest;
}

/** Value of a node, with its aliases replaced. */
interface Extent {
  readonly nodes: number;
  readonly levels: number;
}

/** Refuses a document that contains itself or becomes too large or too deep with its aliases replaced. */
function checkExpansion(document: Document.Parsed): void {
  const { isAlias, isNode } = yamlLibrary();
  /** By anchor, in the order of the document; `undefined` within the node of the anchor. */
  const anchored = new Map<string, Extent | undefined>();
  let [written, aliases] = [0, 0];
  const extentOf = (node: Node): Extent => {
    if (isAlias(node)) {
      aliases += 1;
      return anchored.get(node.source) ?? refuseAlias(anchored.has(node.source));
    }
    written += 1;
    const anchor = (node as { readonly anchor?: string }).anchor;
    return within(anchor, () => {
      const parts = partsOf(node).map(extentOf);
      const nodes = parts.reduce((sum, part) => sum + part.nodes, 1);
      return { nodes, levels: parts.reduce((most, part) => Math.max(most, part.levels + 1), 0) };
    });
  };
  const within = (anchor: string | undefined, measure: () => Extent): Extent => {
    if (anchor === undefined) {
      return measure();
    }
    anchored.set(anchor, undefined);
    const extent = measure();
    anchored.set(anchor, extent);
    return extent;
  };
  const { nodes, levels } = isNode(document.contents) ? extentOf(document.contents) : NOTHING;
  if (levels > DEEPEST) {
    throw new YamlProblem(`more than ${DEEPEST} levels of nesting`);
  }
  if (nodes > EXPANSION.times * written + EXPANSION.room || aliases > EXPANSION.room) {
    throw new YamlProblem('aliases repeat too much data');
  }
}

const NOTHING: Extent = { nodes: 0, levels: 0 };

function refuseAlias(isWithin: boolean): never {
  throw new YamlProblem(
    isWithin
      ? 'an alias refers to the data that contains it'
      : 'an alias refers to an anchor that is not defined before',
  );
}

function partsOf(node: unknown): Node[] {
  const { isMap, isSeq } = yamlLibrary();
  if (isMap(node)) {
    return node.items.flatMap(({ key, value }) => [key, value]).filter(Boolean) as Node[];
  }
  return isSeq(node) ? (node.items.filter(Boolean) as Node[]) : [];
}
