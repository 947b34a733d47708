import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { emptySnippetFolder, harness, runSnippetOf, sectionOf, type SnippetResult, snippetsOf } from './snippets';

const {
  BuildOperatingSystem,
  CiStage,
  CiStep,
  ImageRegistry,
  KubernetesClusterConnector,
  KubernetesDirectInfrastructure,
  StepConnector,
} = harness;

const PAGE = 'docs/how-to.md';
let folder: string;
beforeAll(() => (folder = emptySnippetFolder('how-to')));

const run = (heading: string, number = 0) => runSnippetOf(PAGE, heading, folder, number);
const section = (heading: string) => sectionOf(PAGE, heading);

/** What the only stage of a snippet has below `spec`. */
function stageIn({ documents }: SnippetResult): any {
  const stages = [...documents].filter(([path]) => path.startsWith('stages/'));
  expect(stages).toHaveLength(1);
  return stages[0][1].stage.spec;
}

/** The infrastructure of the only stage of a snippet. */
const infrastructureIn = (result: SnippetResult): any => stageIn(result).infrastructure.spec;

/** What a snippet makes of a kind, by name. */
function made({ manifests }: SnippetResult, kind: string, name: string): any {
  return manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
}

test('a local cluster is enough to try it, if kubectl reaches it', () => {
  covers('S003.cluster.local-cluster', 'S003.cluster.kubectl-access');
  const text = section('Try it in a local cluster');
  expect(text).toMatch(/minikube\]\(.*\) is enough/);
  expect(text).toContain('Check first that `kubectl` reaches the cluster');
  expect(text).toMatch(/minikube start .*kubectl get pods -A .*npm run synth/);
});

test('the pods of a stage are found by the label that Harness sets', () => {
  covers('S002.labels.query', 'S004.labels.query');
  const result = run('Find the pods of a build');
  expect(result.exports.query).toBe('kubectl get pods -n harness-builds -l stageID=mycibuildstage');
  expect(section('Find the pods of a build')).toContain(result.exports.query);
  expect([...result.documents.keys()]).toContain('stages/account/mycibuildstage.yaml');
  expect(infrastructureIn(result).labels).toEqual({ team: 'payments' });
});

