import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { BuildFarmNamespace, HarnessErrors } from 'harness-constructs';
import { BAD_FARM } from '../support/arbitraries/bad-farm';
import { BAD_FARM_NETWORK } from '../support/arbitraries/bad-farm-network';
import { namespaceProps } from '../support/arbitraries/farm-props';
import { sourceOf } from '../support/arbitraries/recorded';
import { SEED } from '../support/arbitraries/seed';
import { newChart, synth } from '../support/synth';

const SAMPLES = 600;
const ROWS = [...Object.values(BAD_FARM).flat(), ...BAD_FARM_NETWORK].filter(({ what }) => what !== 'its own again');

const samples = fc.sample(fc.record({ valid: namespaceProps, bad: fc.constantFrom(...ROWS) }), {
  seed: SEED,
  numRuns: SAMPLES,
});

describe(`valid properties of which one is made invalid (${SAMPLES} samples, seed ${SEED})`, () => {
  test('are refused by the name of that one, whatever the others are', () => {
    const complaints = samples.flatMap(({ valid, bad }) => {
      const chart = newChart();
      // What is wrong about a mesh or an isolation depends on the other and on the platform.
      const others = { ...valid, isolation: undefined, istio: undefined, platform: undefined };
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

  test('are most of the rules', () => {
    expect(new Set(samples.map(({ bad }) => bad)).size).toBeGreaterThan(0.9 * ROWS.length);
  });
});
