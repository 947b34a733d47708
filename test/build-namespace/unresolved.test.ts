import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { BuildEgress, BuildFarmNamespace } from '../../lib/build-namespace';
import { NetworkPeer } from '../../lib/core';
import { namespaceProps, type RandomNamespaceProps } from '../testkit/arbitraries/build-namespace-props';
import { LATE, lateProps, textsOf, WIDE_BLOCKS } from '../testkit/arbitraries/late';
import { sourceOf } from '../testkit/arbitraries/recorded';
import { runs, spread } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { refused } from '../testkit/refused';
import { newApp } from '../testkit/synth';
import { delegateIn } from './farms';

const SAMPLES = 60;
/** They determine names or the shape of the output. */
const PLAIN = [
  /^kubernetesVersion$/,
  /^isolation\.BuildIsolation\.hostPaths\(0\)/,
  /^additionalVolumeTypes.*\(0\)$/,
  /^allowedProjects/,
  /^allowedImages\.AllowedImages\.\w+\(0\)/,
  /^allowedImages.*\.harnessRegistries/,
  /^costLabels/,
  /^podProfile(?!.*\.reason$)/,
  /^quota\./,
];
const CHOICE = /(portHandling|seccompFrom)$/;

function mayBeLate(path: string): boolean {
  return !CHOICE.test(path) && !PLAIN.some((pattern) => pattern.test(path));
}

const samples = fc.sample(namespaceProps, { seed: SEED, numRuns: SAMPLES });
const delegatePlaces = ['harness-delegate', 'other'];

function manifestsOf(props: RandomNamespaceProps, late: (value: string) => string = (value) => value): string {
  const chart = new Chart(newApp(), 'test');
  const farm = new BuildFarmNamespace(chart, 'Builds', props);
  delegatePlaces.forEach((place, index) => {
    const scope = new Chart(chart, `c${index}`);
    farm.addDelegate(delegateIn(scope, 'ci', late(place)));
  });
  return JSON.stringify(chart.toJson());
}

describe(`every string that is not documented as plain can be unresolved (${SAMPLES} samples, seed ${SEED})`, () => {
  test.each(Object.entries(LATE))('all at once as %s: the manifests are those of plain values', (_what, late) => {
    samples.slice(0, runs(SAMPLES)).forEach((props) => {
      const plain = manifestsOf(props);
      const got = manifestsOf(lateProps(props, late, mayBeLate), late);
      if (got !== plain) throw new Error(`${firstDifference(plain, got)} for ${sourceOf(props)}`);
    });
  });

  test('and the samples contain most of them', () => {
    const paths = new Set(
      samples.flatMap((props) => textsOf(props).map(([path]) => path.replaceAll(/\[\d+\]/g, '[]'))),
    );
    expect([...paths]).toEqual(
      expect.arrayContaining([
        'namespace',
        'serviceAccountName',
        'imagePullSecrets[]',
        'isolation.BuildIsolation.dockerInDocker(0).reason',
        'istio.Istio.cni(0).revision',
      ]),
    );
  });

  test.each(Object.entries(LATE))('a property documented as plain is refused by name as %s', (_what, late) => {
    const seen = new Set<string>();
    const places = samples.flatMap((props) =>
      textsOf(props)
        .filter(([at]) => PLAIN.some((pattern) => pattern.test(at)))
        .map(([path]) => ({ props, path })),
    );
    for (const { props, path } of spread(places, (place) => place.path.replaceAll(/\d+/g, ''))) {
      const changed = lateProps(props, late, (at) => at === path);
      const { property } = refused(() => manifestsOf(changed));
      expect(/^\w+/.exec(property)?.[0]).toBe(/^\w+/.exec(path)?.[0]);
      seen.add(property.replaceAll(/\[\d+\]/g, '[]'));
    }
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'kubernetesVersion',
        'isolation.hostPaths[]',
        'additionalVolumeTypes[].driver',
        'additionalVolumeTypes[].server',
        'allowedProjects[].orgIdentifier',
        'allowedProjects[].projectIdentifier',
        'allowedImages.patterns[]',
        'quota.requests.cpu',
        'quota.total.memory',
      ]),
    );
  });
});

describe('a block that is known only later', () => {
  const farmWith = (cidr: string, except?: string[]) => {
    const destinations = [{ peer: NetworkPeer.cidr(LATE['a placeholder'](cidr), { except }) }];
    return manifestsOf({ egress: BuildEgress.restrictedTo(destinations), additionalEgress: destinations });
  };

  test('is refused if closed addresses would have to be excluded from it', () => {
    for (const block of WIDE_BLOCKS)
      expect(() => farmWith(block)).toThrow(
        /egress\[0\]\.peer\.cidr: got .* expected a block without .* Pass it as a plain value/,
      );
  });

  test('is rendered if it has none, or if they are excluded', () => {
    expect(farmWith('10.0.0.0/8')).toContain('"ipBlock":{"cidr":"10.0.0.0/8"}');
    const except = ['169.254.0.0/16', '100.64.0.0/10', '168.63.129.16/32', '192.0.0.0/24'];
    expect(farmWith('0.0.0.0/0', except)).toContain(`"except":${JSON.stringify(except)}}`);
  });

  test('is refused if all of it is closed', () => {
    expect(() => farmWith('169.254.169.254/32')).toThrow(/all of it is in 169\.254\.0\.0\/16/);
  });
});

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return `…${one.slice(at - 60, at + 60)}… became …${other.slice(at - 60, at + 60)}…`;
}
