import { BuildFarmNamespace, BuildIsolation, Istio } from '../../lib/build-namespace';
import { HarnessDelegate } from '../../lib/delegate';
import { HarnessScope, RuntimeInput } from '../../lib/document';
import type { CiBuildInfra, CiFarmStageProps } from '../../lib/farm';
import {
  BuildOperatingSystem,
  CiStep,
  DelegateChoiceSource,
  StageRouting,
  StageVolume,
  StepConnector,
  StepShell,
} from '../../lib/pipeline';
import { DelegateSelection } from '../../lib/reference';
import { CloudIdentity } from '../../lib/workload';
import { type BuildPod, podOf } from '../testkit/build-pods/fixture';
import { podOfStage } from '../testkit/build-pods/of-stage';
import { covers } from '../testkit/covers';
import { AUDITED, RESTRICTED } from '../testkit/isolations';
import { stageProblems } from '../testkit/stage-schema';
import { newChart, objectsOf, synth } from '../testkit/synth';
import { addFarm, synthInfra } from './infras';

const STEPS = [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];
const WINDOWS_STEPS = [
  CiStep.run('Tests', { image: 'golang:1.26', command: 'go test ./...', shell: StepShell.POWERSHELL }),
];

/** Document of a stage of the farm. */
function stageOf(farm: CiBuildInfra, props: Partial<CiFarmStageProps> = {}) {
  const stage = farm.stage({ name: 'Build', steps: STEPS, ...props });
  const document = stage.toDocument() as { stage: any };
  expect(stageProblems(document)).toEqual([]);
  return { stage, document: document.stage, spec: document.stage.spec.infrastructure.spec };
}

