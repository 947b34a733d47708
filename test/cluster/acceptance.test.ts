import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { CiBuildInfra, HarnessDelegate } from 'harness-constructs';
import { delegateProps } from '../testkit/arbitraries/delegate-props';
import { farmProps } from '../testkit/arbitraries/farm-props';
import { sourceOf } from '../testkit/arbitraries/recorded';
import { SEED } from '../testkit/arbitraries/seed';
import { covers } from '../testkit/covers';
import { EXAMPLES } from '../testkit/examples';
import { type Manifest, newApp, synth } from '../testkit/synth';
import { Cluster } from './client/cluster';
import { eventually } from './client/eventually';
import { exampleFiles, snapshotFixtures } from './fixtures';
import { installCustomKinds, makeNamespaces } from './prepare';
import { isBefore } from './versions';

/** Random configurations on the newest Kubernetes; the others have fewer. */
const [DELEGATES, FARMS] = [300, 60];
const SHARE_ON_OTHERS = 3;

/** The first version of Kubernetes that has the objects of an example, for those that need a newer one than the oldest. */
const FIRST_VERSIONS: { readonly [example: string]: string } = { 'build-pods.ts': '1.36' };

function examplesFor(version: string): string[] {
  return EXAMPLES.filter((name) => !(name in FIRST_VERSIONS) || !isBefore(version, FIRST_VERSIONS[name]));
}

/** What the server says against the objects when they are applied, warnings included. Nothing but namespaces is kept. */
async function complaints(cluster: Cluster, manifests: readonly Manifest[]): Promise<string[]> {
  const objects = await makeNamespaces(cluster, manifests);
  const dryRuns = () =>
    Promise.all(
      objects.map(async (manifest) => {
        const { warnings } = await cluster.apply(manifest, { dryRun: true }).catch((error: Error) => ({
          warnings: [error.message],
        }));
        return warnings.map((warning) => `${manifest.kind} ${manifest.metadata.name}: ${warning}`);
      }),
    );
  // Labels of a namespace that was there already take effect with a delay.
  return (await eventually(dryRuns, (all) => all.flat().length === 0)).flat();
}

function randomDelegates(numRuns: number): [source: string, manifests: Manifest[]][] {
  return fc.sample(delegateProps, { seed: SEED, numRuns }).map((props) => {
    const chart = new Chart(newApp(), 'test');
    new HarnessDelegate(chart, 'Delegate', props);
    return [sourceOf(props), synth(chart)];
  });
}

function randomFarms(numRuns: number): [source: string, manifests: Manifest[]][] {
  return fc.sample(farmProps, { seed: SEED, numRuns }).map((props) => {
    const chart = new Chart(newApp(), 'test');
    new CiBuildInfra(chart, 'Farm', props);
    return [sourceOf(props), synth(chart)];
  });
}

describe.each(Cluster.all().map((cluster) => [cluster.version, cluster] as const))(
  'a real API server of Kubernetes %s takes without a warning',
  (version, cluster) => {
    const share = version === Cluster.newest().version ? 1 : SHARE_ON_OTHERS;
    beforeAll(() => installCustomKinds(cluster));

    test('and warns of what it deprecates, so that silence means something', async () => {
      const metadata = { name: 'deprecated', namespace: 'default', labels: { a: 'b' } };
      const containers = [{ name: 'a', image: 'a' }];
      const template = { metadata, spec: { nodeSelector: { 'beta.kubernetes.io/os': 'linux' }, containers } };
      const spec = { selector: { matchLabels: { a: 'b' } }, template };
      const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec };
      const { warnings } = await cluster.apply(deployment, { dryRun: true });
      expect(warnings.join()).toContain('beta.kubernetes.io/os]: deprecated');
    });

    test.each(examplesFor(version))('what the example %s synthesizes', async (name) => {
      covers('S001.deploy.apply');
      expect(exampleFiles(name).flat().length).toBeGreaterThan(0);
      for (const manifests of exampleFiles(name)) {
        expect(await complaints(cluster, manifests)).toEqual([]);
      }
    });

    test.each(snapshotFixtures())('the snapshot of %s', async (_title, manifests) => {
      expect(await complaints(cluster, manifests)).toEqual([]);
    });

    test.each([
      [DELEGATES / share, `random delegates (seed ${SEED})`, randomDelegates],
      [FARMS / share, `random farms (seed ${SEED})`, randomFarms],
    ] as const)('%d %s', async (count, _what, random) => {
      for (const [source, manifests] of random(count)) {
        const found = await complaints(cluster, manifests);
        expect(found.length > 0 ? [...found, source] : []).toEqual([]);
      }
    });
  },
);

test('some snapshots contain manifests', () => {
  expect(snapshotFixtures().length).toBeGreaterThan(5);
});
