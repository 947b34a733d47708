import { DelegateAccess } from '../../lib/access';
import { Istio } from '../../lib/build-namespace';
import { HarnessDelegate } from '../../lib/delegate';
import { LEGACY, objectsOfUpgrader, UPGRADER } from '../delegate/upgraders';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { named, only } from '../testkit/synth';
import { synthInfra } from './infras';

const FARM = { ...LEGACY, delegateOptions: { upgrader: UPGRADER } };

describe('a farm whose delegate has an upgrader', () => {
  test('has its objects and rights in the namespace of the delegate only', () => {
    covers('S003.command.upgrader');
    const { manifests, farm } = synthInfra({ ...FARM, additionalAccess: DelegateAccess.deployments(['shop']) });
    const objects = objectsOfUpgrader(manifests);
    expect(objects).toHaveLength(5);
    expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['harness-delegate']));
    const account = farm.delegate.upgrader?.serviceAccountName;
    const bindings = manifests.filter((manifest) => JSON.stringify(manifest).includes(`"name":"${account}"`));
    expect(bindings.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'RoleBinding']);
  });

  test('grants its delegate the same access as without one', () => {
    const without = synthInfra(LEGACY).manifests;
    const objects = synthInfra(FARM).manifests.filter((object) => objectsOfUpgrader([object]).length === 0);
    expect(objects).toEqual(without);
  });

  test('excludes the pods of the upgrader from the mesh, where they would never complete', () => {
    const { manifests } = synthInfra({ ...FARM, istio: Istio.cni() });
    const { spec } = only(manifests, 'CronJob');
    expect(spec.jobTemplate.spec.template.metadata.labels['sidecar.istio.io/inject']).toBe('false');
    expect(named(manifests, 'Deployment', 'ci').spec.template.metadata.labels['sidecar.istio.io/inject']).toBe('true');
  });

  test('cannot share its namespace with builds, which could use its account', () => {
    const { property, given } = refused(() => synthInfra({ ...FARM, sharedNamespace: true }));
    expect([property, given]).toEqual(['sharedNamespace', expect.stringContaining('with an upgrader')]);
    expect(() => synthInfra({ ...LEGACY, sharedNamespace: true })).not.toThrow();
  });

  test('reports through its delegate what the upgrader changes', () => {
    const { farm } = synthInfra(FARM);
    expect(HarnessDelegate.isHarnessDelegate(farm.delegate)).toBe(true);
    expect(farm.delegate.upgrader?.argoCdIgnoreDifferences().namespace).toBe('harness-delegate');
  });
});
