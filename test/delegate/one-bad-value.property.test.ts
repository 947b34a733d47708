import { inspect } from 'node:util';
import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { HarnessDelegate } from 'harness-constructs';
import { delegateProps } from '../support/arbitraries/delegate-props';
import { invalidValue, RESTRICTED_PROPERTIES, wrongType } from '../support/arbitraries/invalid-props';
import { sourceOf } from '../support/arbitraries/recorded';
import { SEED } from '../support/arbitraries/seed';
import { TYPES } from '../support/arbitraries/wrong-types';
import { refused } from '../support/refused';
import { newApp } from '../support/synth';

const SAMPLES = 600;

function samplesOf(bad: typeof invalidValue) {
  return fc.sample(fc.record({ valid: delegateProps, bad }), { seed: SEED, numRuns: SAMPLES });
}

const [invalidSamples, wrongSamples] = [samplesOf(invalidValue), samplesOf(wrongType)];

type Sample = (typeof invalidSamples)[0];

/** What is wrong about the refusal, if anything. */
function complaintAbout({ valid, bad: { property, value } }: Sample): string[] {
  const chart = new Chart(newApp(), 'test');
  // Beside an autoscaler a number of pods would be the second thing that is wrong.
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
    .map((sample) => [complaintAbout(sample), sample] as const)
    .filter(([{ length }]) => length);
  const example = complaints.length === 0 ? '' : `\nfor example in ${sourceOf(complaints[0][1].valid)}`;
  expect(complaints.flatMap(([texts]) => texts).join('\n') + example).toBe('');
}

describe(`valid properties of which one is made invalid (${SAMPLES} samples, seed ${SEED})`, () => {
  test.each(RESTRICTED_PROPERTIES)('are refused for %s by that name', (property) => {
    checkAll(invalidSamples.filter(({ bad }) => bad.property === property));
  });
});

describe(`valid properties of which one gets the wrong type (${SAMPLES} samples, seed ${SEED})`, () => {
  test.each(Object.keys(TYPES))('are refused for %s by that name', (property) => {
    checkAll(wrongSamples.filter(({ bad }) => bad.property === property));
  });
});
