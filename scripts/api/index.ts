/** Writes docs/api, and API.md as its index. With `--check`, only verifies that all are current. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isCheck, markdownTable, writeOrCheck } from '../generated-file';
import { homesIn, type MainPage, mainPages, partsOf, types } from './main-entry';
import { FOLDER, writePage } from './page';
import { subpathPages, type WrittenPage } from './subpaths';

function main(): void {
  const pages = mainPages();
  const homes = homesIn(pages);
  const others = subpathPages(types, homes);
  mkdirSync(FOLDER, { recursive: true });
  pages.forEach((page) => writePage(page.file, partsOf(page, homes)));
  others.forEach(({ file, parts }) => writePage(file, parts));
  removeOthers([...pages, ...others].map(({ file }) => `${file}.md`));
  writeOrCheck('API.md', index(pages, others));
}

/** Removes pages of types that no longer exist. */
function removeOthers(files: readonly string[]): void {
  const left = readdirSync(FOLDER).filter((file) => !files.includes(file));
  if (isCheck() && left.length > 0) {
    throw new Error(`${FOLDER} has pages without a type: ${left.join(', ')}. Run npm run docs.`);
  }
  left.forEach((file) => rmSync(join(FOLDER, file)));
}

interface Row {
  readonly file: string;
  readonly title: string;
  readonly about: string;
}

function table(rows: readonly Row[]): string {
  return markdownTable(
    ['Page', 'Subject'],
    rows.map(({ file, title, about }) => [`[${title}](${FOLDER}/${file}.md)`, about]),
  );
}

function index(pages: readonly MainPage[], others: readonly WrittenPage[]): string {
  const of = (subpath: string): WrittenPage[] => others.filter((page) => page.subpath === subpath);
  const parts = [
    '# API',
    'Each public type is on one of these pages. `npm run docs` generates them from the doc comments.',
    '## Constructs',
    'Each page also has the structs and classes that only this construct takes. Import them from `harness-constructs`.',
    table(pages.filter(({ isConstruct }) => isConstruct)),
    '## Shared types',
    table(pages.filter(({ isConstruct }) => !isConstruct)),
    '## Pulumi',
    'Components and functions of `harness-constructs/pulumi`. See [cdk8s constructs under Pulumi](docs/pulumi.md).',
    table(of('pulumi')),
    '## Validation',
    'Functions of `harness-constructs/connector-test`. See [Does the connector work?](docs/connector-validation.md)',
    table(of('connector-test')),
  ];
  return `${parts.join('\n\n')}\n`;
}

main();
