/** Lists with gaps: a gap is an element that is missing, and is refused by its index. */
import { CiStep, StepConnector } from '../../lib/pipeline';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { addFarm } from './infras';

/** A list without its first element. */
function withGap<T>(element: T): T[] {
  const list: T[] = [];
  list[1] = element;
  return list;
}

const STEP = CiStep.run('a', { image: 'a:1', command: 'b', connector: StepConnector.dockerHub('account.a') });

test.each<[property: string, make: () => unknown]>([
  ['buildNamespaces[0]', () => addFarm(newChart(), 'Farm', { buildNamespaces: withGap('b') })],
  ['delegateOptions.tags[0]', () => addFarm(newChart(), 'Farm', { delegateOptions: { tags: withGap('b') } })],
  ['steps[0]', () => addFarm(newChart(), 'Farm').stage({ name: 'B', steps: withGap(STEP) })],
  [
    'steps[0].steps[0]',
    () => addFarm(newChart(), 'Farm').stage({ name: 'B', steps: [CiStep.group('g', withGap(STEP))] }),
  ],
  [
    'delegateOptions.affinity.a[0]',
    () => addFarm(newChart(), 'Farm', { delegateOptions: { affinity: { a: withGap(1) } } }),
  ],
])('%s', (property, make) => {
  expect(refused(make)).toMatchObject({ property, problem: 'missing' });
});
