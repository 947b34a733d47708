import * as fc from 'fast-check';
import { Chart } from 'cdk8s';
import { HarnessDelegate } from 'harness-constructs';
import { delegateProps } from '../testkit/arbitraries/delegate-props';
import { sourceOf } from '../testkit/arbitraries/recorded';
import { SEED } from '../testkit/arbitraries/seed';
import { covers } from '../testkit/covers';
import { EXAMPLES } from '../testkit/examples';
import { type Manifest, newApp, synth } from '../testkit/synth';
import { Cluster, FIELD_MANAGER } from './client/cluster';
import { exampleFiles, snapshotFixtures } from './fixtures';
import { inNamespacesOf, installCustomKinds, makeNamespaces } from './prepare';

const SAMPLES = 20;
const cluster = Cluster.newest();

/** Applies the objects twice, and returns those that the second time changed. */
async function changedBySecondApply(manifests: readonly Manifest[]): Promise<unknown[]> {
  const objects = await makeNamespaces(cluster, inNamespacesOf('drift', manifests));
  const first = await cluster.applyAll(objects);
  const second = await cluster.applyAll(objects);
  const changes = objects.map((_, index) => [ours(first[index].body), ours(second[index].body)]);
  await remove(objects);
  return changes.filter(([before, after]) => JSON.stringify(before) !== JSON.stringify(after));
}

/** The object as it concerns us: controllers may have written their own part in between. */
function ours({ metadata, ...content }: any): unknown {
  delete content.status;
  // The token is of the cluster.
  if (content.type === 'kubernetes.io/service-account-token') delete content.data;
  // A bare ServiceAccount sets no field at all.
  const { name, namespace, generation, labels, managedFields = [] } = metadata;
  const own = managedFields
    .filter(({ manager }: { manager: string }) => manager === FIELD_MANAGER)
    // The server takes the time anew when a controller has written a status in between.
    .map((entry: object) => ({ ...entry, time: undefined }));
  if (!isScaledElsewhere(content, own)) return { name, namespace, generation, labels, own, ...content };
  return { name, namespace, labels, own, ...content, spec: { ...content.spec, replicas: undefined } };
}

/** Whether the number of pods is not ours: from 1.37 on, an autoscaler sets it at once, which is a generation of its own. */
function isScaledElsewhere({ kind }: any, own: readonly any[]): boolean {
  return kind === 'Deployment' && own.every(({ fieldsV1 }) => fieldsV1['f:spec']?.['f:replicas'] === undefined);
}

/** What was sent and is not there in the same words: a GitOps tool would show it as a difference for ever. */
async function differences(manifests: readonly Manifest[]): Promise<string[]> {
  const objects = await makeNamespaces(cluster, inNamespacesOf('drift', manifests));
  const answers = await cluster.applyAll(objects);
  const found = objects.flatMap((manifest, index) => {
    const sent: Manifest & { stringData?: object } = { ...manifest };
    // The server takes it, and gives it back as data.
    delete sent.stringData;
    return differencesIn(sent, answers[index].body, manifest.kind);
  });
  await remove(objects);
  return found;
}

function differencesIn(sent: unknown, kept: any, path: string): string[] {
  if (typeof sent !== 'object' || sent === null) {
    return sent === kept ? [] : [`${path}: ${JSON.stringify(sent)} became ${JSON.stringify(kept)}`];
  }
  if (Array.isArray(sent) && sent.length !== kept?.length) {
    return [`${path}: ${sent.length} elements became ${kept?.length}`];
  }
  return Object.entries(sent).flatMap(([key, value]) => differencesIn(value, kept?.[key], `${path}.${key}`));
}

async function remove(objects: readonly Manifest[]): Promise<void> {
  for (const object of objects) await cluster.admin.delete(await cluster.pathOf(object));
}

/** What is applied to a cluster as a whole: an example may be several such. */
const PROGRAMS: [string, () => Manifest[][]][] = [
  ...EXAMPLES.map((name): [string, () => Manifest[][]] => [`the example ${name}`, () => exampleFiles(name)]),
  ...snapshotFixtures().map(([title, manifests]): [string, () => Manifest[][]] => [
    `the snapshot of ${title}`,
    () => [manifests],
  ]),
];

/** The findings in each of the wholes, one after the other. */
async function inEach<T>(wholes: Manifest[][], find: (whole: Manifest[]) => Promise<T[]>): Promise<T[]> {
  const found: T[] = [];
  for (const whole of wholes) found.push(...(await find(whole)));
  return found;
}

beforeAll(() => installCustomKinds(cluster));

describe('applying again changes nothing', () => {
  test.each(PROGRAMS)('%s', async (_what, manifests) => {
    covers('S003.command.install-or-upgrade');
    expect(await inEach(manifests(), changedBySecondApply)).toEqual([]);
  });

  test(`${SAMPLES} random delegates (seed ${SEED})`, async () => {
    for (const props of fc.sample(delegateProps, { seed: SEED, numRuns: SAMPLES })) {
      const chart = new Chart(newApp(), 'test');
      new HarnessDelegate(chart, 'Delegate', props);
      const changed = await changedBySecondApply(synth(chart));
      expect(changed.length > 0 ? [...changed, sourceOf(props)] : []).toEqual([]);
    }
  });
});

/** The documented manifest writes half a CPU in its own way, which the server does not keep. */
const DOCUMENTED = ['Deployment.spec.template.spec.containers.0.resources.requests.cpu: "0.5" became "500m"'];

describe('the server stores manifests unchanged', () => {
  test.each(PROGRAMS)('%s', async (what, manifests) => {
    expect(await inEach(manifests(), differences)).toEqual(what.endsWith('documented-delegate.ts') ? DOCUMENTED : []);
  });
});

test('a difference would be seen', () => {
  expect(differencesIn({ a: [{ cpu: '1000m' }], b: 1 }, { a: [{ cpu: '1' }], b: 1, c: 2 }, 'X')).toEqual([
    'X.a.0.cpu: "1000m" became "1"',
  ]);
});
