/** The pages of the main entry: one for each construct, and one for each subject that several constructs share. */
import { isConstruct, namedTypes, publicTypes, type PublicType, readAssembly } from './assembly';
import { pagesOfTypes } from './homes';
import { SUBJECTS, WITH_CONSTRUCT } from './main-entry-table';
import { anchorOf, fileOf, GENERATED, type Homes, linkTo } from './page';
import { sectionBody } from './sections';

export interface MainPage {
  readonly file: string;
  readonly title: string;
  /** One line for the index. */
  readonly about: string;
  readonly isConstruct: boolean;
  readonly types: readonly string[];
}

type Types = ReadonlyMap<string, PublicType>;

export const types: Types = publicTypes(readAssembly());

/** In the order of the index. */
export function mainPages(): MainPage[] {
  const constructs = [...types.values()].filter((type) => isConstruct(type, types)).map(({ name }) => name);
  const rootsOfConstructs = constructs.map((name): [string, string[]] => [fileOf(name), rootsOf(name)]);
  const rootsOfSubjects = Object.entries(SUBJECTS).map(([file, subject]): [string, readonly string[]] => [
    file,
    subject.types,
  ]);
  const references = new Map([...types].map(([name, type]) => [name, namedTypes(type)]));
  const byFile = pagesOfTypes(references, new Map([...rootsOfConstructs, ...rootsOfSubjects]));
  return [
    ...constructs.map((name) => constructPage(name, byFile)),
    ...Object.entries(SUBJECTS).map(([file, subject]) => ({
      file,
      title: subject.title,
      about: subject.about,
      isConstruct: false,
      types: byFile.get(file) ?? [],
    })),
  ];
}

function rootsOf(construct: string): string[] {
  const around = [`${construct}Props`, `I${construct}`].filter((name) => types.has(name));
  return [construct, ...around, ...(WITH_CONSTRUCT[construct] ?? [])];
}

function constructPage(name: string, byFile: ReadonlyMap<string, readonly string[]>): MainPage {
  const file = fileOf(name);
  const about = types.get(name)?.docs?.summary ?? '';
  return { file, title: name, about, isConstruct: true, types: byFile.get(file) ?? [] };
}

/** By type: the file that has it. */
export function homesIn(pages: ReadonlyArray<Pick<MainPage, 'file' | 'types'>>): Homes {
  return new Map(pages.flatMap(({ file, types: names }) => names.map((name): [string, string] => [name, file])));
}

/** The parts of a page. The page of a construct starts with the construct. */
export function partsOf(page: MainPage, homes: Homes): string[] {
  const link = (name: string): string => linkTo(name, page.file, homes);
  const [head, others] = page.isConstruct ? [page.types.slice(0, 1), page.types.slice(1)] : [[], page.types];
  const own = page.isConstruct ? head.map((name) => body(name, link)) : [`${page.about}.`];
  const contents = others.map((name) => `[\`${name}\`](#${anchorOf(name)})`).join(' · ');
  return [
    `# ${page.title}`,
    GENERATED,
    ...own,
    ...(others.length === 0 ? [] : [`On this page: ${contents}`]),
    ...others.flatMap((name) => [`## ${name}`, body(name, link)]),
  ];
}

function body(name: string, link: (name: string) => string): string {
  const type = types.get(name);
  if (type === undefined) {
    throw new Error(`${name} is not public`);
  }
  return sectionBody(type, link);
}
