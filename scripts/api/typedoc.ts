/** The sections that TypeDoc writes for the exports of a subpath that is ordinary TypeScript. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** By name, in the order of TypeDoc: the section without its heading. Links to other names still point into the same page. */
export type Sections = ReadonlyMap<string, string>;

/** Kinds of members that are written as tables. */
const TABLES = ['parameters', 'interfaceProperties', 'classProperties', 'typeAliasProperties', 'typeDeclaration'];

/** @param elsewhere symbols that the subpath refers to but does not export */
export function typedocSections(subpath: string, elsewhere: readonly string[]): Sections {
  const folder = mkdtempSync(join(tmpdir(), 'harness-typedoc-'));
  try {
    const own = ['--entryPoints', sourceOf(subpath), '--entryFileName', subpath];
    const tables = [...TABLES, 'propertyMembers'].flatMap((what) => [`--${what}Format`, 'table']);
    const left = elsewhere.flatMap((name) => ['--intentionallyNotExported', name]);
    const args = ['typedoc', ...own, ...tables, ...left, '--out', folder, '--logLevel', 'Warn', '--skipErrorChecking'];
    execFileSync('npx', args, { stdio: ['ignore', 'inherit', 'inherit'] });
    return sectionsOf(readFileSync(join(folder, `${subpath}.md`), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Source of a subpath, from `exports` of package.json. */
function sourceOf(subpath: string): string {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    exports: { readonly [path: string]: { readonly 'harness-source': string } };
  };
  return exports[`./${subpath}`]['harness-source'];
}

function sectionsOf(page: string): Sections {
  const [, ...parts] = page.replace(/^## .*\n/gm, '').split(/^### /m);
  return new Map(
    parts.map((part): [string, string] => {
      const [heading] = part.split('\n', 1);
      return [heading.replace(/\(\)$/, ''), tidied(part.slice(heading.length))];
    }),
  );
}

/** Removes unused anchors, and turns the headings of parts into bold lines, since they repeat in every section. */
function tidied(text: string): string {
  return text
    .replace(/<a id="[^"]*"><\/a> /g, '')
    .replace(/^#{4,} (.*)$/gm, '**$1**')
    .replace(/^\*\*Constructors\*\*\n|^\*\*Overrides\*\*\n\n.*\n|^\*\*\*$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
