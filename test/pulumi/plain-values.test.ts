/** Plain values of the wrong form are refused in the call that takes them. */
import * as pulumi from '@pulumi/pulumi';
import { asString } from '../../lib/pulumi/late-outputs';
import { KubernetesClusterConnector } from '../../lib/pulumi/resources/kubernetes-cluster-connector';
import { underMocks } from '../testkit/pulumi-mocks';
import { refused } from '../testkit/refused';

const get = (id: pulumi.Input<string>) =>
  KubernetesClusterConnector.get('x', id, { accountId: '6_vVHzo9Qeu9fXvj-AcQCb' });

test.each(['y/z/w/q', '', 'a//b', 'a/'])('the id %j of a connector', async (id) => {
  const { result } = await underMocks(() => refused(() => get(id)));
  expect(result).toMatchObject({
    constructPath: 'x',
    property: 'id',
    given: JSON.stringify(id),
    allowed: expect.stringContaining('organization/project/identifier'),
  });
});

test('an id that is no string, without its value', async () => {
  const { result } = await underMocks(() => refused(() => get(5 as never)));
  expect(result).toMatchObject({ constructPath: 'x', property: 'id', given: 'a number' });
});

test.each(['ci', 'org/ci', 'org/project/ci'])('the id %s is accepted', async (id) => {
  const { resources } = await underMocks(() => void get(id));
  expect(resources.map(({ name }) => name)).toEqual(['x']);
});

test.each([
  ['a number', 5],
  ['an object', {}],
  ['false', false],
])('asString refuses %s, and does not show it', (kind, value) => {
  expect(refused(() => asString(value as never))).toMatchObject({ property: 'asString(…)', given: kind });
});

test('asString refuses a value that is missing', () => {
  expect(refused(() => asString(undefined as never))).toMatchObject({ problem: 'missing' });
});

test('asString takes a string as it is, and an Output and a Promise as a placeholder', () => {
  expect(asString('a')).toBe('a');
  expect(asString(pulumi.output('a'))).not.toBe('a');
  expect(asString(Promise.resolve('a'))).not.toBe('a');
});
