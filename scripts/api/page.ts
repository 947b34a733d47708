/** Writing of pages, and the links between them. */
import { writeOrCheck } from '../generated-file';

export const FOLDER = 'docs/api';

/** Small enough to read at once, and for every viewer to render. */
const MOST_BYTES = 40_000;

/** Note on every page. */
export const GENERATED = 'Generated from the doc comments. Update it with `npm run docs`.';

/** `HarnessDelegate` is on the page `harness-delegate`. */
export function fileOf(name: string): string {
  return name.replace(/(?<=[a-z\d])(?=[A-Z])/g, '-').toLowerCase();
}

/** The anchor of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

/** The file of each type. */
export type Homes = ReadonlyMap<string, string>;

/** A link to a type, from a page in the folder. */
export function linkTo(name: string, from: string, homes: Homes): string {
  const file = homes.get(name);
  if (file === undefined) {
    throw new Error(`no page has the type ${name}`);
  }
  return `${file === from ? '' : `${file}.md`}#${anchorOf(name)}`;
}

export function writePage(file: string, parts: readonly string[]): void {
  const content = `${parts.join('\n\n')}\n`;
  if (Buffer.byteLength(content) > MOST_BYTES) {
    throw new Error(`${FOLDER}/${file}.md is larger than ${MOST_BYTES} bytes: move a part of it to another page`);
  }
  writeOrCheck(`${FOLDER}/${file}.md`, content);
}
