/** Writes docs/compatibility.md from the table of pairs. With `--check`, only verifies that it is current. */
import { type Cell, CELLS, type OptionName, OPTIONS } from '../test/farm/pairs/table';
import { markdownTable, writeOrCheck } from './generated-file';

const NAMES = Object.keys(OPTIONS) as OptionName[];

const intro = `# Options that meet

Options of a farm that work alone can conflict. This page shows the result of each pair of their values:

- **refused**: the program ends with an error that has the words below;
- **said**: \`summary()\` prints the sentence;
- **works**: the pair is accepted, and \`summary()\` says nothing of it.

A test draws farms that have every pair, and fails if one of them is refused or warned about in another way than this page says.

Generated from \`test/farm/pairs/table.ts\`. Update it with \`npm run docs\`.`;

function titled(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Values that are no code. */
const WORDS = ['none', 'separate', 'any', 'Linux', 'Windows', 'annotations', 'proxy (legacy delegate)'];

function shown(value: string): string {
  return WORDS.includes(value) ? value : `\`${value}\``;
}

const values = NAMES.map((name) => {
  const [first, ...others] = OPTIONS[name].map(shown);
  return [titled(name), first, others.join(', ')];
});

/** The outcomes of the pairs of two options. */
function outcomes(one: OptionName, other: OptionName): string {
  const cells = CELLS.filter(({ pair }) => pair[one] !== undefined && pair[other] !== undefined);
  return [...new Set(cells.map(({ outcome }) => outcome))].sort().join(', ') || 'works';
}

/** Each option against those before it. */
const matrix = NAMES.slice(1).map((name, index) => [
  titled(name),
  ...NAMES.slice(0, -1).map((other, place) => (place > index ? '' : outcomes(other, name))),
]);

function row({ pair, outcome, sentence, sources = [] }: Cell): string[] {
  const sides = NAMES.filter((name) => pair[name] !== undefined);
  const [one, other] = sides.map((name) => `${titled(name)}: ${(pair[name] ?? []).map(shown).join(', ')}`);
  const links = sources.map((url, index) => `[${index === 0 ? 'why' : index + 1}](${url})`);
  return [one, other, outcome, [sentence, ...links].join(' ')];
}

const sections = [
  intro,
  `## The options\n\n${markdownTable(['Option', 'Default', 'Other values'], values)}`,
  `## Which of them meet\n\n${markdownTable(['', ...NAMES.slice(0, -1).map(titled)], matrix)}`,
  `## The pairs\n\n\`…\` stands for names and values of the program.\n\n${markdownTable(['One', 'Other', 'Outcome', 'Sentence'], CELLS.map(row))}`,
];
writeOrCheck('docs/compatibility.md', `${sections.join('\n\n')}\n`);
