import * as fc from 'fast-check';
import { CiStep, ImageRegistry, StepConnector, UploadDestination } from '../../lib/pipeline';
import { runs } from '../testkit/arbitraries/runs';
import { anyCharacter } from '../testkit/arbitraries/texts';
import { refused } from '../testkit/refused';
import { stageOf } from './stages';

const connector = StepConnector.ofUnknownType('account.c');

const upload = (destination: UploadDestination) =>
  stageOf({ steps: [CiStep.upload('a', { connector, destination, sourcePath: 'out' })] });

/** Uses of the names: with a region, with a bucket. */
const REGIONS: readonly [string, (region: string) => unknown][] = [
  ['destination.region', (region) => upload(UploadDestination.s3({ bucket: 'reports', region }))],
  [
    'registry.region',
    (region) => {
      const registry = ImageRegistry.ecr({ account: '123456789012', region, imageName: 'app' });
      return stageOf({ steps: [CiStep.buildAndPush('a', { connector, registry, tags: ['1'] })] });
    },
  ],
];

const BUCKETS: readonly [string, (bucket: string) => unknown][] = [
  ['S3', (bucket) => upload(UploadDestination.s3({ bucket, region: 'eu-west-1' }))],
  ['Google Cloud Storage', (bucket) => upload(UploadDestination.gcs({ bucket }))],
];

const EXPRESSIONS = ['<+input>', '<+pipeline.variables.place>', '<+input>.default(eu-west-1)'];

describe.each(REGIONS)('%s', (property, make) => {
  test.each(['us-east-1', 'us-gov-west-1', 'eusc-de-east-1', 'ap-southeast-5', ...EXPRESSIONS])(
    'accepts %s',
    (region) => {
      expect(() => make(region)).not.toThrow();
    },
  );

  test('with a blank, an uppercase letter or punctuation anywhere is refused', () => {
    const wrong = fc.tuple(fc.nat(9), fc.constantFrom(' ', '\t', '\n', '\u00a0', 'E', '/', '_', '.', ':'));
    fc.assert(
      fc.property(wrong, ([at, character]) => {
        const region = `${'eu-west-1'.slice(0, at)}${character}${'eu-west-1'.slice(at)}`;
        expect(refused(() => make(region)).property).toBe(`steps[0].${property}`);
      }),
      { numRuns: runs(200) },
    );
  });

  test.each([
    ...['EU (Ireland)', 'eu west 1', '-eu', 'eu-', 'eu--west', 'nope', 'auto', 'eu-west', 'eu-west-1a', 'useast1'],
    // A region of Google Cloud.
    'europe-west1',
  ])('is refused: %s', (region) => {
    expect(refused(() => make(region)).property).toBe(`steps[0].${property}`);
  });
});

describe.each(BUCKETS)('a bucket of %s', (_store, make) => {
  test.each(['reports', 'a.b.c', 'a-b', '0ab', 'x'.repeat(63), ...EXPRESSIONS])('accepts %s', (bucket) => {
    expect(() => make(bucket)).not.toThrow();
  });

  test.each([
    ...['ab', '192.168.5.4', 'Reports', 'a bucket', '-abc', 'abc-', '.abc', 'abc.', 'a..b'],
    ...['s3://reports', 'gs://reports', 'reports/path', 'arn:aws:s3:::reports', 'https://reports', 'x'.repeat(64)],
  ])('is no bucket: %s', (bucket) => {
    expect(refused(() => make(bucket)).property).toBe('steps[0].destination.bucket');
  });

  test('with a character that no bucket has is refused', () => {
    const other = anyCharacter.filter((one) => !/[-_.a-z0-9]/.test(one));
    fc.assert(
      fc.property(other, fc.nat(7), (character, at) => {
        const bucket = `${'reports'.slice(0, at)}${character}${'reports'.slice(at)}`;
        expect(refused(() => make(bucket)).property).toBe('steps[0].destination.bucket');
      }),
      { numRuns: runs(200) },
    );
  });
});

test('an underscore is valid in Google Cloud Storage only', () => {
  const [[, s3], [, gcs]] = BUCKETS;
  expect(() => gcs('my_reports')).not.toThrow();
  expect(refused(() => s3('my_reports')).property).toBe('steps[0].destination.bucket');
});
