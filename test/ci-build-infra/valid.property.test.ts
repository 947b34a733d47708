import { Chart } from 'cdk8s';
import { CiBuildInfra } from 'harness-constructs';
import { every } from '../build-farm/farms';
import { farmProps, type RandomFarmProps } from '../support/arbitraries/farm-props';
import { LATE, lateProps } from '../support/arbitraries/late';
import { fieldsOf, knownFields } from '../support/arbitraries/recorded';
import { SEED } from '../support/arbitraries/seed';
import { Samples } from '../support/samples';
import { kindsOf, type Manifest, newApp } from '../support/synth';
import { emptyIn, repeatedIn } from '../support/well-formed';

const SAMPLES = 220;
/** They decide names or the shape of the output; the options of the delegate are tested with the delegate. */
const PLAIN = [
  /^(delegateName|kubernetesVersion|image\..*)$/,
  /^isolation\.BuildIsolation\.hostPaths\(0\)/,
  /^(scope\.|connectorOptions\.(name|identifier)$)/,
  /^(quota|stagePodOptions|delegateOptions)\./,
  /portHandling$/,
  /\.storeKind$/,
];

function synthesize(props: RandomFarmProps) {
  const chart = new Chart(newApp(), 'test');
  const farm = new CiBuildInfra(chart, 'Farm', props);
  return { farm, manifests: chart.toJson() as Manifest[] };
}

const samples = new Samples(farmProps, SAMPLES, synthesize);

describe(`any valid properties (${SAMPLES} samples, seed ${SEED})`, () => {
  test('make a farm: a delegate, and rights and network for each namespace of builds', () => {
    samples.forEach(({ manifests, farm }) => {
      expect(kindsOf(manifests)).toContain('Deployment');
      const roles = every(manifests, 'Role').filter(({ metadata }) => metadata.name === 'harness-builds');
      expect(roles.map(({ metadata }) => metadata.namespace)).toEqual(
        farm.buildNamespaces.map(({ namespace }) => namespace),
      );
    });
  });

  test('set each property at least 20 times', () => {
    const counts = new Map(
      knownFields()
        .filter((field) => field.startsWith('CiBuildInfraProps.'))
        .map((field) => [field, 0]),
    );
    for (const props of samples.given) {
      for (const field of fieldsOf(props)) if (counts.has(field)) counts.set(field, counts.get(field)! + 1);
    }
    expect([...counts].filter(([, count]) => count < 20)).toEqual([]);
    expect(counts.size).toBeGreaterThan(25);
  });

  test('synthesize to the same bytes again', () => {
    samples.forEach(({ manifests }, props) => {
      expect(JSON.stringify(synthesize(props).manifests)).toBe(JSON.stringify(manifests));
    });
  });

  test('leave nothing undefined or null', () => {
    samples.forEach(({ manifests }) => {
      expect(emptyIn(manifests)).toEqual([]);
    });
  });

  test('give no object twice', () => {
    samples.forEach(({ manifests }) => {
      expect(repeatedIn(manifests)).toEqual([]);
    });
  });

  test('put what belongs to builds into namespaces of builds, and beside the delegate only its own', () => {
    samples.forEach(({ manifests, farm }) => {
      const places = [...farm.buildNamespaces.map(({ namespace }) => namespace), farm.delegate.namespace];
      const ofBuilds = manifests.filter(
        ({ kind, metadata }) =>
          metadata.namespace !== undefined && metadata.name.startsWith('harness-build') && kind !== 'Deployment',
      );
      for (const { kind, metadata } of ofBuilds)
        expect([kind, places]).toEqual([kind, expect.arrayContaining([metadata.namespace])]);
    });
  });

  test('have headless services that select the builds of the account, in STRICT mode always', () => {
    samples.forEach(({ manifests, farm }, { accountId, istio }) => {
      const services = every(manifests, 'Service');
      const places = new Set([farm.delegate.namespace, ...farm.buildNamespaces.map(({ namespace }) => namespace)]);
      if (istio?.strict) expect(services.map(({ metadata }) => metadata.namespace)).toEqual([...places]);
      for (const { spec } of services) expect(spec.selector).toEqual({ accountID: accountId });
    });
  });

  test('have a summary that names every namespace and shows no machinery', () => {
    samples.forEach(({ farm }) => {
      for (const { namespace } of farm.buildNamespaces)
        expect(farm.summary()).toContain(`in namespace ${namespace}, as`);
      expect(farm.summary()).not.toMatch(/undefined|\[object|xharnessunresolved/);
    });
  });

  test.each(Object.entries(LATE))(
    'may be known later as %s: the manifests are those of plain values',
    (_what, late) => {
      for (const props of samples.given.slice(0, 40)) {
        // A tag that is known later does not tell the generation.
        if (props.delegateOptions?.generation === undefined) continue;
        const isLate = (path: string) => !PLAIN.some((pattern) => pattern.test(path));
        const { manifests } = synthesize(lateProps(props, late, isLate));
        expect(JSON.stringify(manifests)).toBe(JSON.stringify(samples.madeOf(props).manifests));
      }
    },
  );
});
