/** The pages of the subpaths that are ordinary TypeScript. */
import type { PublicType } from './assembly';
import { pagesOfTypes } from './homes';
import { anchorOf, GENERATED, type Homes, linkTo } from './page';
import { type Subpath, type SubpathPage, SUBPATHS } from './subpath-table';
import { type Sections, typedocSections } from './typedoc';

export interface WrittenPage extends SubpathPage {
  readonly file: string;
  readonly subpath: string;
  readonly parts: readonly string[];
}

/** @param mainHomes the pages of the main entry, which these pages link to */
export function subpathPages(types: ReadonlyMap<string, PublicType>, mainHomes: Homes): WrittenPage[] {
  const pages: WrittenPage[] = [];
  let homes = mainHomes;
  for (const [subpath, content] of Object.entries(SUBPATHS)) {
    const sections = typedocSections(subpath, [...content.elsewhere, ...sourcesOf(content, types)]);
    const own = ownSections(sections, content);
    const namesByFile = pagesOfTypes(referencesIn(own), rootsOf(content));
    const ownHomes = [...namesByFile].flatMap(([file, names]) => names.map((name): [string, string] => [name, file]));
    homes = new Map([...homes, ...ownHomes]);
    for (const [file, page] of Object.entries(content.pages)) {
      const linked = linkedText({ file, homes, content });
      const parts = partsOf(namesByFile.get(file) ?? [], own, linked);
      const also = file === subpath ? alsoExported(content) : [];
      pages.push({
        ...page,
        file,
        subpath,
        parts: [`# ${page.title}`, `From \`harness-constructs/${subpath}\`. ${GENERATED}`, ...also, ...parts],
      });
    }
  }
  return pages;
}

/** The notation of TypeDoc for types with the same name. */
function sourcesOf({ elsewhereOfMainEntry }: Subpath, types: ReadonlyMap<string, PublicType>): string[] {
  return elsewhereOfMainEntry.map((name) => `${types.get(name)?.locationInModule?.filename}:${name}`);
}

function ownSections(sections: Sections, { linked }: Subpath): Sections {
  return new Map([...sections].filter(([name]) => !(name in linked)));
}

function alsoExported({ linked }: Subpath): string[] {
  const links = Object.entries(linked).map(([name, target]) => `[\`${name}\`](${target})`);
  return links.length === 0 ? [] : [`Also exported: ${links.join(', ')}`];
}

function rootsOf({ pages }: Subpath): Map<string, readonly string[]> {
  return new Map(Object.entries(pages).map(([file, { names }]) => [file, names]));
}

function referencesIn(sections: Sections): Map<string, Set<string>> {
  const byAnchor = new Map([...sections.keys()].map((name) => [anchorOf(name), name]));
  return new Map(
    [...sections].map(([name, text]) => {
      const anchors = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => byAnchor.get(anchor));
      return [name, new Set(anchors.filter((other) => other !== undefined && other !== name) as string[])];
    }),
  );
}

interface Place {
  readonly file: string;
  readonly homes: Homes;
  readonly content: Subpath;
}

const CODE_BLOCK = /^(```[\s\S]*?^```)$/m;

/** Rewrites links within TypeDoc's page, and links bare type names. */
function linkedText({ file, homes, content: { linked } }: Place): (text: string) => string {
  const byAnchor = new Map([...homes.keys(), ...Object.keys(linked)].map((name) => [anchorOf(name), name]));
  const to = (name: string): string => linked[name] ?? linkTo(name, file, homes);
  const toAnchor = (anchor: string): string => to(byAnchor.get(anchor) ?? anchor);
  const prose = (text: string): string =>
    text
      .replace(/\]\(#([^)]+)\)/g, (_, anchor: string) => `](${toAnchor(anchor)})`)
      .replace(/(?<!\[)`(\w+)`(?!\])/g, (code, name: string) => (homes.has(name) ? `[${code}](${to(name)})` : code));
  return (text) =>
    text
      .split(CODE_BLOCK)
      .map((part) => (part.startsWith('```') ? part : prose(part)))
      .join('');
}

function partsOf(names: readonly string[], sections: Sections, linked: (text: string) => string): string[] {
  const contents = names.map((name) => `[\`${name}\`](#${anchorOf(name)})`).join(' · ');
  return [`On this page: ${contents}`, ...names.flatMap((name) => [`## ${name}`, linked(sections.get(name) ?? '')])];
}
