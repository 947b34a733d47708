import { DelegateAccess, HarnessDelegate, Istio } from 'harness-constructs';
import { named, only } from '../build-farm/farms';
import { LEGACY, objectsOfUpgrader, UPGRADER } from '../delegate/upgraders';
import { covers } from '../support/covers';
import { refused } from '../support/refused';
import { synthInfra } from './infras';

const FARM = { ...LEGACY, delegateOptions: { upgrader: UPGRADER } };

describe('a farm whose delegate has an upgrader', () => {
  test('has its objects in the namespace of the delegate, and no right of it anywhere else', () => {
    covers('S003.command.upgrader');
    const { manifests, farm } = synthInfra({ ...FARM, additionalAccess: DelegateAccess.deployments(['shop']) });
    const objects = objectsOfUpgrader(manifests);
    expect(objects).toHaveLength(5);
    expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['harness-delegate']));
    const account = farm.delegate.upgrader?.serviceAccountName;
    const bindings = manifests.filter((manifest) => JSON.stringify(manifest).includes(`"name":"${account}"`));
    expect(bindings.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'RoleBinding']);
  });

  test('has the access of its delegate as without one', () => {
    const without = synthInfra(LEGACY).manifests;
    const objects = synthInfra(FARM).manifests.filter((object) => objectsOfUpgrader([object]).length === 0);
    expect(objects).toEqual(without);
  });

  test('keeps the pods of the upgrader out of the mesh, where they would never end', () => {
    const { manifests } = synthInfra({ ...FARM, istio: Istio.cni() });
    const { spec } = only(manifests, 'CronJob');
    expect(spec.jobTemplate.spec.template.metadata.labels['sidecar.istio.io/inject']).toBe('false');
    expect(named(manifests, 'Deployment', 'ci').spec.template.metadata.labels['sidecar.istio.io/inject']).toBe('true');
  });

  test('cannot have its builds beside it: they could take its account', () => {
    const { property, given } = refused(() => synthInfra({ ...FARM, sharedNamespace: true }));
    expect([property, given]).toEqual(['sharedWith', expect.stringContaining('has an upgrader')]);
    expect(() => synthInfra({ ...LEGACY, sharedNamespace: true })).not.toThrow();
  });

  test('tells what the upgrader changes by its delegate', () => {
    const { farm } = synthInfra(FARM);
    expect(HarnessDelegate.isHarnessDelegate(farm.delegate)).toBe(true);
    expect(farm.delegate.upgrader?.argoCdIgnoreDifferences().namespace).toBe('harness-delegate');
  });
});
