import { ApiObject, App, Chart, Lazy, YamlOutputType, type AppProps } from 'cdk8s';
import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { HarnessApp } from '../../lib/app';
import { manifestsIn, temporaryFolders } from './folders';
import { appPlan, build } from './random-apps';

const SEED = 20260;

const newFolder = temporaryFolders();

/** Builds and synthesizes the same thing with both apps. */
function both(props: AppProps, define: (app: App) => void): [cdk8s: Outcome, harness: Outcome] {
  const [cdk8sFolder, harnessFolder] = [newFolder(), newFolder()];
  return [
    outcome(() => new App({ ...props, outdir: cdk8sFolder }), define, cdk8sFolder),
    outcome(() => new HarnessApp({ ...props, outdir: harnessFolder }), define, harnessFolder),
  ];
}

const CYCLE = 'a cycle';

interface Outcome {
  readonly error?: string;
  /** The objects in each file of manifests; the text of any other file. */
  readonly files?: Record<string, unknown>;
  /** The objects that `synthYaml()` returns. */
  readonly yaml?: unknown;
  readonly chartJson?: string;
}

function outcome(make: () => App, define: (app: App) => void, folder: string): Outcome {
  const app = make();
  define(app);
  try {
    app.synth();
    const chartJson = JSON.stringify(app.charts.map((chart) => [chart.node.path, chart.toJson()]));
    return { files: objectsInFiles(folder), yaml: objectsIn(app.synthYaml()), chartJson };
  } catch (error) {
    // A cycle is described in the words of this package, with the constructs on it only.
    return { error: (error as Error).message.replace(/^(Dependency cycle|.*dependencies without a cycle).*/, CYCLE) };
  }
}

function objectsInFiles(folder: string): Record<string, unknown> {
  const files = Object.entries(manifestsIn(folder));
  return Object.fromEntries(files.map(([path, text]) => [path, path.endsWith('.json') ? text : objectsIn(text)]));
}

/** As JSON, which tells the order of members as well. */
function objectsIn(text: string): string[] {
  return [...parseAllDocuments(text, { version: '1.1' })].map((document) => JSON.stringify(document.toJS()));
}

