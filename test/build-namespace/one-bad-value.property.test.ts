import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { BuildFarmNamespace } from '../../lib/build-namespace';
import { HarnessErrors } from '../../lib/core';
import { BAD_FARM } from '../testkit/arbitraries/bad-farm';
import { BAD_FARM_NETWORK } from '../testkit/arbitraries/bad-farm-network';
import { namespaceProps } from '../testkit/arbitraries/build-namespace-props';
import { sourceOf } from '../testkit/arbitraries/recorded';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { newChart, synth } from '../testkit/synth';

const SAMPLES = 1200;
const ROWS = [...Object.values(BAD_FARM).flat(), ...BAD_FARM_NETWORK].filter(({ what }) => what !== 'its own again');

/** Without a policy, none of its settings is valid. */
const withoutPolicy = ({ clusterScoped }: { readonly clusterScoped?: unknown }) =>
  clusterScoped === false
    ? {
        enforcement: undefined,
        additionalVolumeTypes: undefined,
        allowedProjects: undefined,
        allowedImages: undefined,
        podProfile: undefined,
        costLabels: undefined,
      }
    : {};

const samples = fc.sample(fc.record({ valid: namespaceProps, bad: fc.constantFrom(...ROWS) }), {
  seed: SEED,
  numRuns: SAMPLES,
});

describe(`valid properties with one invalid value (${runs(SAMPLES)} samples, seed ${SEED})`, () => {
  test('are refused with the name of the invalid one', () => {
    const complaints = samples.slice(0, runs(SAMPLES)).flatMap(({ valid, bad }) => {
      const chart = newChart();
      // A mesh and an isolation are checked against each other and against the platform.
      const others = {
        ...valid,
        isolation: undefined,
        istio: undefined,
        platform: undefined,
        ...withoutPolicy(bad.props),
      };
      const where = `${bad.what} in ${inspect(bad.props)} among ${sourceOf(valid)}`;
      try {
        new BuildFarmNamespace(chart, 'Builds', { ...others, ...bad.props });
        synth(chart);
        return [`accepted: ${where}`];
      } catch (error) {
        const details = HarnessErrors.detailsOf(error);
        if (details === undefined) return [`${String(error)}: ${where}`];
        const isNamed = details.property === bad.property && details.constructPath === 'test/Builds';
        return isNamed ? [] : [`${details.property} is refused: ${where}`];
      }
    });
    expect(complaints).toEqual([]);
  });

  test('cover most of the rules', () => {
    expect(new Set(samples.map(({ bad }) => bad)).size).toBeGreaterThan(0.9 * ROWS.length);
  });
});
