import {
  BuildIsolation,
  BuildOperatingSystem,
  BuildFarmNamespace,
  type CiBuildInfra,
  type CiFarmStageProps,
  CiStep,
  CloudIdentity,
  DelegateSelection,
  DelegateChoiceSource,
  HarnessDelegate,
  HarnessScope,
  Istio,
  RuntimeInput,
  StageRouting,
  StageVolume,
  StepShell,
} from 'harness-constructs';
import { covers } from '../support/covers';
import { stageProblems } from '../support/stage-schema';
import { newChart } from '../support/synth';
import { addFarm, synthInfra } from './infras';

const STEPS = [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];
const WINDOWS_STEPS = [
  CiStep.run('Tests', { image: 'golang:1.26', command: 'go test ./...', shell: StepShell.POWERSHELL }),
];

/** The document of a stage of the farm. */
function stageOf(farm: CiBuildInfra, props: Partial<CiFarmStageProps> = {}) {
  const stage = farm.stage({ name: 'Build', steps: STEPS, ...props });
  const document = stage.toDocument() as { stage: any };
  expect(stageProblems(document)).toEqual([]);
  return { stage, document: document.stage, spec: document.stage.spec.infrastructure.spec };
}

describe('a stage of a farm fits it without a word', () => {
  test('in connector, namespace and ServiceAccount, and without a token of that account', () => {
    const { farm } = synthInfra({ serviceAccountName: 'builder' });
    expect(stageOf(farm).spec).toEqual({
      connectorRef: 'account.ci',
      namespace: 'harness-builds',
      serviceAccountName: 'builder',
      automountServiceAccountToken: false,
      annotations: {
        'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
        'karpenter.sh/do-not-disrupt': 'true',
      },
      nodeSelector: {},
      os: 'Linux',
    });
  });

  test('in the annotation of its mesh and the label of its cloud identity', () => {
    const cloudIdentity = CloudIdentity.azure('01234567-89ab-cdef-0123-456789abcdef');
    const { farm } = synthInfra({ istio: Istio.cni(), cloudIdentity });
    const { annotations, labels } = stageOf(farm).spec;
    expect(annotations).toMatchObject({ 'proxy.istio.io/config': '{ "holdApplicationUntilProxyStarts": true }' });
    expect(labels).toEqual({ 'azure.workload.identity/use': 'true' });
  });

  test('in the route to its delegate, which is of the new generation', () => {
    const { farm } = synthInfra();
    const { stage, document } = stageOf(farm);
    expect(stage.routing).toBe(StageRouting.STAGE_VARIABLE);
    expect(document.variables).toEqual([
      { name: 'HARNESS_CI_INTERNAL_ROUTE_TO_RUNNER', type: 'String', value: 'true' },
    ]);
  });

  test('in the node selector, on Windows', () => {
    covers('S002.windows.how-to', 'S004.windows.how-to');
    const { farm } = synthInfra();
    const windows = { os: BuildOperatingSystem.WINDOWS, nodeSelector: { pool: 'windows' } };
    const { spec } = stageOf(farm, { steps: WINDOWS_STEPS, infrastructureOptions: windows });
    expect(spec).toMatchObject({ os: 'Windows', nodeSelector: { 'kubernetes.io/os': 'windows', pool: 'windows' } });
  });

  test('in what the isolation restricted asks of every pod', () => {
    const { farm } = synthInfra({ isolation: BuildIsolation.restricted() });
    expect(stageOf(farm).spec).toMatchObject({
      runAsUser: 1000,
      containerSecurityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        runAsNonRoot: true,
      },
    });
  });

  test('in a project below the scope of the connector, and in one of several namespaces', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { buildNamespaces: ['a'], scope: HarnessScope.organization('eng') });
    const buildNamespace = farm.addBuildNamespace('b');
    const { stage, spec } = stageOf(farm, {
      buildNamespace,
      scope: HarnessScope.project('eng', 'payments'),
    });
    expect(spec).toMatchObject({ connectorRef: 'org.ci', namespace: 'b' });
    expect(stage.documentPath).toBe('stages/eng/payments/Build.yaml');
  });

  test('in a namespace that is made elsewhere', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { buildNamespaces: [] });
    const namespace = BuildFarmNamespace.fromNamespaceName(chart, 'Builds', 'team', {
      serviceAccountName: 'builder',
      istio: Istio.cni({ strict: false }),
    });
    farm.useBuildNamespace(namespace);
    expect(stageOf(farm).spec).toMatchObject({
      namespace: 'team',
      serviceAccountName: 'builder',
      annotations: { 'proxy.istio.io/config': expect.any(String) },
    });
  });

  test('and keeps what it is told beyond that', () => {
    const { farm } = synthInfra();
    const { spec } = stageOf(farm, {
      infrastructureOptions: {
        automountServiceAccountToken: true,
        annotations: { team: 'Payments & Co' },
        labels: { team: 'payments' },
        volumes: [StageVolume.emptyDir('/cache')],
      },
    });
    expect(spec).toMatchObject({ automountServiceAccountToken: true, labels: { team: 'payments' } });
    expect(spec.annotations).toMatchObject({ team: 'Payments & Co', 'karpenter.sh/do-not-disrupt': 'true' });
    expect(spec.volumes).toHaveLength(1);
    const inputs = { automountServiceAccountToken: RuntimeInput.of(), nodeSelector: RuntimeInput.of() };
    const asked = stageOf(farm, {
      name: 'Asked',
      steps: WINDOWS_STEPS,
      infrastructureOptions: { inputs, os: BuildOperatingSystem.WINDOWS },
    });
    expect(asked.spec).toMatchObject({ automountServiceAccountToken: '<+input>', nodeSelector: '<+input>' });
  });

  test('and is known to the farm, by its summary too', () => {
    covers('S002.labels.query', 'S004.labels.query');
    const { farm } = synthInfra();
    const { stage } = stageOf(farm);
    expect(farm.stages).toEqual([stage]);
    expect(farm.summary()).toContain('stage "Build": the text of toYaml()');
    expect(farm.summary()).toContain('kubectl get pods --all-namespaces -l stageID=IDENTIFIER');
  });
});

