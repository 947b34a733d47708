import { Chart } from 'cdk8s';
import {
  CiBuildInfra,
  CiStep,
  type ConnectorAttributes,
  DelegateAccess,
  DelegateChoiceSource,
  DelegateSelection,
  DockerDelegate,
  HarnessApp,
  HarnessDelegate,
  HarnessScope,
  ImageRegistry,
  KubernetesClusterConnector,
  KubernetesCredentials,
  StageRouting,
  StepConnector,
} from 'harness-constructs';
import { addDelegate } from '../delegate/delegates';
import { refused } from '../support/refused';
import { newChart } from '../support/synth';
import { addFarm, LEAST } from './infras';

const STEPS = [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];
const INHERITED = { inheritsFromDelegate: true };
const KANIKO = CiStep.buildAndPush('Push', {
  connector: StepConnector.dockerHub('account.docker_hub'),
  registry: ImageRegistry.docker('example/app'),
  tags: ['1'],
});

/** A farm with a connector that is made elsewhere. */
function farmWith(attributes: ConnectorAttributes) {
  const chart = newChart();
  const connector = KubernetesClusterConnector.fromReference(chart, 'C', 'account.build_cluster', attributes);
  return { chart, farm: addFarm(chart, 'Farm', { connector }) };
}

describe('a stage of a farm whose connector is made elsewhere is routed to the delegate of the farm', () => {
  test.each<[string, ConnectorAttributes]>([
    ['that selects its tags', { ...INHERITED, delegates: DelegateSelection.withTags(['ci']) }],
    ['of which the selectors are not known', INHERITED],
    ['that selects any delegate', { delegates: DelegateSelection.anyAvailable() }],
  ])('%s', (_what, attributes) => {
    const { farm } = farmWith(attributes);
    expect(farm.stage({ name: 'Build', steps: STEPS }).routing).toBe(StageRouting.STAGE_VARIABLE);
    const details = refused(() => farm.stage({ name: 'Push', steps: [KANIKO] }));
    expect(details.allowed).toMatch(/a step that the new delegate can run/);
  });

  test('but not to one that it does not select, of which the summary tells', () => {
    const { farm } = farmWith({ ...INHERITED, delegates: DelegateSelection.withTags(['other']) });
    expect(farm.stage({ name: 'Build', steps: STEPS }).routing).toBe(StageRouting.LEGACY_DELEGATE);
    expect(farm.summary()).toContain('NOTE: it selects the tags other, which the delegate has not');
  });

  test('and where its selectors are not known, nobody says that they fit', () => {
    const { farm } = farmWith(INHERITED);
    const choice = farm.delegateFor(farm.stage({ name: 'Build', steps: STEPS }));
    expect(choice.source).toBe(DelegateChoiceSource.UNKNOWN);
    expect(choice.explanation).toContain('is not known');
    expect(choice.explanation).not.toContain('these fit');
  });
});

describe('a delegate that has no rights in the namespaces of the farm is refused', () => {
  const remedy = 'Add it by addDelegate first, or select another.';

  test('as the selection of a stage, and taken once it is added', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm');
    const other = addDelegate(chart, 'Other', { delegateName: 'other', access: DelegateAccess.none(), namespace: 'x' });
    const delegateSelectors = DelegateSelection.of(other);
    const details = refused(() => farm.stage({ name: 'Build', steps: STEPS, delegateSelectors }));
    expect(details).toMatchObject({ property: 'delegateSelectors', remedy, constructPath: 'test/Farm' });
    farm.addDelegate(other);
    expect(farm.stage({ name: 'Build', steps: STEPS, delegateSelectors }).routing).toBe(StageRouting.STAGE_VARIABLE);
  });

  test('as that of a connector', () => {
    const { farm } = farmWith({ delegates: DelegateSelection.of(DockerDelegate.fromDelegateName('docker')) });
    const details = refused(() => farm.stage({ name: 'Build', steps: STEPS }));
    expect(details).toMatchObject({ property: 'connector', remedy });
  });

  test('but not where the connector has credentials of its own', () => {
    const chart = newChart();
    const connector = new KubernetesClusterConnector(chart, 'Connector', {
      name: 'Remote',
      credentials: KubernetesCredentials.serviceAccount('https://10.0.0.1:6443', { tokenRef: 'account.token' }),
      delegates: DelegateSelection.of(DockerDelegate.fromDelegateName('docker', { version: '26.02.88404' })),
    });
    const farm = addFarm(chart, 'Farm', { connector });
    expect(farm.stage({ name: 'Build', steps: STEPS }).routing).toBe(StageRouting.LEGACY_DELEGATE);
  });
});

