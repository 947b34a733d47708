import { CiBuildInfra, DelegateChoiceSource, DelegateSelection, DockerDelegate } from 'harness-constructs';
import { LEAST as FARM } from '../ci-build-infra/infras';
import { infrastructureOf, stageOf } from '../pipeline/stages';
import { covers } from '../support/covers';
import { refused } from '../support/refused';
import { newChart, objectOf, synth } from '../support/synth';
import { addConnector, bodyOf, MANUAL } from './connectors';

describe('a connector of a farm', () => {
  test('comes with the delegate of its cluster from one program, and works through it', () => {
    covers(
      'S000.intro.with-delegate',
      'S001.connector.inherit',
      'S001.connector.tags-of-delegate',
      'S002.connector.through-delegate',
      'S002.connector.selects-new-delegate',
      'S004.connector.through-delegate',
      'S004.connector.selects-new-delegate',
    );
    const chart = newChart();
    const farm = new CiBuildInfra(chart, 'Farm', { ...FARM, delegateOptions: { tags: ['linux-amd64'] } });
    const deployment = objectOf(synth(chart), 'Deployment');
    expect(deployment.metadata.name).toBe('ci');
    expect(bodyOf(farm.connector as never)).toMatchObject({
      type: 'K8sCluster',
      spec: { credential: { type: 'InheritFromDelegate' }, delegateSelectors: ['ci', 'linux-amd64'] },
    });
    expect(farm.connector.delegates?.delegate).toBe(farm.delegate);
  });
});

describe('a stage', () => {
  test('is run by the delegates of its connector unless something else is said', () => {
    covers('S000.connector.delegate-executes', 'S003.verify.selector-routes');
    const chart = newChart();
    const connector = addConnector(chart, 'Connector', { delegates: DelegateSelection.withTags(['ci', 'linux']) });
    const infrastructure = infrastructureOf({ connector, serviceAccountName: 'builds' }, chart);
    const { source, selectors } = stageOf({ infrastructure }).delegateFor();
    expect([source, selectors]).toEqual([DelegateChoiceSource.CONNECTOR, ['ci', 'linux']]);
  });

  test('takes a delegate in Docker where its connector has a master URL, and not where it acts as its delegate', () => {
    covers('S004.selectors.docker-delegate', 'S004.selectors.no-inherit-from-docker');
    const chart = newChart();
    const delegateSelectors = DelegateSelection.of(DockerDelegate.fromDelegateName('docker'));
    const manual = infrastructureOf({ connector: addConnector(chart, 'Manual', { ...MANUAL, name: 'manual' }) }, chart);
    expect(stageOf({ infrastructure: manual, delegateSelectors }).delegateFor().selectors).toEqual(['docker']);
    const other = newChart();
    const inherited = infrastructureOf(
      { connector: addConnector(other, 'Inherited'), serviceAccountName: 'builds' },
      other,
    );
    const details = refused(() => stageOf({ infrastructure: inherited, delegateSelectors }));
    expect(details).toMatchObject({ property: 'delegateSelectors', given: '"the delegate \\"docker\\" in Docker"' });
  });
});
