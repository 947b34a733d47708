import type { DelegateResources } from '../../lib/delegate';
import { parseQuantity } from '../../lib/core';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { DOCUMENTED, synthDelegate } from './delegates';

function resourcesOf(resources?: DelegateResources) {
  return synthDelegate({ resources }).container.resources;
}

describe('the resources of the delegate', () => {
  test('are those that Harness documents, with a limit of CPU', () => {
    covers('S001.manifest.cpu-request', 'S001.manifest.memory-request', 'S001.manifest.memory-limit');
    expect(resourcesOf()).toEqual({
      requests: { cpu: '500m', memory: '256Mi' },
      limits: { cpu: '1', memory: '256Mi' },
    });
  });

  test('fit into a local cluster of 4 CPUs and 4 GB', () => {
    covers('S003.cluster.local-size');
    const { cpu, memory } = resourcesOf().limits;
    expect(parseQuantity(cpu)! <= parseQuantity('4')!).toBe(true);
    expect(parseQuantity(memory)! <= parseQuantity('4G')!).toBe(true);
  });

  test('are those that are set', () => {
    const all: DelegateResources = {
      cpuRequest: '1',
      cpuLimit: '2500m',
      memoryRequest: '1Gi',
      memoryLimit: '2Gi',
      ephemeralStorageRequest: '1Gi',
      ephemeralStorageLimit: '10G',
    };
    expect(resourcesOf(all)).toEqual({
      requests: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' },
      limits: { cpu: '2500m', memory: '2Gi', 'ephemeral-storage': '10G' },
    });
  });

  test.each<[DelegateResources, { requests: object; limits: object }]>([
    [{ cpuRequest: '100m' }, { requests: { cpu: '100m' }, limits: { cpu: '1' } }],
    [{ cpuRequest: '1500m' }, { requests: { cpu: '1500m' }, limits: { cpu: '1500m' } }],
    [{ cpuRequest: '1.0' }, { requests: { cpu: '1.0' }, limits: { cpu: '1' } }],
    [{ cpuLimit: '2' }, { requests: { cpu: '500m' }, limits: { cpu: '2' } }],
    [{ cpuLimit: '200m' }, { requests: { cpu: '200m' }, limits: { cpu: '200m' } }],
    [{ memoryRequest: '1Gi' }, { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } }],
    [{ memoryLimit: '1Gi' }, { requests: { memory: '256Mi' }, limits: { memory: '1Gi' } }],
    [{ memoryLimit: '128Mi' }, { requests: { memory: '128Mi' }, limits: { memory: '128Mi' } }],
  ])('follow from the half that is set: %j', (given, resources) => {
    expect(resourcesOf(given)).toMatchObject(resources);
  });

  test.each<DelegateResources>([{ ephemeralStorageRequest: '1Gi' }, { ephemeralStorageLimit: '1Gi' }])(
    'have disk only as far as it is set: %j',
    (given) => {
      const { requests, limits } = resourcesOf(given);
      const [request, limit] = [given.ephemeralStorageRequest, given.ephemeralStorageLimit];
      expect([requests['ephemeral-storage'], limits['ephemeral-storage']]).toEqual([request, limit]);
    },
  );

  test('leave CPU unlimited when asked to', () => {
    covers('S001.manifest.no-cpu-limit');
    expect(resourcesOf({ noCpuLimit: true, cpuRequest: '2' })).toEqual({
      requests: { cpu: '2', memory: '256Mi' },
      limits: { memory: '256Mi' },
    });
    expect(refused(() => resourcesOf({ noCpuLimit: true, cpuLimit: '1' })).property).toBe('resources.cpuLimit');
  });

  test('have no limit of CPU in profile DOCUMENTED, unless one is set', () => {
    covers('S001.manifest.no-cpu-limit');
    const documented = (resources: DelegateResources) =>
      synthDelegate({ ...DOCUMENTED, resources }).container.resources;
    expect(documented({ memoryLimit: '1Gi' })).toEqual({
      requests: { cpu: '0.5', memory: '256Mi' },
      limits: { memory: '1Gi' },
    });
    expect(documented({ cpuLimit: '0.25' })).toMatchObject({ requests: { cpu: '0.25' }, limits: { cpu: '0.25' } });
  });

  test.each<[DelegateResources, string]>([
    [{ cpuRequest: '2', cpuLimit: '1' }, 'resources.cpuRequest'],
    [{ cpuRequest: '1001m', cpuLimit: '1' }, 'resources.cpuRequest'],
    [{ memoryRequest: '1Gi', memoryLimit: '1G' }, 'resources.memoryRequest'],
    [{ ephemeralStorageRequest: '2G', ephemeralStorageLimit: '1.9G' }, 'resources.ephemeralStorageRequest'],
    [{ memoryLimit: '512' }, 'resources.memoryLimit'],
    [{ memoryLimit: '512m' }, 'resources.memoryLimit'],
    [{ cpuLimit: '0.0001' }, 'resources.cpuLimit'],
    [{ cpuLimit: '0' }, 'resources.cpuLimit'],
    [{ cpuLimit: 'much' }, 'resources.cpuLimit'],
  ])('are refused if they are probably a mistake: %j', (given, property) => {
    expect(refused(() => resourcesOf(given)).property).toBe(property);
  });

  test('may be given twice in different words', () => {
    const same = { memoryRequest: '1024Mi', memoryLimit: '1Gi', cpuRequest: '1', cpuLimit: '1000m' };
    expect(resourcesOf(same)).toEqual({
      requests: { cpu: '1', memory: '1024Mi' },
      limits: { cpu: '1000m', memory: '1Gi' },
    });
  });
});
