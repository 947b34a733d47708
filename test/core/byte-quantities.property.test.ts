import * as fc from 'fast-check';
import { BuildQuota } from '../../lib/build-namespace';
import { CiStep, StageResources, StageVolume, StepConnector } from '../../lib/pipeline';
import { synthInfra } from '../farm/infras';
import { infrastructureOf, stageOf } from '../pipeline/stages';
import { runs } from '../testkit/arbitraries/runs';
import { refused } from '../testkit/refused';

const connector = StepConnector.dockerHub('account.d');
const step = (memory: string) =>
  CiStep.run('a', { connector, image: 'a:1', command: 'make', resources: { cpu: '1', memory } });

/** Everywhere an amount of memory or storage is set. */
const PLACES: { readonly [place: string]: (amount: string) => unknown } = {
  'the request of a delegate': (memoryRequest) =>
    synthInfra({ delegateOptions: { resources: { memoryRequest, memoryLimit: '4Gi' } } }),
  'the limit of a delegate': (memoryLimit) => synthInfra({ delegateOptions: { resources: { memoryLimit } } }),
  'the disk of a delegate': (ephemeralStorageRequest) =>
    synthInfra({ delegateOptions: { resources: { ephemeralStorageRequest } } }),
  'a sidecar of a delegate': (memory) =>
    synthInfra({
      delegateOptions: { sidecars: [{ name: 'a', image: 'a:1', resources: { limits: { memory } } }] },
    }),
  'an emptyDir of a delegate': (sizeLimit) =>
    synthInfra({ delegateOptions: { volumes: [{ name: 'a', emptyDir: { sizeLimit } }] } }),
  'a build': (memory) => synthInfra({ quota: BuildQuota.forConcurrentBuilds(2, { cpu: '1', memory }) }),
  'the disk of a build': (ephemeralStorage) =>
    synthInfra({ quota: BuildQuota.forConcurrentBuilds(2, { cpu: '1', memory: '1Gi', ephemeralStorage }) }),
  'a quota': (memory) => synthInfra({ quota: BuildQuota.ofTotal({ cpu: '1', memory, pods: 1 }) }),
  'a step': (memory) => stageOf({ steps: [step(memory)] }),
  'a step in an estimate': (memory) => StageResources.of([step(memory)]),
  'a sidecar of a stage': (memory) =>
    StageResources.of([step('1Gi')], { sidecar: { requests: { cpu: '1', memory } } }).podRequests,
  'a volume of a stage': (size) => infrastructureOf({ volumes: [StageVolume.emptyDir('/a', { size })] }),
};

describe.each(Object.entries(PLACES))('%s', (_place, make) => {
  test('cannot have so little that the unit is missing, or is m', () => {
    const digits = fc.integer({ min: 1, max: 9999 }).map(String);
    const amount = fc.oneof(
      digits,
      fc.tuple(digits, fc.constantFrom('m', 'u', 'n', 'k')).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(
        amount.filter((text) => !/^[1-9][0-9]{3}k$/.test(text)),
        (text) => {
          refused(() => make(text));
        },
      ),
      { numRuns: runs(50), examples: [['4'], ['4m'], ['512'], ['1048575']] },
    );
  });

  test.each(['1Gi', '2G', '512Mi', '1073741824'])('can have %s', (text) => {
    expect(() => make(text)).not.toThrow();
  });
});
