import { Chart } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { HarnessApp } from '../../lib/app';
import { KubernetesClusterConnector, KubernetesCredentials } from '../../lib/connector';
import { HarnessDelegate } from '../../lib/delegate';
import { HarnessScope } from '../../lib/document';
import { CiBuildInfra } from '../../lib/farm';
import { CiStep, DelegateChoiceSource, ImageRegistry, StageRouting, StepConnector } from '../../lib/pipeline';
import { type ConnectorAttributes, DelegateSelection, DockerDelegate } from '../../lib/reference';
import { addDelegate } from '../delegate/delegates';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { addFarm, LEAST } from './infras';

const STEPS = [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];
const INHERITED = { inheritsFromDelegate: true };
const KANIKO = CiStep.buildAndPush('Push', {
  connector: StepConnector.dockerHub('account.docker_hub'),
  registry: ImageRegistry.docker('example/app'),
  tags: ['1'],
});

/** A farm with an imported connector. */
function farmWith(attributes: ConnectorAttributes) {
  const chart = newChart();
  const connector = KubernetesClusterConnector.fromReference(chart, 'C', 'account.build_cluster', attributes);
  return { chart, farm: addFarm(chart, 'Farm', { connector }) };
}

describe('a stage of a farm with an imported connector is routed to the delegate of the farm', () => {
  test.each<[string, ConnectorAttributes]>([
    ['that selects its tags', { ...INHERITED, delegates: DelegateSelection.withTags(['ci']) }],
    ['with unknown selectors', INHERITED],
    ['that selects any delegate', { delegates: DelegateSelection.anyAvailable() }],
  ])('%s', (_what, attributes) => {
    const { farm } = farmWith(attributes);
    expect(farm.stage({ name: 'Build', steps: STEPS }).routing).toBe(StageRouting.STAGE_VARIABLE);
    const details = refused(() => farm.stage({ name: 'Push', steps: [KANIKO] }));
    expect(details.allowed).toMatch(/a step type that the new delegate supports/);
  });

  test('but not to an unselected one, which the summary notes', () => {
    const { farm } = farmWith({ ...INHERITED, delegates: DelegateSelection.withTags(['other']) });
    expect(farm.stage({ name: 'Build', steps: STEPS }).routing).toBe(StageRouting.LEGACY_DELEGATE);
    expect(farm.summary()).toContain('NOTE: it selects the tags other, which the delegate does not have');
  });

  test('and with unknown selectors, the explanation names no matching delegates', () => {
    const { farm } = farmWith(INHERITED);
    const choice = farm.delegateFor(farm.stage({ name: 'Build', steps: STEPS }));
    expect(choice.source).toBe(DelegateChoiceSource.UNKNOWN);
    expect(choice.explanation).toContain('It is not known whether delegates of the farm match');
    expect(choice.explanation).not.toContain('Matching delegates');
  });
});

describe('a delegate without rights in the namespaces of the farm is refused', () => {
  const remedy = 'Add the delegate with addDelegate(…) first, or select another delegate.';

  test('as the selection of a stage, and accepted once it is added', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm');
    const other = addDelegate(chart, 'Other', { delegateName: 'other', access: DelegateAccess.none(), namespace: 'x' });
    const delegateSelectors = DelegateSelection.of(other);
    const details = refused(() => farm.stage({ name: 'Build', steps: STEPS, delegateSelectors }));
    expect(details).toMatchObject({ property: 'delegateSelectors', remedy, constructPath: 'test/Farm/Stage.Build' });
    farm.addDelegate(other);
    expect(farm.stage({ name: 'Build', steps: STEPS, delegateSelectors }).routing).toBe(StageRouting.STAGE_VARIABLE);
  });

  test('as that of a connector', () => {
    const { farm } = farmWith({ delegates: DelegateSelection.of(DockerDelegate.fromDelegateName('docker')) });
    const details = refused(() => farm.stage({ name: 'Build', steps: STEPS }));
    expect(details).toMatchObject({ property: 'connector', remedy });
  });

  test('but not if the connector has its own credentials', () => {
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

test('tags of delegates of both generations require a routing', () => {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', { delegateOptions: { tags: ['linux'] } });
  const attributes = { delegateName: 'old', namespace: 'old', tags: ['linux'], version: '26.02.88404' };
  farm.addDelegate(HarnessDelegate.fromDelegateAttributes(chart, 'Old', attributes));
  const props = { name: 'Build', steps: STEPS, delegateSelectors: DelegateSelection.withTags(['linux']) };
  const details = refused(() => farm.stage(props));
  expect(details).toMatchObject({ property: 'routing', constructPath: 'test/Farm/Stage.Build' });
  expect(details.allowed).toContain('ci, old');
  const stage = farm.stage({ ...props, routing: StageRouting.ACCOUNT_FLAG });
  expect(stage.routing).toBe(StageRouting.ACCOUNT_FLAG);
});

test('the summary of a farm with a legacy delegate does not mention the new one', () => {
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
    'create the connector "ci", which stages reference as org.ci: dist-harness/connectors/eng/ci.yaml',
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

  test('do not run a stage of the other generation because of the selectors of the pipeline', () => {
    const { farm, old, stage } = build();
    for (const pipelineSelectors of [DelegateSelection.of(old), DelegateSelection.withTags(['old'])]) {
      const details = refused(() => farm.delegateFor(stage, { pipelineSelectors }));
      expect(details).toMatchObject({ property: 'options.pipelineSelectors' });
      expect(details.given).toContain('the legacy delegate "old"');
    }
    const own = { pipelineSelectors: DelegateSelection.withTags(['ci']) };
    expect(farm.delegateFor(stage, own).explanation).toContain('is run by the delegate "ci"');
  });

  test('are distinguished if both match', () => {
    const { farm, stage } = build();
    const { explanation } = farm.delegateFor(stage, { pipelineSelectors: DelegateSelection.withTags(['linux']) });
    expect(explanation).toContain('Matching delegates of the farm: ci, old.');
    expect(explanation).toContain('NOTE: old cannot run the stage: its routing is "stage variable".');
    expect(farm.delegateFor(stage).explanation).not.toContain('NOTE');
  });

  test('can be selected by a runtime input if the routing is set', () => {
    const { farm } = build();
    const props = { name: 'Asked', steps: STEPS, inputs: { delegateSelectors: '<+input>' } };
    expect(refused(() => farm.stage(props)).property).toBe('routing');
    const stage = farm.stage({ ...props, routing: StageRouting.STAGE_VARIABLE });
    expect(farm.delegateFor(stage).explanation).toContain(
      'Whether delegates of the farm match is known only at run time.',
    );
  });
});

test('the routing is known if all possible delegates are new', () => {
  const farm = addFarm(newChart(), 'Farm');
  const stage = farm.stage({ name: 'Asked', steps: STEPS, inputs: { delegateSelectors: '<+input>' } });
  expect(stage.routing).toBe(StageRouting.STAGE_VARIABLE);
});

test.each([undefined, null, 'Build', {}])('delegateFor refuses anything but a stage: %p', (stage) => {
  const farm = addFarm(newChart(), 'Farm');
  const details = refused(() => farm.delegateFor(stage as never));
  expect(details).toMatchObject({ property: 'stage', constructPath: 'test/Farm' });
});
