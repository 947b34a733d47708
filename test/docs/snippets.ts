/** The snippets of the documentation, and what they give. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type * as Package from 'harness-constructs';
import { name as PACKAGE } from '../../package.json';
import { documentsBeside, parsed } from '../testkit/examples';
import type { Manifest } from '../testkit/synth';

export const ROOT = resolve(__dirname, '..', '..');
const SNIPPET = /^```ts(?: (prelude|pulumi))?\n([\s\S]*?)^```$/gm;
const HEADING = /^#+ (.*)$/gm;
/** README and all pages of docs/. */
export const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
/** A program that stands for itself. */
const IS_WHOLE = /^import /m;

/**
 * The package, loaded by a name that jest does not see: pages are about the whole package, so their tests are not among the
 * related tests of each of its files.
 */
export const harness = jest.requireActual<typeof Package>(PACKAGE);
/** What a snippet may use without importing it: all that the package has. */
const NAMES = Object.keys(harness).join(', ');
const IMPORTS = `
import { ApiObject, Chart, Duration, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ${NAMES} } from '${PACKAGE}';
void [ApiObject, Chart, Duration, JsonPatch, kplus, ${NAMES}];
`;

export interface Snippet {
  readonly page: string;
  /** The heading that it stands under. */
  readonly heading: string;
  readonly file: string;
  readonly program: string;
  /** Marked as a program of Pulumi. */
  readonly isPulumi: boolean;
}

/** What a snippet gives when it runs. */
export interface SnippetResult {
  readonly manifests: Manifest[];
  /** Documents for Harness, by path. */
  readonly documents: Map<string, any>;
  /** What it exports. */
  readonly exports: any;
}

/** The text of a page, without the breaks that only fit its lines to a width. */
export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8').replace(/\s+/g, ' ');
}

/** The text below a heading, up to the next one. */
export function sectionOf(page: string, heading: string): string {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const sections = text.split(/^#+ /m).filter((section) => section.startsWith(`${heading}\n`));
  if (sections.length !== 1) throw new Error(`${page} has ${sections.length} sections "${heading}"`);
  return sections[0].slice(heading.length).replace(/\s+/g, ' ');
}

/** Every snippet of a page, with the beginning that the page's snippets share. */
export function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const found = [...text.matchAll(SNIPPET)];
  const prelude = found.find(([, mark]) => mark === 'prelude')?.[2];
  const programs = found.filter(([, mark]) => mark !== 'prelude');
  const name = page.replace(/\W/g, '-');
  return programs.map(({ index: start, 1: mark, 2: program }, index) => ({
    page,
    heading: [...text.slice(0, start).matchAll(HEADING)].at(-1)?.[1] ?? '',
    file: `${name}-${index}.ts`,
    program: prelude === undefined || IS_WHOLE.test(program) ? program : `${IMPORTS}${prelude}${program}app.synth();\n`,
    isPulumi: mark === 'pulumi',
  }));
}

/** A folder inside the repository, so that imports are found as in any program of it, for one test file alone. */
export function emptySnippetFolder(name: string): string {
  const folder = join(ROOT, '.documentation-snippets', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Runs a snippet as a program of its own. */
export function runSnippet({ file, program }: Snippet, folder: string): SnippetResult {
  const outdir = join(folder, `${file}.dist`);
  const before = { ...process.env };
  writeFileSync(join(folder, file), program);
  Object.assign(process.env, { CDK8S_OUTDIR: outdir, HARNESS_OUTDIR: `${outdir}-harness` });
  try {
    const exports = jest.requireActual(join(folder, file));
    const files = readdirSync(outdir).filter((name) => name.endsWith('.yaml'));
    return {
      manifests: files.flatMap((name) => parsed(readFileSync(join(outdir, name), 'utf8'))),
      documents: new Map([...documentsBeside(outdir)].map(([path, text]) => [path, parsed(text)[0]])),
      exports,
    };
  } finally {
    process.env = before;
  }
}

/** Runs the snippet of a page that stands under a heading; where there are several, the one of that number. */
export function runSnippetOf(page: string, heading: string, folder: string, number = 0): SnippetResult {
  const snippets = snippetsOf(page).filter((snippet) => snippet.heading === heading);
  if (snippets[number] === undefined) throw new Error(`${page} has ${snippets.length} snippets under "${heading}"`);
  return runSnippet(snippets[number], folder);
}