test('tags that delegates of both generations have leave the route open, which is then asked for', () => {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', { delegateOptions: { tags: ['linux'] } });
  const attributes = { delegateName: 'old', namespace: 'old', tags: ['linux'], version: '26.02.88404' };
  farm.addDelegate(HarnessDelegate.fromDelegateAttributes(chart, 'Old', attributes));
  const props = { name: 'Build', steps: STEPS, delegateSelectors: DelegateSelection.withTags(['linux']) };
  const details = refused(() => farm.stage(props));
  expect(details).toMatchObject({ property: 'routing', constructPath: 'test/Farm' });
  expect(details.allowed).toContain('ci, old');
  const stage = farm.stage({ ...props, routing: StageRouting.ACCOUNT_FLAG });
  expect(stage.routing).toBe(StageRouting.ACCOUNT_FLAG);
});

test('the summary of a farm of a legacy delegate says nothing of the new one', () => {
  const chart = newChart();
  const delegate = HarnessDelegate.fromDelegateAttributes(chart, 'Old', {
    delegateName: 'old',
    version: '26.02.88404',
  });
  const farm = new CiBuildInfra(chart, 'Farm', { accountId: LEAST.accountId, delegate });
  expect(farm.summary()).not.toMatch(/new delegate|PL_USE_RUNNER/);
});

test('the summary names the files that HarnessApp writes', () => {
  const app = new HarnessApp({ outdir: '/nowhere/dist' });
  const farm = addFarm(new Chart(app, 'test'), 'Farm', { scope: HarnessScope.organization('eng') });
  farm.stage({ name: 'Build', steps: STEPS });
  expect(farm.summary()).toContain(
    'create the connector "ci", to which stages refer as org.ci: dist-harness/connectors/eng/ci.yaml',
  );
  expect(farm.summary()).toMatch(/stage "Build": dist-harness\/stages\/.*Build\.yaml/);
});

describe('delegates of both generations in one farm', () => {
  const build = () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { delegateOptions: { tags: ['linux'] } });
    const attributes = { delegateName: 'old', namespace: 'old', tags: ['linux'], version: '26.02.88404' };
    const old = HarnessDelegate.fromDelegateAttributes(chart, 'Old', attributes);
    farm.addDelegate(old);
    return { farm, old, stage: farm.stage({ name: 'Build', steps: STEPS }) };
  };

  test('do not run a stage that is written for the other, by the selectors of the pipeline', () => {
    const { farm, old, stage } = build();
    for (const pipelineSelectors of [DelegateSelection.of(old), DelegateSelection.withTags(['old'])]) {
      const details = refused(() => farm.delegateFor(stage, { pipelineSelectors }));
      expect(details).toMatchObject({ property: 'options.pipelineSelectors' });
      expect(details.given).toContain('"old\\" of the legacy generation');
    }
    const own = { pipelineSelectors: DelegateSelection.withTags(['ci']) };
    expect(farm.delegateFor(stage, own).explanation).toContain('is run by the delegate "ci"');
  });

  test('are told apart where either may be meant', () => {
    const { farm, stage } = build();
    const { explanation } = farm.delegateFor(stage, { pipelineSelectors: DelegateSelection.withTags(['linux']) });
    expect(explanation).toContain('these fit: ci, old.');
    expect(explanation).toContain('NOTE: the stage is not written for old: its routing is "stage variable".');
    expect(farm.delegateFor(stage).explanation).not.toContain('NOTE');
  });

  test('may be named when the pipeline runs, once the route is said', () => {
    const { farm } = build();
    const props = { name: 'Asked', steps: STEPS, inputs: { delegateSelectors: '<+input>' } };
    expect(refused(() => farm.stage(props)).property).toBe('routing');
    const stage = farm.stage({ ...props, routing: StageRouting.STAGE_VARIABLE });
    expect(farm.delegateFor(stage).explanation).toContain('Whether these are delegates of the farm is known then.');
  });
});

test('the route is known where all delegates that could be named are new', () => {
  const farm = addFarm(newChart(), 'Farm');
  const stage = farm.stage({ name: 'Asked', steps: STEPS, inputs: { delegateSelectors: '<+input>' } });
  expect(stage.routing).toBe(StageRouting.STAGE_VARIABLE);
});

test.each([undefined, null, 'Build', {}])('delegateFor says so where it gets no stage: %p', (stage) => {
  const farm = addFarm(newChart(), 'Farm');
  const details = refused(() => farm.delegateFor(stage as never));
  expect(details).toMatchObject({ property: 'stage', constructPath: 'test/Farm' });
});