test('the page says where the execution id is in the URL of a build', () => {
  covers('S002.labels.execution-id-in-url', 'S004.labels.execution-id-in-url');
  const text = section('Find the pods of a build');
  expect(text).toContain('in the URL of the build, between `executions` and `pipeline`');
  const [, url] = /`(https:[^`]+)`/.exec(text) as RegExpExecArray;
  const [, query] = /pipelineExecutionId=(\S+)/.exec(text) as RegExpExecArray;
  expect(/executions\/([^/]+)\/pipeline$/.exec(url)?.[1]).toBe(query);
});

test('a build needs no token of its account, unless it talks to the API server', () => {
  covers('S004.troubleshoot.api-server', 'S004.troubleshoot.service-account-optional');
  const heading = 'Give a build access to the API server';
  expect(section(heading)).toContain('needs no token of its ServiceAccount unless its steps talk to the API server');
  const result = run(heading);
  expect(infrastructureIn(result)).toMatchObject({
    serviceAccountName: 'harness-build',
    automountServiceAccountToken: true,
  });
  const binding: any = result.manifests.find(
    ({ kind, metadata }) => kind === 'RoleBinding' && metadata.namespace === 'shop',
  );
  expect(binding.subjects).toEqual([expect.objectContaining({ name: 'harness-build', namespace: 'harness-builds' })]);
  expect(infrastructureIn(run('Use large images')).automountServiceAccountToken).toBe(false);
});

test('Docker commands on a cluster without a Docker runtime need a privileged daemon in the stage', () => {
  covers('S004.troubleshoot.docker-commands');
  expect(section('Run Docker commands')).toContain('Docker commands need [Docker-in-Docker]');
  const result = run('Run Docker commands');
  const { sharedPaths, execution } = stageIn(result);
  expect(sharedPaths).toEqual(['/var/run']);
  expect(execution.steps[0].step).toMatchObject({ type: 'Background', spec: { privileged: true } });
  expect(execution.steps[1].step.spec.privileged).toBeUndefined();
  expect(made(result, 'Namespace', 'image-builds').metadata.labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'privileged',
  });
});

describe('private registries', () => {
  const heading = 'Pull images from a private registry';

  test('images of Harness are pulled with a connector if Docker Hub cannot be reached', () => {
    covers('S004.image-connector.private');
    expect(section(heading)).toMatch(
      /public Docker Hub. If the cluster cannot reach it, set `imageConnector` to a Docker connector/,
    );
    const result = run(heading);
    expect(infrastructureIn(result).harnessImageConnectorRef).toBe('account.harness_images');
    expect(made(result, 'ServiceAccount', 'harness-build').imagePullSecrets).toEqual([
      { name: 'registry-credentials' },
    ]);
  });

  test('the page explains an entrypoint that cannot be read', () => {
    covers('S004.troubleshoot.image-entrypoint');
    expect(section(heading)).toMatch(
      /Failed to get image entrypoint.\*\* The entrypoint of an image could not be read/,
    );
    const { volumes } = infrastructureIn(run(heading, 1));
    expect(volumes.map(({ mountPath, type }: any) => [mountPath, type])).toEqual([
      ['/tmp/pgdata1', 'EmptyDir'],
      ['/tmp/pgdata2', 'EmptyDir'],
    ]);
  });
});

test('large images can exceed the timeout of Initialize, which a stage can raise', () => {
  covers('S002.init-timeout.large-images', 'S004.init-timeout.large-images');
  expect(section('Use large images')).toMatch(
    /8 minutes .* With large images Initialize can time out, and the build fails/,
  );
  expect(infrastructureIn(run('Use large images')).initTimeout).toBe('20m');
});

describe('Windows', () => {
  test('a stage has the Windows node selector, and the delegate stays on Linux', () => {
    covers('S002.windows.how-to', 'S004.windows.how-to');
    const result = run('Build on Windows');
    expect(infrastructureIn(result)).toMatchObject({ os: 'Windows', nodeSelector: { 'kubernetes.io/os': 'windows' } });
    expect(made(result, 'Deployment', 'ci').spec.template.spec.nodeSelector).toEqual({ 'kubernetes.io/os': 'linux' });
  });

  test.each([
    ['steps[1].privileged', CiStep.run('Run', { image: 'a', command: 'b', privileged: true })],
    [
      'steps[1]',
      CiStep.buildAndPush('Push', {
        connector: StepConnector.dockerHub('account.docker_hub'),
        registry: ImageRegistry.docker('example/app'),
        tags: ['1'],
      }),
    ],
  ])('a stage with a feature that the page rules out is refused: %s', (refusedProperty, step) => {
    covers('S002.windows.how-to', 'S004.windows.how-to');
    expect(section('Build on Windows')).toMatch(/no privileged mode, .* no Build and Push steps .* is refused/);
    const chart = newChart();
    const infrastructure = new KubernetesDirectInfrastructure(chart, 'Infrastructure', {
      connector: KubernetesClusterConnector.fromReference(chart, 'Connector', 'account.windows'),
      namespace: 'harness-builds',
      os: BuildOperatingSystem.WINDOWS,
      nodeSelector: { 'kubernetes.io/os': 'windows' },
    });
    const steps = [CiStep.run('Tests', { image: 'a', command: 'b' }), step];
    const { property, allowed } = refused(
      () => new CiStage(chart, 'Stage', { name: 'Windows', infrastructure, steps }),
    );
    expect(property).toBe(refusedProperty);
    expect(allowed).toMatch(/Windows/);
  });

  test('a toleration lets the pod onto tainted nodes, and the node selector sends it there', () => {
    covers('S002.tolerations.allow-only', 'S004.tolerations.allow-only');
    expect(section('Build on Windows')).toContain(
      'It lets the pod run there but does not send it there; the node selector does',
    );
    const { tolerations, nodeSelector } = infrastructureIn(run('Build on Windows'));
    expect(tolerations).toEqual([{ effect: 'NoSchedule', key: 'os', operator: 'Equal', value: 'windows' }]);
    expect(nodeSelector).toEqual({ 'kubernetes.io/os': 'windows' });
  });
});

test('each environment has its own output folder', () => {
  const { documents } = run('Output folders');
  expect([...documents.keys()]).toEqual(['connectors/account/ciprod.yaml', 'connectors/account/cistage.yaml']);
  const { file } = snippetsOf(PAGE).find(({ heading }) => heading === 'Output folders')!;
  const written = readdirSync(join(folder, `${file}.dist`), { recursive: true, encoding: 'utf8' });
  expect(written).toEqual(expect.arrayContaining(['prod/farm.k8s.yaml', 'stage/farm.k8s.yaml']));
});

test('stages and the delegate choose the architecture of their nodes', () => {
  const result = run('Build on nodes of two architectures');
  expect(made(result, 'Deployment', 'ci').spec.template.spec.nodeSelector).toEqual({ 'kubernetes.io/arch': 'amd64' });
  expect(infrastructureIn(result).nodeSelector).toMatchObject({ 'kubernetes.io/arch': 'arm64' });
  expect(sectionOf('docs/build-farm.md', 'Troubleshooting')).toContain('**`exec format error`.**');
});

// That it stops evictions: test/cluster/build-farm/eviction.test.ts.
test('a PodDisruptionBudget selects the pods of builds by a label that Harness sets', () => {
  const { spec } = made(run('Keep builds while nodes are drained'), 'PodDisruptionBudget', 'no-eviction-of-builds');
  expect(spec.selector).toEqual({ matchExpressions: [{ key: 'accountID', operator: 'Exists' }] });
  expect(section('Keep builds while nodes are drained')).toContain('a drain waits for the longest build');
});

test('builds and delegate in a private VPC reach the endpoint of AWS STS, and their accounts ask the regional one', () => {
  const result = run('Reach AWS STS from a private VPC');
  const endpoint = {
    to: ['10.0.8.0/24', '10.0.9.0/24'].map((cidr) => ({ ipBlock: { cidr } })),
    ports: [{ protocol: 'TCP', port: 443 }],
  };
  for (const policy of ['harness-builds', 'ci']) {
    expect(made(result, 'NetworkPolicy', policy).spec.egress).toContainEqual(endpoint);
  }
  for (const account of ['harness-build', 'ci']) {
    expect(made(result, 'ServiceAccount', account).metadata.annotations).toMatchObject({
      'eks.amazonaws.com/sts-regional-endpoints': 'true',
    });
  }
});

// That the policy refuses an injected hostPath: test/cluster/build-farm/policy.test.ts.
test('a stage and the delegate turn injected agents on and off, and the stage keeps the marks of the farm', () => {
  const result = run('Run with injected agents: Vault, Datadog and other webhooks');
  expect(made(result, 'Deployment', 'ci').spec.template.metadata.labels).toMatchObject({
    'admission.datadoghq.com/enabled': 'false',
  });
  const { annotations, labels, automountServiceAccountToken } = infrastructureIn(result);
  expect(annotations).toMatchObject({
    'vault.hashicorp.com/agent-inject': 'true',
    'karpenter.sh/do-not-disrupt': 'true',
  });
  expect(labels).toMatchObject({ 'admission.datadoghq.com/config.mode': 'service' });
  expect(automountServiceAccountToken).toBe(true);
});
