import { BuildFarmNamespace } from '../../lib/build-namespace';
import { BuildPodProfile } from '../../lib/build-pods';
import { HarnessErrors } from '../../lib/core';
import { HarnessScope } from '../../lib/document';
import { BAD_FARM } from '../testkit/arbitraries/bad-farm';
import { BAD_FARM_NETWORK } from '../testkit/arbitraries/bad-farm-network';
import { UNKNOWN_IN_PROFILE, WRONG_PROFILES } from '../testkit/arbitraries/bad-pod-profile';
import { everythingSaidBy } from '../testkit/arbitraries/spoken';
import { typesOf, wrongValuesFor } from '../testkit/arbitraries/wrong-types';
import { refused } from '../testkit/refused';
import { newChart, synth } from '../testkit/synth';

/** The error from creating or synthesizing such a namespace. */
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

describe('invalid input is refused with construct path, property, expected value and remedy', () => {
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

  test.each(['default', 'kube-system', 'kube-public'])('if it would create a system namespace: %s', (namespace) => {
    const details = refused(() => new BuildFarmNamespace(newChart(), 'Builds', { namespace }));
    expect(details.property).toBe('namespace');
    expect(details.remedy).toContain('createNamespace to false');
    expect(() => new BuildFarmNamespace(newChart(), 'Builds', { namespace, createNamespace: false })).not.toThrow();
  });
});

test.each([
  [
    HarnessScope.organization('eng_'),
    'Use an organization with another identifier, or remove it from allowedProjects: ',
  ],
  [HarnessScope.project('eng', 'p'), 'Use a project with another identifier, or admit its whole organization: '],
  [
    HarnessScope.project('eng_', 'pay'),
    'Use an organization with another identifier, or remove it from allowedProjects: ',
  ],
])('an identifier that becomes no label has a remedy that helps: %s', (scope, remedy) => {
  const make = () => new BuildFarmNamespace(newChart(), 'Builds', { allowedProjects: [scope] });
  expect(refused(make).remedy).toBe(`${remedy}without this label, the policy would refuse all of its builds.`);
});

describe('a value of the wrong type is refused with the name of its property', () => {
  test.each(Object.entries(typesOf('BuildFarmNamespaceProps')))('%s, which is a %s', (property, type) => {
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

describe('a profile of build pods', () => {
  const namespaceWith = (options: object) =>
    new BuildFarmNamespace(newChart(), 'Builds', {
      kubernetesVersion: '1.36',
      podProfile: BuildPodProfile.of(options),
    });
  const propertiesIn = (error: Error) => HarnessErrors.allOf(error).map((one) => one.property);

  test.each(UNKNOWN_IN_PROFILE)('with the unknown property %s is refused with the one that was meant', (...row) => {
    const [property, options, meant] = row;
    const details = refused(() => namespaceWith(options));
    expect(details).toMatchObject({ property: `podProfile.${property}`, problem: 'unknown property' });
    expect(details.remedy).toMatch(new RegExp(`^Did you mean ${meant}[?]`));
  });

  test.each(WRONG_PROFILES)('is refused for all that is wrong with %s at once', (_what, options, paths) => {
    const error = thrownFor({ kubernetesVersion: '1.36', podProfile: BuildPodProfile.of(options) });
    expect(propertiesIn(error).sort()).toEqual(paths.map((path) => `podProfile.${path}`));
    expect(everythingSaidBy(error)).not.toContain('hunter2secret');
  });

  test('is refused together with what else is wrong', () => {
    const podProfile = BuildPodProfile.of({ priorityClassName: 'Not fine' });
    const error = thrownFor({ kubernetesVersion: '1.35', podProfile, serviceAccountName: 'Not fine' });
    expect(propertiesIn(error).sort()).toEqual(['podProfile.priorityClassName', 'serviceAccountName']);
  });
});
