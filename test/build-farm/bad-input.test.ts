import { BuildFarmNamespace, type BuildFarmNamespaceProps, HarnessErrors } from 'harness-constructs';
import { BAD_FARM } from '../support/arbitraries/bad-farm';
import { BAD_FARM_NETWORK } from '../support/arbitraries/bad-farm-network';
import { everythingSaidBy } from '../support/arbitraries/spoken';
import { type Type, wrongValuesFor } from '../support/arbitraries/wrong-types';
import { refused } from '../support/refused';
import { newChart, synth } from '../support/synth';

/** What is thrown when such a namespace is made or synthesized. */
function thrownFor(props: object): Error {
  try {
    const chart = newChart();
    new BuildFarmNamespace(chart, 'Builds', props);
    synth(chart);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was accepted');
}

describe('bad input is refused at construction, by construct and property, with what is allowed and what to do', () => {
  describe.each(Object.entries({ ...BAD_FARM, network: BAD_FARM_NETWORK }))('%s', (_subject, rows) => {
    test.each(rows.map((row) => [row.what, row] as const))('%s', (_what, { props, property, allowed, hides }) => {
      const error = thrownFor(props);
      const details = HarnessErrors.detailsOf(error);
      if (details === undefined) throw error;
      expect(details).toMatchObject({ property, constructPath: 'test/Builds' });
      expect(details.allowed).toMatch(allowed);
      expect(details.remedy).toMatch(/^[A-Z].{4,}[.]$/s);
      for (const part of ['[test/Builds]', property, details.allowed, details.remedy]) {
        expect(error.message).toContain(part);
      }
      if (hides !== undefined) expect(everythingSaidBy(error)).not.toContain(hides);
    });
  });
});

describe('a namespace is refused', () => {
  test.each(['Team-A', 'team a', 'team.a', 'team-', '', 'a'.repeat(64), 'PUT_YOUR_NAMESPACE'])(
    'for "%s"',
    (namespace) => {
      expect(refused(() => new BuildFarmNamespace(newChart(), 'Builds', { namespace }))).toMatchObject({
        property: 'namespace',
        given: JSON.stringify(namespace),
      });
    },
  );

  test.each(['default', 'kube-system', 'kube-public'])('where it would make that of the cluster: %s', (namespace) => {
    const details = refused(() => new BuildFarmNamespace(newChart(), 'Builds', { namespace }));
    expect(details.property).toBe('createNamespace');
    expect(details.remedy).toContain('createNamespace to false');
    expect(() => new BuildFarmNamespace(newChart(), 'Builds', { namespace, createNamespace: false })).not.toThrow();
  });
});

/** Every property: a new one is a type error here. */
const TYPES: { readonly [K in keyof Required<BuildFarmNamespaceProps>]: Type } = {
  createNamespace: 'flag',
  serviceAccountName: 'text',
  additionalServiceAccounts: 'list',
  imagePullSecrets: 'list',
  cloudIdentity: 'instance',
  isolation: 'instance',
  egress: 'instance',
  additionalEgress: 'list',
  dnsServers: 'list',
  quota: 'instance',
  istio: 'instance',
  labels: 'object',
  annotations: 'object',
  platform: 'instance',
  kubernetesVersion: 'text',
  clusterScoped: 'flag',
  namespace: 'text',
  sharedWith: 'instance',
};

describe('a value of the wrong type is refused by name and without a crash', () => {
  test.each(Object.entries(TYPES))('%s, which is a %s', (property, type) => {
    for (const [what, value] of wrongValuesFor(type)) {
      const details = refused(() => new BuildFarmNamespace(newChart(), 'Builds', { [property]: value }));
      const named = details.property.startsWith(property);
      expect([what, named ? property : details.property, details.constructPath]).toEqual([
        what,
        property,
        'test/Builds',
      ]);
    }
  });

  test.each([null, 'text', 42, []])('%p as properties', (props) => {
    expect(refused(() => new BuildFarmNamespace(newChart(), 'Builds', props as object)).property).toBe('props');
  });
});
