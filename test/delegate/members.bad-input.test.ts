/** A member of the wrong type hides no other mistake in its object. */
import { HarnessErrors } from '../../lib/core';
import { DelegateImage } from '../../lib/delegate';
import { thrownBy } from '../testkit/refused';
import { synthDelegate } from './delegates';

/** A legacy delegate, because the new one has no proxy. */
const image = DelegateImage.of('harness/delegate:26.02.88404');

function refusedOf(props: object): string[] {
  const error = thrownBy(() => synthDelegate({ image, ...props }));
  return HarnessErrors.allOf(error).map(({ property }) => property);
}

test.each<[object, string[]]>([
  [{ proxy: { host: 'http://a b', port: '0', noProxy: ['a b'] } }, ['proxy.port', 'proxy.host', 'proxy.noProxy[0]']],
  [{ proxy: { host: 'a b', port: 0, user: 'a' } }, ['proxy.user', 'proxy.host', 'proxy.port']],
  [
    { autoscaling: { minReplicas: 'a', maxReplicas: 0, metrics: [] } },
    ['autoscaling.minReplicas', 'autoscaling.maxReplicas', 'autoscaling.metrics'],
  ],
  [
    { resources: { cpuRequest: 5, cpuLimit: 'x', memoryLimit: 'y' } },
    ['resources.cpuRequest', 'resources.cpuLimit', 'resources.memoryLimit'],
  ],
  [{ livenessProbe: { period: 5, failureThreshold: 0 } }, ['livenessProbe.period', 'livenessProbe.failureThreshold']],
])('%j', (props, properties) => {
  expect(refusedOf(props)).toEqual(properties);
});

test('what depends on a refused member is not reported', () => {
  expect(refusedOf({ autoscaling: { minReplicas: '3', maxReplicas: 2 } })).toEqual(['autoscaling.minReplicas']);
  expect(refusedOf({ proxy: { hosst: 'proxy', port: 80 } })).toEqual(['proxy.hosst']);
});

test('frozen properties are checked the same way', () => {
  const proxy = Object.freeze({ host: 'a b', port: '0' });
  expect(refusedOf({ proxy })).toEqual(['proxy.port', 'proxy.host']);
});