describe('an infrastructure of a farm', () => {
  test('is a document of its own, and a namespace may have several', () => {
    const { farm } = synthInfra();
    const [builds] = farm.buildNamespaces;
    const [linux, windows, more] = [
      farm.stageInfrastructure(builds),
      farm.stageInfrastructure(builds, { os: BuildOperatingSystem.WINDOWS }),
      farm.stageInfrastructure(builds),
    ];
    expect([linux, windows, more].map(({ documentPath }) => documentPath)).toEqual([
      'infrastructures/test.Farm.Infrastructure.harness-builds.yaml',
      'infrastructures/test.Farm.Infrastructure.harness-builds.Windows.yaml',
      'infrastructures/test.Farm.Infrastructure.harness-builds.2.yaml',
    ]);
    expect(linux.toDocument()).toMatchObject({ infrastructure: { type: 'KubernetesDirect' } });
  });

  test('is in the only namespace where none is named', () => {
    const { farm } = synthInfra();
    expect(farm.stageInfrastructure().namespace).toBe('harness-builds');
    const options = { os: BuildOperatingSystem.WINDOWS };
    expect(farm.stageInfrastructure(undefined, options).os).toBe(BuildOperatingSystem.WINDOWS);
  });
});

describe('which delegate runs a stage', () => {
  test('is told of those of the farm, by name', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm');
    const attributes = { delegateName: 'second', namespace: 'agents', tags: ['arm64'] };
    farm.addDelegate(HarnessDelegate.fromDelegateAttributes(chart, 'Second', attributes));
    const { stage } = stageOf(farm);
    expect(farm.delegateFor(stage)).toMatchObject({ source: DelegateChoiceSource.CONNECTOR, selectors: ['ci'] });
    expect(farm.delegateFor(stage).explanation).toContain('Of the delegates of the farm, these fit: ci.');
    const arm = stageOf(farm, { name: 'Arm', delegateSelectors: DelegateSelection.withTags(['arm64']) }).stage;
    expect(farm.delegateFor(arm).explanation).toContain('these fit: second.');
    // The tags of the farm's own delegate mean that delegate, and its generation.
    const own = stageOf(farm, { name: 'Own', delegateSelectors: DelegateSelection.withTags(['ci']) }).stage;
    expect(own.routing).toBe(StageRouting.STAGE_VARIABLE);
    const none = stageOf(farm, { name: 'None', delegateSelectors: DelegateSelection.withTags(['s390x']) }).stage;
    expect(farm.delegateFor(none).explanation).toContain('No delegate of the farm has all of these tags');
  });
});
