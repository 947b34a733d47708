import { covers } from '../testkit/covers';
import { emptySnippetFolder, runSnippetOf, sectionOf, type SnippetResult } from './snippets';

const PAGE = 'docs/legacy-delegate.md';
const IMAGE = '/spec/template/spec/containers/0/image';
let folder: string;
beforeAll(() => (folder = emptySnippetFolder('legacy-delegate')));

const run = (heading: string): SnippetResult => runSnippetOf(PAGE, heading, folder);
const only = ({ manifests }: SnippetResult, kind: string): any => {
  const found = manifests.filter((manifest) => manifest.kind === kind);
  expect(found).toHaveLength(1);
  return found[0];
};

test('the legacy delegate reads the token from the Secret that the page creates', () => {
  const heading = 'A legacy delegate in ten minutes';
  const { env } = only(run(heading), 'Deployment').spec.template.spec.containers[0];
  expect(env).toContainEqual({
    name: 'DELEGATE_TOKEN',
    valueFrom: { secretKeyRef: { name: 'ci-delegate-token', key: 'DELEGATE_TOKEN' } },
  });
  expect(sectionOf(PAGE, heading)).toContain(
    'kubectl create secret generic ci-delegate-token -n harness-delegate --from-file=DELEGATE_TOKEN=/dev/stdin',
  );
});

test('the upgrader runs as often as the page says', () => {
  covers('S003.command.upgrader');
  expect(only(run('The upgrader'), 'CronJob').spec.schedule).toBe('*/30 * * * *');
});

test('Argo CD ignores the image, also when it syncs', () => {
  const { spec } = only(run('Argo CD'), 'Application');
  expect(spec.ignoreDifferences).toEqual([
    { group: 'apps', kind: 'Deployment', name: 'ci', namespace: 'harness-delegate', jsonPointers: [IMAGE] },
  ]);
  expect(spec.syncPolicy.syncOptions).toEqual(['RespectIgnoreDifferences=true']);
});

test('Flux ignores the image', () => {
  const target = { group: 'apps', kind: 'Deployment', name: 'ci', namespace: 'harness-delegate' };
  expect(only(run('Flux'), 'Kustomization').spec.ignore).toEqual([{ paths: [IMAGE], target }]);
});
