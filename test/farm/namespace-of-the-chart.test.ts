import type { Chart } from 'cdk8s';
import { BuildFarmNamespace, BuildIsolation, Istio, IstioHeadlessService } from '../../lib/build-namespace';
import { ConnectorAccount } from '../../lib/connector';
import { DelegateAccess } from '../../lib/access';
import { HarnessDelegate } from '../../lib/delegate';
import { CiBuildInfra, type CiBuildInfraProps } from '../../lib/farm';
import { LATE } from '../testkit/arbitraries/late';
import { refused } from '../testkit/refused';
import { type Manifest, newChart, synth } from '../testkit/synth';
import { addFarm, LEAST } from './infras';

const CHART = { namespace: 'team-a' };

/** Names of the Namespace objects. */
function namespacesMade(manifests: readonly Manifest[]): string[] {
  return manifests.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
}

/** Where the objects of a kind are. */
function placesOf(manifests: readonly Manifest[], kind: string): (string | undefined)[] {
  return manifests.filter((manifest) => manifest.kind === kind).map(({ metadata }) => metadata.namespace);
}

describe('in a chart with a namespace', () => {
  test('the delegate of a farm is where a HarnessDelegate would be, and its namespace is not created', () => {
    const [alone, inFarm] = [newChart(CHART), newChart(CHART)];
    const { accountId, delegateName, image, token } = LEAST as Required<typeof LEAST>;
    const own = { accountId, delegateName, image, token, access: DelegateAccess.none() };
    new HarnessDelegate(alone, 'Delegate', own);
    addFarm(inFarm, 'Farm');
    expect(placesOf(synth(alone), 'Deployment')).toEqual(['team-a']);
    expect(placesOf(synth(inFarm), 'Deployment')).toEqual(['team-a']);
    expect(namespacesMade(synth(inFarm))).toEqual(['harness-builds']);
  });

  test('the rights of the delegate and the ingress of its builds name it there', () => {
    const chart = newChart(CHART);
    addFarm(chart, 'Farm');
    const objects = synth(chart).filter(({ metadata }) => metadata.namespace === 'harness-builds');
    expect(JSON.stringify(objects)).not.toContain('"harness-delegate"');
    expect(objects.find(({ kind }) => kind === 'RoleBinding')).toMatchObject({
      subjects: [{ kind: 'ServiceAccount', name: 'ci', namespace: 'team-a' }],
    });
  });

  test('with sharedNamespace, builds also run there, and the farm does not create the namespace', () => {
    const chart = newChart(CHART);
    const farm = addFarm(chart, 'Farm', { sharedNamespace: true });
    expect(farm.buildNamespaces.map(({ namespace }) => namespace)).toEqual(['team-a']);
    expect(namespacesMade(synth(chart))).toEqual([]);
  });

  test('with sharedNamespace and an imported delegate, the farm does not create the namespace either', () => {
    const chart = newChart(CHART);
    const delegate = HarnessDelegate.fromDelegateName(chart, 'Delegate', 'ci');
    addFarm(chart, 'Farm', {
      delegate,
      sharedNamespace: true,
      delegateName: undefined,
      image: undefined,
      token: undefined,
    });
    expect(namespacesMade(synth(chart))).toEqual([]);
  });

  describe('that a given delegate does not have', () => {
    const addWith = (namespace: string, props: Partial<CiBuildInfraProps> = {}) => {
      const chart = newChart(CHART);
      const delegate = HarnessDelegate.fromDelegateAttributes(chart, 'Delegate', { delegateName: 'ci', namespace });
      return new CiBuildInfra(chart, 'Farm', { accountId: LEAST.accountId, delegate, ...props });
    };
    const placesOfBuilds = (farm: CiBuildInfra) => farm.buildNamespaces.map(({ namespace }) => namespace);

    test('a farm is refused by name: nothing of it would be there', () => {
      expect(refused(() => addWith('ops'))).toMatchObject({
        property: 'buildNamespaces',
        given: 'no value in a chart with the namespace "team-a", in which the delegate "ci" of namespace "ops" is not',
        allowed: 'a list of namespaces, because the one of a chart decides only where the own delegate of a farm is',
        remedy:
          "Set buildNamespaces: ['team-a'] to run builds there, or ['harness-builds'] to run them apart from what else is there.",
      });
    });

    test.each([
      [{ buildNamespaces: ['team-a'] }, ['team-a']],
      [{ buildNamespaces: ['harness-builds'] }, ['harness-builds']],
      [{ sharedNamespace: true }, ['ops']],
    ])('a farm runs builds where it says: %j', (props, places) => {
      expect(placesOfBuilds(addWith('ops', props))).toEqual(places);
    });

    test('a farm is not refused if the delegate is there', () => {
      expect(placesOfBuilds(addWith('team-a'))).toEqual(['harness-builds']);
    });

    test.each(Object.entries(LATE))('a farm is refused once the place of the delegate is known: %s', (_what, late) => {
      expect(() => synth(addWith(late('team-a')).node.scope as Chart)).not.toThrow();
      expect(() => synth(addWith(late('ops')).node.scope as Chart)).toThrow('buildNamespaces');
    });
  });

  test.each([
    [{ delegateNamespace: 'ops' }, 'ops', ['ops', 'harness-builds']],
    [{ delegateNamespace: 'team-a' }, 'team-a', ['team-a', 'harness-builds']],
    [{ createDelegateNamespace: true }, 'team-a', ['team-a', 'harness-builds']],
    [{ createDelegateNamespace: true, sharedNamespace: true }, 'team-a', ['team-a']],
    [{ createNamespace: true, sharedNamespace: true }, 'team-a', ['team-a']],
    [{ delegateNamespace: 'ops', createDelegateNamespace: false }, 'ops', ['harness-builds']],
  ])('%j decides otherwise', (props, place, made) => {
    const chart = newChart(CHART);
    addFarm(chart, 'Farm', props);
    expect([placesOf(synth(chart), 'Deployment'), namespacesMade(synth(chart))]).toEqual([[place], made]);
  });

  test('builds in the namespace of the chart meet the delegate there: refused, with the remedy', () => {
    const details = refused(() => addFarm(newChart(CHART), 'Farm', { buildNamespaces: ['team-a'] }));
    expect(details).toMatchObject({ property: 'buildNamespaces[0]' });
    expect(details.remedy).toContain('delegateNamespace');
  });

  test('every other construct means the same by it', () => {
    const chart = newChart(CHART);
    new BuildFarmNamespace(chart, 'Builds');
    new ConnectorAccount(chart, 'Account', { access: DelegateAccess.none() });
    new IstioHeadlessService(chart, 'Service', { accountId: LEAST.accountId });
    const manifests = synth(chart);
    expect(namespacesMade(manifests)).toEqual([]);
    expect([...placesOf(manifests, 'ServiceAccount'), ...placesOf(manifests, 'Service')]).toEqual([
      'team-a',
      'team-a',
      'team-a',
    ]);
    expect(HarnessDelegate.fromDelegateName(chart, 'Imported', 'ci').namespace).toBe('team-a');
  });

  test('headless Services of a farm are with its delegate and its builds', () => {
    const chart = newChart(CHART);
    addFarm(chart, 'Farm', { istio: Istio.cni() });
    expect(placesOf(synth(chart), 'Service')).toEqual(['team-a', 'harness-builds']);
  });

  test("Istio's init container in the delegate's pods sets no Pod Security level of a namespace made elsewhere", () => {
    const chart = newChart(CHART);
    expect(() =>
      addFarm(chart, 'Farm', {
        istio: Istio.initContainer(),
        isolation: BuildIsolation.dockerInDocker({ reason: 'Images are built.' }),
      }),
    ).not.toThrow();
  });
});