describe('a stage gets the settings of its farm', () => {
  test('for connector, namespace and ServiceAccount, and without a ServiceAccount token', () => {
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

  test('for the annotation of its mesh and the label of its cloud identity', () => {
    const cloudIdentity = CloudIdentity.azure('01234567-89ab-cdef-0123-456789abcdef');
    const { farm } = synthInfra({ istio: Istio.cni(), cloudIdentity });
    const { annotations, labels } = stageOf(farm).spec;
    expect(annotations).toMatchObject({ 'proxy.istio.io/config': '{ "holdApplicationUntilProxyStarts": true }' });
    expect(labels).toEqual({ 'azure.workload.identity/use': 'true' });
  });

  test('for the routing to its delegate of the new generation', () => {
    const { farm } = synthInfra();
    const { stage, document } = stageOf(farm);
    expect(stage.routing).toBe(StageRouting.STAGE_VARIABLE);
    expect(document.variables).toEqual([
      { name: 'HARNESS_CI_INTERNAL_ROUTE_TO_RUNNER', type: 'String', value: 'true' },
    ]);
  });

  test('for the node selector, on Windows', () => {
    covers('S002.windows.how-to', 'S004.windows.how-to');
    const { farm } = synthInfra();
    const windows = { os: BuildOperatingSystem.WINDOWS, nodeSelector: { pool: 'windows' } };
    const { spec } = stageOf(farm, { steps: WINDOWS_STEPS, infrastructureOptions: windows });
    expect(spec).toMatchObject({ os: 'Windows', nodeSelector: { 'kubernetes.io/os': 'windows', pool: 'windows' } });
  });

  test.each([RESTRICTED, AUDITED])('for the pod settings that the isolation %s requires', (isolation) => {
    const { farm } = synthInfra({ isolation });
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

  test('in an imported namespace', () => {
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

  test('and keeps its other settings', () => {
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

  test('and is listed by the farm and its summary', () => {
    covers('S002.labels.query', 'S004.labels.query');
    const { farm } = synthInfra();
    const { stage } = stageOf(farm);
    expect(farm.stages).toEqual([stage]);
    expect(farm.summary()).toContain('stage "Build": the output of toYaml()');
    expect(farm.summary()).toContain('kubectl get pods --all-namespaces -l stageID=IDENTIFIER');
  });
});

describe('an infrastructure of a farm', () => {
  test('is a separate document, and a namespace can have several', () => {
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

  test('is in the only namespace by default', () => {
    const { farm } = synthInfra();
    expect(farm.stageInfrastructure().namespace).toBe('harness-builds');
    const options = { os: BuildOperatingSystem.WINDOWS };
    expect(farm.stageInfrastructure(undefined, options).os).toBe(BuildOperatingSystem.WINDOWS);
  });
});

describe('the choice of a delegate for a stage', () => {
  test('names the matching delegates of the farm', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm');
    const attributes = { delegateName: 'second', namespace: 'agents', tags: ['arm64'] };
    farm.addDelegate(HarnessDelegate.fromDelegateAttributes(chart, 'Second', attributes));
    const { stage } = stageOf(farm);
    expect(farm.delegateFor(stage)).toMatchObject({ source: DelegateChoiceSource.CONNECTOR, selectors: ['ci'] });
    expect(farm.delegateFor(stage).explanation).toContain('Matching delegates of the farm: ci.');
    const arm = stageOf(farm, { name: 'Arm', delegateSelectors: DelegateSelection.withTags(['arm64']) }).stage;
    expect(farm.delegateFor(arm).explanation).toContain('Matching delegates of the farm: second.');
    // The tags of the farm's own delegate select that delegate and its generation.
    const own = stageOf(farm, { name: 'Own', delegateSelectors: DelegateSelection.withTags(['ci']) }).stage;
    expect(own.routing).toBe(StageRouting.STAGE_VARIABLE);
    const none = stageOf(farm, { name: 'None', delegateSelectors: DelegateSelection.withTags(['s390x']) }).stage;
    expect(farm.delegateFor(none).explanation).toContain('No delegate of the farm has all of these tags');
  });
});

test('stages use an existing ServiceAccount of their namespace without naming it', () => {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', { buildNamespaces: [] });
  farm.addBuildNamespace('existing-ns', { createNamespace: false, additionalServiceAccounts: ['existing-sa'] });
  const connector = StepConnector.dockerHub('account.d');
  const steps = [CiStep.run('T', { image: 'a:1', connector, command: 'make' })];
  expect(farm.stage({ name: 'B', steps }).toYaml()).toContain('serviceAccountName: existing-sa');
  expect(objectsOf(synth(chart), 'ServiceAccount').map(({ metadata }) => metadata.name)).toEqual(['ci']);
});

/* The pod that Harness makes of a stage, against what Pod Security wants at the level restricted. */

function podIn(isolation: BuildIsolation, runAsUser?: number): BuildPod {
  const connector = StepConnector.dockerHub('account.docker_hub');
  const { farm } = synthInfra({ isolation });
  const steps = [CiStep.run('Test', { image: 'node:24', connector, command: 'npm test', runAsUser })];
  return podOfStage(farm.stage({ name: 'Build', steps }).toDocument());
}

/** The security contexts of a pod and of all its containers. */
function contextsOf(pod: BuildPod) {
  const { spec } = podOf(pod) as any;
  const containers: any[] = [...spec.initContainers, ...spec.containers];
  return { ofPod: spec.securityContext, ofContainers: containers.map(({ securityContext }) => securityContext) };
}

test.each([RESTRICTED, AUDITED])('each container has what a stage can set, and no seccomp profile: %s', (isolation) => {
  const { ofPod, ofContainers } = contextsOf(podIn(isolation));
  const context = {
    privileged: false,
    allowPrivilegeEscalation: false,
    runAsNonRoot: true,
    capabilities: { drop: ['ALL'] },
  };
  expect(ofPod).toEqual({ runAsUser: 1000 });
  expect(ofContainers).toEqual([context, context, context]);
});

test('under baseline containers have no context but the user of their step', () => {
  const { ofPod, ofContainers } = contextsOf(podIn(BuildIsolation.baseline(), 0));
  expect(ofPod).toBeUndefined();
  expect(ofContainers).toEqual([{ privileged: false }, { privileged: false }, { privileged: false, runAsUser: 0 }]);
});

test('each field has a source', () => {
  for (const [path, , source] of podIn(AUDITED, 2000)) {
    expect([path, source]).toEqual([path, expect.stringMatching(/^https:\/\/[^ ]+$/)]);
  }
});
