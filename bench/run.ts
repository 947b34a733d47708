/** `npm run bench`: ratios within one run, on the compiled package; exit code 1 when a promise is missed. */
import { assertSameManifests, inTurn, median, medianRatio, printed, type Program, wall } from './measure';

interface Result {
  readonly promise: string;
  readonly measured: string;
  readonly holds: boolean;
}

const BY_HAND = 'by-hand.js';
const WITH_CONSTRUCTS = 'with-constructs.js';
const PULUMI_FARMS = 'pulumi-farms.js';

function loading(): Result {
  const [own] = inTurn([{ name: 'require-time.js', args: ['harness-constructs'] }], 21, printed);
  const milliseconds = median(own);
  return {
    promise: 'loading adds at most 25 ms to loading cdk8s',
    measured: `${milliseconds.toFixed(1)} ms`,
    holds: milliseconds <= 25,
  };
}

/** The constructs against a plain cdk8s program with the same objects, as whole processes. */
function againstByHand(count: number, rounds: number, limit: number): Result {
  const programs: Program[] = [WITH_CONSTRUCTS, BY_HAND].map((name) => ({ name, args: [count] }));
  assertSameManifests(programs);
  const [own, byHand] = inTurn(programs, rounds, wall);
  return ratio(
    `${count} delegate(s) cost at most ${limit} x the same objects by hand`,
    medianRatio(own, byHand),
    limit,
    own,
    byHand,
  );
}

function growth(): Result {
  const programs: Program[] = [1000, 50].map((count) => ({ name: WITH_CONSTRUCTS, args: [count, 'timed'] }));
  const [many, few] = inTurn(programs, 5, printed);
  return ratio('1,000 delegates take at most 25 x as long as 50', medianRatio(many, few), 25, many, few);
}

function manyCharts(): Result {
  const programs: Program[] = ['cdk8s', 'harness'].map((app) => ({ name: 'many-charts.js', args: [1000, app] }));
  const [cdk8s, harness] = inTurn(programs, 3, wall);
  const measured = medianRatio(cdk8s, harness);
  return {
    promise: '1,000 charts of 15 objects at least 2.5 x faster than through cdk8s App',
    measured: `${measured.toFixed(2)} x (${median(harness).toFixed(0)} ms against ${median(cdk8s).toFixed(0)} ms)`,
    holds: measured >= 2.5,
  };
}

function underPulumi(count: number, rounds: number): Result {
  const programs: Program[] = ['components', 'by-hand'].map((how) => ({ name: PULUMI_FARMS, args: [count, how] }));
  const [own, byHand] = inTurn(programs, rounds, printed);
  return ratio(
    `${count} farm(s) under Pulumi cost at most 1.2 x registering the same objects by hand after synth`,
    medianRatio(own, byHand),
    1.2,
    own,
    byHand,
  );
}

function growthUnderPulumi(): Result {
  const programs: Program[] = [100, 10].map((count) => ({ name: PULUMI_FARMS, args: [count, 'components'] }));
  const [many, few] = inTurn(programs, 5, printed);
  return ratio('100 farms under Pulumi take at most 12 x as long as 10', medianRatio(many, few), 12, many, few);
}

function ratio(
  promise: string,
  measured: number,
  limit: number,
  own: readonly number[],
  other: readonly number[],
): Result {
  const times = `${median(own).toFixed(0)} ms against ${median(other).toFixed(0)} ms`;
  return { promise, measured: `${measured.toFixed(2)} x (${times})`, holds: measured <= limit };
}

const benches = [
  loading,
  () => againstByHand(1, 21, 1.15),
  () => againstByHand(500, 7, 1.3),
  growth,
  manyCharts,
  () => underPulumi(1, 21),
  () => underPulumi(20, 7),
  growthUnderPulumi,
];
const results = benches.map((bench) => {
  const result = bench();
  console.log(`${result.holds ? 'ok  ' : 'MISS'} ${result.promise}: ${result.measured}`);
  return result;
});
process.exit(results.every(({ holds }) => holds) ? 0 : 1);
