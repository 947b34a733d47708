import { Chart } from 'cdk8s';
import { CiBuildInfra } from '../../lib/farm';
import { farmProps, type RandomFarmProps } from '../testkit/arbitraries/farm-props';
import { LATE, lateProps } from '../testkit/arbitraries/late';
import { fieldsOf, knownFields } from '../testkit/arbitraries/recorded';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { Samples } from '../testkit/samples';
import { every, kindsOf, type Manifest, newApp } from '../testkit/synth';
import { emptyIn, repeatedIn } from '../testkit/well-formed';

const SAMPLES = 220;
/** They determine names or the shape of the output. Tests of the delegate cover its options. */
const PLAIN = [
  /^(delegateName|kubernetesVersion|image\..*)$/,
  /^isolation\.BuildIsolation\.hostPaths\(0\)/,
  /^(scope\.|connectorOptions\.(name|identifier)$)/,
  /^(quota|stagePodOptions|delegateOptions)\./,
  // Builds in the namespace of the delegate determine its Pod Security level.
  /^additionalAccess.*ciBuilds\(0\)/,
  /^additionalVolumeTypes.*\(0\)$/,
  /^allowedProjects/,
  /^podProfile(?!.*\.reason$)/,
  /^allowedImages\.AllowedImages\.\w+\(0\)/,
  /^allowedImages.*\.harnessRegistries/,
  /^costLabels/,
  /(portHandling|seccompFrom)$/,
  /\.storeKind$/,
];

function synthesize(props: RandomFarmProps) {
  const chart = new Chart(newApp(), 'test');
  const farm = new CiBuildInfra(chart, 'Farm', props);
  return { farm, manifests: chart.toJson() as Manifest[] };
}

const samples = new Samples(farmProps, SAMPLES, synthesize);

describe(`any valid properties (${runs(SAMPLES)} samples, seed ${SEED})`, () => {
  test('create a delegate, and rights and network policies for each build namespace', () => {
    samples.forEach(({ manifests, farm }) => {
      expect(kindsOf(manifests)).toContain('Deployment');
      const roles = every(manifests, 'Role').filter(({ metadata }) => metadata.name === 'harness-builds');
      expect(roles.map(({ metadata }) => metadata.namespace)).toEqual(
        farm.buildNamespaces.map(({ namespace }) => namespace),
      );
    });
  });

  test('set each property at least 5 times', () => {
    const counts = new Map(
      knownFields()
        .filter((field) => field.startsWith('CiBuildInfraProps.'))
        .map((field) => [field, 0]),
    );
    for (const props of samples.given) {
      for (const field of fieldsOf(props)) if (counts.has(field)) counts.set(field, counts.get(field)! + 1);
    }
    expect([...counts].filter(([, count]) => count < 5)).toEqual([]);
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

  test('create no object twice', () => {
    samples.forEach(({ manifests }) => {
      expect(repeatedIn(manifests)).toEqual([]);
    });
  });

  test('put objects of builds into build namespaces, and only its own objects into that of the delegate', () => {
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

  test('have headless Services that select the builds of the account, always in STRICT mode', () => {
    samples.forEach(({ manifests, farm }, { accountId, istio }) => {
      const services = every(manifests, 'Service');
      const places = new Set([farm.delegate.namespace, ...farm.buildNamespaces.map(({ namespace }) => namespace)]);
      if (istio?.strict) expect(services.map(({ metadata }) => metadata.namespace)).toEqual([...places]);
      for (const { spec } of services) expect(spec.selector).toEqual({ accountID: accountId });
    });
  });

  test('have a summary that names every namespace and shows no placeholder', () => {
    samples.forEach(({ farm }) => {
      const summary = farm.summary();
      for (const { namespace } of farm.buildNamespaces) expect(summary).toContain(`in namespace ${namespace}, as`);
      expect(summary).not.toMatch(/undefined|\[object|xharnessunresolved/);
    });
  });

  test.each(Object.entries(LATE))(
    'may be known later as %s: the manifests are those of plain values',
    (_what, late) => {
      for (const props of samples.given.slice(0, runs(120))) {
        // An unresolved tag does not determine the generation.
        if (props.delegateOptions?.generation === undefined) continue;
        const isLate = (path: string) => !PLAIN.some((pattern) => pattern.test(path));
        const { manifests } = synthesize(lateProps(props, late, isLate));
        expect(JSON.stringify(manifests)).toBe(JSON.stringify(samples.madeOf(props).manifests));
      }
    },
  );
});
