/** Markdown fragments: the text of doc comments, and types with links. */
import { CollectionKind, type Docs, type TypeReference } from '@jsii/spec';
import { ownName } from './assembly';

/** The link target of a type on the page that is being written. */
export type LinkTo = (name: string) => string;

/** Summary and remarks of a doc comment, unchanged. */
export function paragraphs({ summary = '', remarks }: Docs = {}): string {
  const sentence = summary.endsWith(';') || remarks === undefined ? ' ' : '\n\n';
  return [summary, remarks].filter(Boolean).join(sentence);
}

/** A whole doc comment, for a table cell. */
export function cellText(docs: Docs = {}): string {
  return [oneLine(paragraphs(docs)), throwsText(docs), seeText(docs)].filter(Boolean).join(' ');
}

export function throwsText({ custom }: Docs = {}): string {
  return custom?.throws === undefined ? '' : `Throws ${oneLine(custom.throws)}`;
}

export function seeText({ see }: Docs = {}): string {
  return see === undefined ? '' : `See [${new URL(see).hostname}](${see}).`;
}

/** Joins wrapped lines; keeps the breaks between paragraphs and list items. */
function oneLine(text: string): string {
  return escaped(text)
    .split(/\n\n|\n(?=- )/)
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .join('<br>');
}

/** Escapes `<` outside of code, which would start HTML, and replaces TSDoc links with the name. */
export function escaped(text: string): string {
  return text
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replace(/(`+)[\s\S]*?\1|</g, (match) => (match === '<' ? '&lt;' : match));
}

/** The default in a doc comment. */
export function defaultText(text = ''): string {
  return oneLine(text.replace(/^- /, ''));
}

export function typeText(type: TypeReference, linkTo: LinkTo): string {
  if ('primitive' in type) {
    return `\`${type.primitive}\``;
  }
  if ('fqn' in type) {
    const name = ownName(type.fqn);
    return name === undefined ? `\`${type.fqn}\`` : `[\`${name}\`](${linkTo(name)})`;
  }
  if ('collection' in type) {
    const { kind, elementtype } = type.collection;
    const inner = typeText(elementtype, linkTo);
    return kind === CollectionKind.Array ? `${inner}[]` : `map of ${inner}`;
  }
  throw new Error(`public types must not contain unions or intersections: ${JSON.stringify(type)}`);
}
