/** Pipelines use delegates and connectors of their own account only. */
import { DelegateSelection, ImportedDelegate } from '../../lib/reference';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { newConnector, stageOf } from './stages';

const delegateIn = (accountId?: string) =>
  DelegateSelection.of(new ImportedDelegate(newChart(), 'D', { delegateName: 'a', tags: ['linux'], accountId }));

const connectorOf = (accountId?: string) => ({ connector: newConnector({ accountId }) });

test('a stage refuses to select a delegate of another account than its connector', () => {
  const details = refused(() => stageOf({ delegateSelectors: delegateIn('theirs') }, connectorOf('ours')));
  expect(details).toMatchObject({ property: 'delegateSelectors', given: 'a delegate of the account theirs' });
  expect(details.allowed).toContain('a delegate of the account ours');
});

test('and so do the selectors of its pipeline', () => {
  const stage = stageOf({}, connectorOf('ours'));
  const details = refused(() => stage.delegateFor({ pipelineSelectors: delegateIn('theirs') }));
  expect(details.property).toBe('options.pipelineSelectors');
});

test.each([
  ['ours', 'ours'],
  ['ours', undefined],
  [undefined, 'theirs'],
])('a connector of %s and a delegate of %s are accepted', (connector, delegate) => {
  expect(() => stageOf({ delegateSelectors: delegateIn(delegate) }, connectorOf(connector))).not.toThrow();
});
