import { inspect } from 'node:util';
import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { HarnessDelegate } from '../../lib/delegate';
import { delegateProps } from '../testkit/arbitraries/delegate-props';
import { invalidValue, RESTRICTED_PROPERTIES, wrongType } from '../testkit/arbitraries/invalid-props';
import { sourceOf } from '../testkit/arbitraries/recorded';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { TYPES } from '../testkit/arbitraries/wrong-delegate-types';
import { refused } from '../testkit/refused';
import { newApp } from '../testkit/synth';

const SAMPLES = 600;

function samplesOf(bad: typeof invalidValue) {
  return fc.sample(fc.record({ valid: delegateProps, bad }), { seed: SEED, numRuns: SAMPLES });
}

const [invalidSamples, wrongSamples] = [samplesOf(invalidValue), samplesOf(wrongType)];

type Sample = (typeof invalidSamples)[0];

/** What is wrong about the refusal, if anything. */
function complaintAbout({ valid, bad: { property, value } }: Sample): string[] {
  const chart = new Chart(newApp(), 'test');
  // With an autoscaler, a number of pods would be a second mistake.
  const others = property === 'autoscaling' ? { ...valid, replicas: undefined } : valid;
  const make = () => {
    new HarnessDelegate(chart, 'Delegate', { ...others, [property]: value });
    chart.toJson();
  };
  const where = `${property}: ${inspect(value)}`;
  try {
    const { property: refusedProperty, constructPath } = refused(make);
    const isNamed = new RegExp(`^${property}\\b`).test(refusedProperty) && constructPath === 'test/Delegate';
    return isNamed ? [] : [`[${constructPath}] ${refusedProperty} is refused for ${where}`];
  } catch (error) {
    return [`${String(error)} for ${where}`];
  }
}

function checkAll(samples: readonly Sample[]): void {
  expect(samples.length).toBeGreaterThan(0);
  const complaints = samples
    .slice(0, runs(samples.length))
    .map((sample) => [complaintAbout(sample), sample] as const)
    .filter(([{ length }]) => length);
  const example = complaints.length === 0 ? '' : `\nfor example in ${sourceOf(complaints[0][1].valid)}`;
  expect(complaints.flatMap(([texts]) => texts).join('\n') + example).toBe('');
}

describe(`valid properties, one made invalid (${runs(SAMPLES)} samples, seed ${SEED})`, () => {
  test.each(RESTRICTED_PROPERTIES)('are refused for %s by that name', (property) => {
    checkAll(invalidSamples.filter(({ bad }) => bad.property === property));
  });
});

describe(`valid properties, one of the wrong type (${runs(SAMPLES)} samples, seed ${SEED})`, () => {
  test.each(Object.keys(TYPES))('are refused for %s by that name', (property) => {
    checkAll(wrongSamples.filter(({ bad }) => bad.property === property));
  });
});
