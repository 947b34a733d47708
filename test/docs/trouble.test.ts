import { covers } from '../testkit/covers';
import { emptySnippetFolder, runSnippetOf, sectionOf } from './snippets';

const PAGE = 'docs/how-to.md';
let folder: string;
beforeAll(() => (folder = emptySnippetFolder('trouble')));

const section = (heading: string) => sectionOf(PAGE, heading);

describe('a delegate that does not come up', () => {
  const heading = 'When the delegate does not come up';

  test('is inspected with kubectl: all pods, and an unhealthy pod by its name', () => {
    covers('S003.troubleshoot.describe-pods', 'S003.troubleshoot.describe-pod');
    expect(section(heading)).toContain('kubectl describe pods -n harness-delegate ');
    expect(section(heading)).toMatch(/kubectl describe pod POD_NAME -n harness-delegate +# for an unhealthy pod/);
  });

  test('in CrashLoopBackOff has too little CPU or memory, and can be given more', () => {
    covers('S003.troubleshoot.crash-loop');
    expect(section(heading)).toMatch(/\| `CrashLoopBackOff` \| too little CPU or memory: .* raise `resources` /);
    const { manifests } = runSnippetOf(PAGE, heading, folder);
    const deployment: any = manifests.find(({ kind }) => kind === 'Deployment');
    expect(deployment.spec.template.spec.containers[0].resources).toMatchObject({
      requests: { cpu: '1', memory: '1Gi' },
      limits: { memory: '1Gi' },
    });
  });
});

describe('in an Istio mesh', () => {
  const heading = 'Run a delegate in an Istio mesh';

  test('a pod that is removed after seconds points to a proxy that was not ready', () => {
    covers('S004.istio-proxy.symptom', 'S004.istio-proxy.delays-start');
    expect(section(heading)).toMatch(
      /cannot connect, and the pod is removed after a few seconds.\*\* .* `holdApplicationUntilProxyStarts` \[delays them until it is\]/,
    );
  });

  test('delegate and stage both wait for their proxy', () => {
    covers('S004.istio-proxy.delays-start');
    const { manifests, documents } = runSnippetOf(PAGE, heading, folder);
    const wait = { 'proxy.istio.io/config': '{ "holdApplicationUntilProxyStarts": true }' };
    const deployment: any = manifests.find(({ kind }) => kind === 'Deployment');
    expect(deployment.spec.template.metadata.annotations).toMatchObject(wait);
    const { stage } = documents.get('stages/account/Build.yaml');
    expect(stage.spec.infrastructure.spec.annotations).toMatchObject(wait);
  });
});

test('a delegate that cannot connect to a build has a list of causes', () => {
  covers('S004.troubleshoot.delegate-cannot-connect');
  const text = section('When the delegate cannot connect to a build');
  for (const cause of [
    'in the same cluster',
    'harness.io/name',
    'TCP 20001',
    'headless Service',
    'proxy.istio.io/config',
  ]) {
    expect(text).toContain(cause);
  }
});
