import { parse } from 'yaml';
import { HelmHardening } from 'harness-constructs';
import { STEPS } from '../../lib/delegate/helm/helm-hardening';
import { covers } from '../support/covers';
import { synthesizeExample } from '../support/examples';
import { emptySnippetFolder, runSnippetOf, sectionOf, textOf } from './snippets';

const PAGE = 'docs/from-helm.md';
let folder: string;
beforeAll(() => (folder = emptySnippetFolder('from-helm')));
beforeEach(() => void jest.spyOn(console, 'error').mockImplementation(() => undefined));

/** The Deployment of a snippet. */
function deploymentOf(heading: string): any {
  return runSnippetOf(PAGE, heading, folder).manifests.find(({ kind }) => kind === 'Deployment');
}

test('a release is taken over under its names, and the report is shown', () => {
  const { metadata, spec } = deploymentOf('Take it over');
  expect([metadata.name, metadata.namespace]).toEqual(['firstk8sdel', 'harness-delegate-ng']);
  expect(spec.selector.matchLabels).toHaveProperty(['app.kubernetes.io/instance'], 'firstk8sdel');
  expect(jest.mocked(console.error).mock.calls.join()).toContain('Stays as it is');
});

test('Helm is not needed any more, and is looked for first where values are read', () => {
  covers('S003.troubleshoot.helm-installed');
  expect(textOf(PAGE)).toContain('Helm itself is not needed to run the delegate afterwards');
  expect(textOf(PAGE)).toContain('check first that it is there: `helm version`');
});

test('ownership goes by removing an entry that is held against its name', () => {
  const [, patch] = /-p '(\[.*?\])'/.exec(sectionOf(PAGE, 'Take it over')) as RegExpExecArray;
  expect(parse(patch)).toEqual([
    { op: 'test', path: '/metadata/managedFields/1/manager', value: 'helm' },
    { op: 'remove', path: '/metadata/managedFields/1' },
  ]);
});

test('the release is forgotten by its record, never by helm uninstall', () => {
  const text = sectionOf(PAGE, 'Take it over');
  expect(text).toContain('kubectl delete secret -n harness-delegate-ng -l owner=helm,name=firstk8sdel');
  expect(text).toContain('**Not** `helm uninstall`, also not with `--keep-history`');
});

test('an object that exists is adopted, and the namespace stays', () => {
  covers('S003.troubleshoot.already-exists');
  const heading = 'Objects that exist already';
  expect(sectionOf(PAGE, heading)).toContain('Nothing has to be deleted here');
  const { manifests } = runSnippetOf(PAGE, heading, folder);
  expect(manifests.filter(({ kind }) => ['Namespace', 'Secret'].includes(kind))).toEqual([]);
  expect(deploymentOf(heading).spec.selector.matchLabels).toEqual({
    'app.kubernetes.io/name': 'firstk8sdel',
    'app.kubernetes.io/instance': 'firstk8sdel',
    'harness.io/name': 'firstk8sdel',
  });
});

test('every step is in the table, with whether it restarts the pods', () => {
  const { containers, securityContext } = deploymentOf('Harden step by step').spec.template.spec;
  expect(containers[0].securityContext).toMatchObject({ runAsUser: 1001, readOnlyRootFilesystem: true });
  expect(securityContext.runAsNonRoot).toBe(true);
  const text = sectionOf(PAGE, 'Harden step by step');
  for (const { id, restartsPods } of STEPS) {
    expect(text).toMatch(new RegExp(`\\| \`${id}\` +\\| [^|]* \\| ${restartsPods ? 'yes' : 'no'} `));
  }
  expect(HelmHardening.NON_ROOT.restartsPods).toBe(true);
});

test('the example takes a release of the documented command over', () => {
  covers('S003.command.namespace', 'S003.command.release-name');
  const objects = [...synthesizeExample('from-helm-values.ts').values()].flat();
  const deployment: any = objects.find(({ kind }) => kind === 'Deployment');
  expect(deployment.metadata).toMatchObject({ name: 'firstk8sdel', namespace: 'harness-delegate-ng' });
  expect(deployment.spec.minReadySeconds).toBe(60);
  expect(objects.map(({ kind }) => kind)).not.toContain('Secret');
});
