/** Arguments of a command are in process listings and in the history of the shell: no command that we show has a token there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './snippets';

const SHOWS_TOKEN =
  /--from-literal[= ]\S+|--token[= ](?!file)\S+|config set(?: --\w+)* --secret(?: --\w+)* \w+ ["$\w]\S*/g;
const TEXTS = /\.(?:ts|js|md|ya?ml|json)$/;

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => TEXTS.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name));
const FILES = [
  ...['README.md', 'API.md', 'SECURITY.md', 'CONTRIBUTING.md', 'Pulumi.yaml'],
  ...['docs', 'lib', 'examples', 'scripts'].flatMap(filesIn),
];

test('no page, message, next step or example has a command with a token among its arguments', () => {
  expect(FILES.length).toBeGreaterThan(200);
  const shown = FILES.flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(SHOWS_TOKEN)].map(([command]) => `${file}: ${command}`),
  );
  expect(shown).toEqual([]);
});

test.each([
  ['kubectl create secret generic t --from-literal=KEY="$DELEGATE_TOKEN"', 1],
  ['kubectl create secret generic t --from-literal KEY=THE_TOKEN', 1],
  ['kubectl --token=abc get pods', 1],
  ['pulumi config set --secret delegateToken "$TOKEN"', 1],
  ['pulumi config set --secret delegateToken\n', 0],
  ['printf %s "$DELEGATE_TOKEN" | kubectl create secret generic t --from-file=KEY=/dev/stdin', 0],
])('a token is found in %j', (command, count) => {
  expect([...command.matchAll(SHOWS_TOKEN)]).toHaveLength(count);
});
