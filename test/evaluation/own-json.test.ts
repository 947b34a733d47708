/** Charts with a `toJson()` of their own: statements are about what it returns, and name the constructs behind it. */
import { ApiObject, App, Chart, Testing, YamlOutputType } from 'cdk8s';
import { renderedObjects } from '../../lib/evaluation';
import { addFarm } from '../farm/infras';

interface Manifest {
  readonly kind: string;
  readonly metadata: { name: string };
  readonly [member: string]: unknown;
}

/** A chart of a program, whose `toJson()` changes what cdk8s renders. */
function chartThat(changes: (manifests: Manifest[]) => unknown[], app: App = Testing.app()): Chart {
  class OwnChart extends Chart {
    public override toJson(): unknown[] {
      return changes(super.toJson() as Manifest[]);
    }
  }
  return new OwnChart(app, 'own');
}

const policy = (chart: Chart, name: string) =>
  new ApiObject(chart, `Policy.${name}`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name },
    spec: { podSelector: {} },
  });

/** Name and path of each object, as the evaluator sees them. */
function seen(chart: Chart): [name: string | undefined, path: string | undefined][] {
  const { objects, paths } = renderedObjects(chart);
  return objects.map((object) => [object.metadata.name, paths.get(object)]);
}

function renamedInPlace(manifest: Manifest): Manifest {
  manifest.metadata.name = `${manifest.metadata.name}-prod`;
  return manifest;
}

const copied = (manifest: Manifest) => ({ ...manifest, metadata: { ...manifest.metadata, labels: { team: 'a' } } });

test.each<[what: string, change: (manifests: Manifest[]) => unknown[], expected: [string, string][]]>([
  [
    'changes nothing',
    (all) => all,
    [
      ['a', 'own/Policy.a'],
      ['b', 'own/Policy.b'],
    ],
  ],
  [
    'renames',
    (all) => all.map(renamedInPlace),
    [
      ['a-prod', 'own/Policy.a'],
      ['b-prod', 'own/Policy.b'],
    ],
  ],
  [
    'copies',
    (all) => all.map(copied),
    [
      ['a', 'own/Policy.a'],
      ['b', 'own/Policy.b'],
    ],
  ],
  ['drops', (all) => all.slice(1), [['b', 'own/Policy.b']]],
  [
    'reorders',
    (all) => all.toReversed(),
    [
      ['b', 'own/Policy.b'],
      ['a', 'own/Policy.a'],
    ],
  ],
  [
    'adds',
    (all) => [...all.slice(1), { ...copied(all[0]), metadata: { name: 'new' } }],
    [
      ['b', 'own/Policy.b'],
      ['new', 'own'],
    ],
  ],
])('a chart that %s', (_what, change, expected) => {
  const chart = chartThat(change);
  ['a', 'b'].forEach((name) => policy(chart, name));
  expect(seen(chart)).toEqual(expected);
  expect(expected.map(([name]) => name)).toEqual(Testing.synth(chart).map(({ metadata }) => metadata.name));
});

test('with a folder for each chart, where cdk8s writes the objects themselves, so does the evaluator', () => {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
  const chart = chartThat(() => [], app);
  policy(chart, 'a');
  expect(seen(chart)).toEqual([['a', 'own/Policy.a']]);
});

test('the chart is named for what it does not render', () => {
  const chart = chartThat(() => {
    throw new Error('not yet');
  });
  policy(chart, 'a');
  expect(renderedObjects(chart).unknown).toEqual(['own']);
});

test('looking leaves the objects as they were', () => {
  const chart = chartThat((all) => all);
  const object = policy(chart, 'a');
  const own = () => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } });
  const other = Object.assign(policy(chart, 'b'), { toJson: own });
  expect(seen(chart)).toContainEqual(['n', 'own/Policy.b']);
  expect(Object.hasOwn(object, 'toJson')).toBe(false);
  expect(Reflect.get(other, 'toJson')).toBe(own);
});

test('the summary of a farm finds the Deployment of its delegate under the name that the chart gives it', () => {
  const hostNetwork = (manifest: Manifest) => {
    if (manifest.kind === 'Deployment') {
      renamedInPlace(manifest);
      const { template } = manifest.spec as { template: { spec: { hostNetwork?: boolean } } };
      template.spec.hostNetwork = true;
    }
    return manifest;
  };
  const chart = chartThat((all) => all.map(hostNetwork));
  expect(addFarm(chart, 'Farm', { delegateOptions: { networkPolicy: {} } }).summary()).toContain(
    'Ingress: from everything: its pods use the network of their node, where no policy applies.',
  );
});