describe('HarnessApp', () => {
  it(`writes the same files as cdk8s' App, with the same objects, for random apps (seed ${SEED})`, () => {
    const seen = { written: 0, ordered: 0, cycles: 0, invalid: 0 };
    fc.assert(
      fc.property(appPlan, (plan) => {
        let dependencies = 0;
        const [cdk8s, harness] = both(plan.props, (app) => (dependencies = build(app, plan)));
        expect(harness).toEqual(cdk8s);
        seen.written += cdk8s.files ? 1 : 0;
        seen.ordered += cdk8s.files && dependencies > 0 ? 1 : 0;
        seen.cycles += cdk8s.error?.startsWith(CYCLE) ? 1 : 0;
        seen.invalid += cdk8s.error?.startsWith('Validation failed') ? 1 : 0;
      }),
      { seed: SEED, numRuns: 100 },
    );
    expect(seen.written).toBeGreaterThan(50);
    expect(seen.ordered).toBeGreaterThan(30);
    expect(seen.cycles).toBeGreaterThan(0);
    expect(seen.invalid).toBeGreaterThan(0);
  });

  const types = Object.values(YamlOutputType).filter((type) => typeof type === 'number');

  it.each(types)('writes the same files as cdk8s, with the same objects: yamlOutputType %s', (yamlOutputType) => {
    for (const [outputFileExtension, dependent] of [
      [undefined, false],
      ['.yml', true],
    ] as const) {
      const [cdk8s, harness] = both({ yamlOutputType, outputFileExtension }, (app) => {
        const [first, second] = [new Chart(app, 'First'), new Chart(app, 'second')];
        const nested = new Chart(dependent ? first : app, 'nested');
        [first, second, nested].forEach((chart) => new ApiObject(chart, 'Object', { apiVersion: 'v1', kind: 'Pod' }));
        if (dependent) {
          first.addDependency(second);
        }
      });
      expect(harness).toEqual(cdk8s);
      expect(Object.keys(harness.files ?? {})).not.toHaveLength(0);
    }
  });

  it('numbers the charts when they depend on each other', () => {
    const [, harness] = both({}, (app) => new Chart(app, 'late').addDependency(new Chart(app, 'early')));
    expect(Object.keys(harness.files ?? {})).toEqual(['0000-early.k8s.yaml', '0001-late.k8s.yaml']);
  });

  it('orders charts with numeric ids like cdk8s', () => {
    const [cdk8s, harness] = both({ yamlOutputType: YamlOutputType.FILE_PER_APP }, (app) => {
      const group = new Chart(app, '5');
      ['inner', '7'].forEach((id) => new ApiObject(new Chart(group, id), 'o', { apiVersion: 'v1', kind: 'Pod' }));
      ['b', '7', '10', 'a'].forEach((id) => new ApiObject(new Chart(app, id), 'o', { apiVersion: 'v1', kind: 'Pod' }));
    });
    expect(harness).toEqual(cdk8s);
  });

  it('writes no file for an app without charts, and an empty file for a chart without objects', () => {
    expect(both({}, () => undefined)[1].files).toEqual({});
    expect(both({}, (app) => new Chart(app, 'empty'))[1].files).toEqual({ 'empty.k8s.yaml': [] });
  });

  it('records the constructs behind the objects if the property or CDK8S_RECORD_CONSTRUCT_METADATA is set', () => {
    const define = (app: App) => new ApiObject(new Chart(app, 'c'), 'o', { apiVersion: 'v1', kind: 'Pod' });
    const metadata = (props: AppProps) => both(props, define).map(({ files }) => files?.['construct-metadata.json']);
    const [cdk8s, harness] = metadata({ recordConstructMetadata: true });
    expect(harness).toContain('"path":"c/o"');
    expect(harness).toBe(cdk8s);
    expect(metadata({})).toEqual([undefined, undefined]);
    process.env.CDK8S_RECORD_CONSTRUCT_METADATA = 'true';
    try {
      expect(metadata({})).toEqual([cdk8s, cdk8s]);
      expect(metadata({ recordConstructMetadata: false })).toEqual([undefined, undefined]);
    } finally {
      delete process.env.CDK8S_RECORD_CONSTRUCT_METADATA;
    }
  });

  it('reports failed validations with the message of cdk8s', () => {
    const [cdk8s, harness] = both({}, (app) => {
      const chart = new Chart(app, 'chart');
      chart.node.addValidation({ validate: () => ['too short', 'too long'] });
      new Chart(app, 'other').node.addValidation({ validate: () => ['too wide'] });
    });
    expect(harness.error).toBe(
      'Validation failed with the following errors:\n  [chart] too short\n  [chart] too long\n  [other] too wide',
    );
    expect(harness).toEqual(cdk8s);
  });

  it('validates before it renders to a string', () => {
    const app = new HarnessApp();
    new Chart(app, 'chart').node.addValidation({ validate: () => ['too short'] });
    expect(() => app.synthYaml()).toThrow('Validation failed with the following errors:\n  [chart] too short');
  });

  it('honors a chart that renders itself, and custom resolvers', () => {
    class OwnChart extends Chart {
      public override toJson(): any[] {
        return [...super.toJson(), { apiVersion: 'v1', kind: 'Extra', metadata: { name: 'extra' } }];
      }
    }
    const resolvers = [
      { resolve: (context: any) => context.value === 'early' && context.replaceValue('late') },
    ] as AppProps['resolvers'];
    for (const yamlOutputType of types) {
      const [cdk8s, harness] = both({ yamlOutputType, resolvers }, (app) => {
        const chart = new OwnChart(app, 'own');
        new ApiObject(chart, 'o', { apiVersion: 'v1', kind: 'Pod', spec: { when: 'early' } });
      });
      expect(harness).toEqual(cdk8s);
      expect(String(harness.yaml)).toContain('Extra');
      expect(String(harness.yaml)).toContain('late');
    }
  });

  it('renders every object once, in the order of cdk8s', () => {
    const calls: string[][] = [];
    both({}, (app) => {
      const seen: string[] = [];
      calls.push(seen);
      for (const id of ['a', 'b']) {
        const spec = Lazy.any({ produce: () => seen.push(id) });
        new ApiObject(new Chart(app, id), 'o', { apiVersion: 'v1', kind: 'Pod', spec });
      }
    });
    // Once for synth(), once for toJson() of the charts, once for synthYaml().
    expect(calls).toEqual([
      ['a', 'b', 'a', 'b', 'a', 'b'],
      ['a', 'b', 'a', 'b', 'a', 'b'],
    ]);
  });
});
