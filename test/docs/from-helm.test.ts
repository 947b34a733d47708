import { parse } from 'yaml';
import { STEPS } from '../../lib/delegate/helm/helm-hardening';
import { covers } from '../testkit/covers';
import { synthesizeExample } from '../testkit/examples';
import { emptySnippetFolder, harness, runSnippetOf, sectionOf, textOf } from './snippets';

const { HelmHardening } = harness;

const PAGE = 'docs/from-helm.md';
let folder: string;
beforeAll(() => (folder = emptySnippetFolder('from-helm')));
beforeEach(() => void jest.spyOn(console, 'error').mockImplementation(() => undefined));

/** The Deployment of a snippet. */
function deploymentOf(heading: string): any {
  return runSnippetOf(PAGE, heading, folder).manifests.find(({ kind }) => kind === 'Deployment');
}

test('the page takes over a release under its names, and prints the report', () => {
  const { metadata, spec } = deploymentOf('Take it over');
  expect([metadata.name, metadata.namespace]).toEqual(['firstk8sdel', 'harness-delegate-ng']);
  expect(spec.selector.matchLabels).toHaveProperty(['app.kubernetes.io/instance'], 'firstk8sdel');
  expect(jest.mocked(console.error).mock.calls.join()).toContain('Stays as it is');
});

test('Helm is needed only to read the values, and the page checks that it is installed', () => {
  covers('S003.troubleshoot.helm-installed');
  expect(textOf(PAGE)).toContain('Helm itself is not needed to run the delegate afterwards');
  expect(textOf(PAGE)).toContain('to check that it is installed, run `helm version`');
});

test('ownership is removed with a patch that checks the name of the manager', () => {
  const [, patch] = /-p '(\[.*?\])'/.exec(sectionOf(PAGE, 'Take it over')) as RegExpExecArray;
  expect(parse(patch)).toEqual([
    { op: 'test', path: '/metadata/managedFields/1/manager', value: 'helm' },
    { op: 'remove', path: '/metadata/managedFields/1' },
  ]);
});

test('the record of the release is deleted, never with helm uninstall', () => {
  const text = sectionOf(PAGE, 'Take it over');
  expect(text).toContain('kubectl delete secret -n harness-delegate-ng -l owner=helm,name=firstk8sdel');
  expect(text).toContain('Do **not** run `helm uninstall`, with or without `--keep-history`');
});

test('an existing object is adopted, and the namespace stays', () => {
  covers('S003.troubleshoot.already-exists');
  const heading = 'Existing objects';
  expect(sectionOf(PAGE, heading)).toContain('Nothing has to be deleted here');
  const { manifests } = runSnippetOf(PAGE, heading, folder);
  expect(manifests.filter(({ kind }) => ['Namespace', 'Secret'].includes(kind))).toEqual([]);
  expect(deploymentOf(heading).spec.selector.matchLabels).toEqual({
    'app.kubernetes.io/name': 'firstk8sdel',
    'app.kubernetes.io/instance': 'firstk8sdel',
    'harness.io/name': 'firstk8sdel',
  });
});

test('the table shows for every step whether it restarts the pods', () => {
  const { containers, securityContext } = deploymentOf('Harden step by step').spec.template.spec;
  expect(containers[0].securityContext).toMatchObject({ runAsUser: 1001, readOnlyRootFilesystem: true });
  expect(securityContext.runAsNonRoot).toBe(true);
  const text = sectionOf(PAGE, 'Harden step by step');
  for (const { id, restartsPods } of STEPS) {
    expect(text).toMatch(new RegExp(`\\| \`${id}\` +\\| [^|]* \\| ${restartsPods ? 'yes' : 'no'} `));
  }
  expect(HelmHardening.NON_ROOT.restartsPods).toBe(true);
});

test('the example takes over a release of the documented command', () => {
  covers('S003.command.namespace', 'S003.command.release-name');
  const objects = [...synthesizeExample('from-helm-values.ts').values()].flat();
  const deployment: any = objects.find(({ kind }) => kind === 'Deployment');
  expect(deployment.metadata).toMatchObject({ name: 'firstk8sdel', namespace: 'harness-delegate-ng' });
  expect(deployment.spec.minReadySeconds).toBe(60);
  expect(objects.map(({ kind }) => kind)).not.toContain('Secret');
});
