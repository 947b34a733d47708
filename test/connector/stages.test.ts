import { DelegateChoiceSource } from '../../lib/pipeline';
import { DelegateSelection, DockerDelegate } from '../../lib/reference';
import { infrastructureOf, stageOf } from '../pipeline/stages';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { addConnector, MANUAL } from './connectors';

describe('a stage', () => {
  test('is run by the delegates of its connector by default', () => {
    covers('S000.connector.delegate-executes', 'S003.verify.selector-routes');
    const chart = newChart();
    const connector = addConnector(chart, 'Connector', { delegates: DelegateSelection.withTags(['ci', 'linux']) });
    const infrastructure = infrastructureOf({ connector, serviceAccountName: 'builds' }, chart);
    const { source, selectors } = stageOf({ infrastructure }).delegateFor();
    expect([source, selectors]).toEqual([DelegateChoiceSource.CONNECTOR, ['ci', 'linux']]);
  });

  test('accepts a delegate in Docker only if its connector has a master URL', () => {
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
    expect(details).toMatchObject({ property: 'delegateSelectors', given: 'the delegate "docker" in Docker' });
  });
});
