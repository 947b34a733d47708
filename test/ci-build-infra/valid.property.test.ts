import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { CiBuildInfra } from 'harness-constructs';
import { every } from '../build-farm/farms';
import { farmProps, type RandomFarmProps } from '../support/arbitraries/farm-props';
import { LATE, lateProps } from '../support/arbitraries/late';
import { fieldsOf, knownFields, sourceOf } from '../support/arbitraries/recorded';
import { SEED } from '../support/arbitraries/seed';
import { kindsOf, type Manifest, newApp } from '../support/synth';

const SAMPLES = 220;
/** They decide names or the shape of the output; the options of the delegate are tested with the delegate. */
const PLAIN = [
  /^(delegateName|kubernetesVersion|image\..*)$/,
  /^isolation\.BuildIsolation\.hostPaths\(0\)/,
  /^(quota|delegateOptions)\./,
  /portHandling$/,
  /\.storeKind$/,
];

const samples = fc.sample(farmProps, { seed: SEED, numRuns: SAMPLES });

function synthesize(props: RandomFarmProps) {
  const chart = new Chart(newApp(), 'test');
  const farm = new CiBuildInfra(chart, 'Farm', props);
  return { farm, manifests: chart.toJson() as Manifest[] };
}

const synthesized = samples.map((props) => {
  try {
    return synthesize(props);
  } catch (error) {
    throw new Error(`fails for ${sourceOf(props)}`, { cause: error });
  }
});

function forEachSample(check: (made: ReturnType<typeof synthesize>, props: RandomFarmProps) => void): void {
  samples.forEach((props, index) => {
    try {
      check(synthesized[index], props);
    } catch (error) {
      throw new Error(`fails for ${sourceOf(props)}`, { cause: error });
    }
  });
}

function valuesIn(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(valuesIn)] : [value];
}

describe(`any valid properties (${SAMPLES} samples, seed ${SEED})`, () => {
  test('make a farm: a delegate, and rights and network for each namespace of builds', () => {
    forEachSample(({ manifests, farm }) => {
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
    for (const props of samples) {
      for (const field of fieldsOf(props)) if (counts.has(field)) counts.set(field, counts.get(field)! + 1);
    }
    expect([...counts].filter(([, count]) => count < 20)).toEqual([]);
    expect(counts.size).toBeGreaterThan(25);
  });

  test('synthesize to the same bytes again', () => {
    forEachSample(({ manifests }, props) => {
      expect(JSON.stringify(synthesize(props).manifests)).toBe(JSON.stringify(manifests));
    });
  });

  test('leave nothing undefined or null', () => {
    forEachSample(({ manifests }) => {
      expect(valuesIn(manifests).filter((value) => value === undefined || value === null)).toEqual([]);
    });
  });

  test('give no object twice', () => {
    forEachSample(({ manifests }) => {
      const names = manifests.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
      expect(names).toEqual([...new Set(names)]);
    });
  });

  test('put what belongs to builds into namespaces of builds, and beside the delegate only its own', () => {
    forEachSample(({ manifests, farm }) => {
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
    forEachSample(({ manifests, farm }, { accountId, istio }) => {
      const services = every(manifests, 'Service');
      const places = new Set([farm.delegate.namespace, ...farm.buildNamespaces.map(({ namespace }) => namespace)]);
      if (istio?.strict) expect(services.map(({ metadata }) => metadata.namespace)).toEqual([...places]);
      for (const { spec } of services) expect(spec.selector).toEqual({ accountID: accountId });
    });
  });

  test('have a summary that names every namespace and shows no machinery', () => {
    forEachSample(({ farm }) => {
      for (const { namespace } of farm.buildNamespaces)
        expect(farm.summary()).toContain(`in namespace ${namespace}, as`);
      expect(farm.summary()).not.toMatch(/undefined|\[object|xharnessunresolved/);
    });
  });

  test.each(Object.entries(LATE))(
    'may be known later as %s: the manifests are those of plain values',
    (_what, late) => {
      for (const [index, props] of samples.slice(0, 40).entries()) {
        // A tag that is known later does not tell the generation.
        if (props.delegateOptions?.generation === undefined) continue;
        const isLate = (path: string) => !PLAIN.some((pattern) => pattern.test(path));
        const { manifests } = synthesize(lateProps(props, late, isLate));
        expect(JSON.stringify(manifests)).toBe(JSON.stringify(synthesized[index].manifests));
      }
    },
  );
});
