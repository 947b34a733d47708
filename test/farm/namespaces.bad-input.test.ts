/** Namespaces that a farm cannot take: the error names the namespace, and not what is inside the farm. */
import { BuildFarmNamespace } from '../../lib/build-namespace';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { addFarm } from './infras';

test('a namespace that is already in the farm is named, also one that the farm made', () => {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm');
  const builds = new BuildFarmNamespace(chart, 'Builds', { namespace: 'team-a' });
  farm.useBuildNamespace(builds);
  for (const namespace of [builds, farm.buildNamespaces[0]]) {
    expect(refused(() => farm.useBuildNamespace(namespace))).toMatchObject({
      constructPath: 'test/Farm',
      property: 'namespace',
      given: `[${namespace.node.path}], which is already in the farm`,
      remedy: 'Remove the second call.',
    });
  }
  expect(farm.buildNamespaces).toHaveLength(2);
});

test.each([
  [{ buildNamespaces: ['harness-delegate'] }, 'buildNamespaces[0]'],
  [{ buildNamespaces: ['a', 'b'], delegateNamespace: 'b' }, 'buildNamespaces[1]'],
])('the namespace of the delegate is refused by its own name: %j', (props, property) => {
  const details = refused(() => addFarm(newChart(), 'Farm', props));
  expect(details).toMatchObject({ constructPath: 'test/Farm', property });
  expect(details.given).toMatch(/^"[\w-]+", the namespace of the delegate$/);
  expect(details.remedy).toBe('Use another one, set delegateNamespace, or accept the risk with sharedNamespace: true.');
});

test('addBuildNamespace refuses it, too, and leaves the farm as it was', () => {
  const farm = addFarm(newChart(), 'Farm');
  const error = refused(() => farm.addBuildNamespace('harness-delegate'));
  expect(error).toMatchObject({ property: 'namespace', given: '"harness-delegate", the namespace of the delegate' });
  expect(farm.buildNamespaces).toHaveLength(1);
});
