import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, YamlOutputType } from 'cdk8s';
import type * as constructs from 'harness-constructs';
import { parse, parseAllDocuments } from 'yaml';
import { HarnessApp, type HarnessAppProps } from '../../lib/app';
import { BuildFarmNamespace } from '../../lib/build-namespace';
import { KubernetesClusterConnector, KubernetesCredentials } from '../../lib/connector';
import { HarnessScope } from '../../lib/document';
import { DelegateSelection } from '../../lib/reference';
import { refused } from '../testkit/refused';
import { addChart, nextRun } from './apps';
import { age, everythingIn, manifestsIn, pruning, put, RECORD, stateOf, temporaryFolders } from './folders';

const newFolder = temporaryFolders();
afterEach(() => {
  delete process.env.HARNESS_OUTDIR;
});

function addConnectors(chart: Chart, ...names: string[]): KubernetesClusterConnector[] {
  return names.map(
    (name) =>
      new KubernetesClusterConnector(chart, `Connector.${name}`, {
        name,
        credentials: KubernetesCredentials.inheritFromDelegate(),
        delegates: DelegateSelection.withTags(['ci']),
      }),
  );
}

/** An app with a chart of one ConfigMap and connectors. */
function appWith(outdir: string, names: readonly string[], props: HarnessAppProps = {}): HarnessApp {
  const app = new HarnessApp({ outdir, outputOwner: 'test', ...props });
  addConnectors(addChart(app, 'chart', 'map'), ...names);
  return app;
}

function run(outdir: string, names: readonly string[], props?: HarnessAppProps): HarnessApp {
  const app = appWith(outdir, names, props);
  app.synth();
  return app;
}

const pathOf = (name: string) => `connectors/account/${name}.yaml`;

describe('Harness documents', () => {
  it('go next to the output folder, into folders by kind', () => {
    const outdir = join(newFolder(), 'dist');
    const app = run(outdir, ['b', 'a']);
    expect(app.documentOutdir).toBe(`${outdir}-harness`);
    expect(app.writtenDocuments).toEqual([pathOf('a'), pathOf('b')]);
    expect(Object.keys(manifestsIn(`${outdir}-harness`))).toEqual(app.writtenDocuments);
    expect(app.writtenFiles).toEqual(['chart.k8s.yaml']);
    expect(parse(manifestsIn(`${outdir}-harness`)[pathOf('a')])).toMatchObject({ connector: { identifier: 'a' } });
  });

  it('go next to an output folder that ends in a slash or is relative', () => {
    const outdir = join(newFolder(), 'dist');
    expect(run(`${outdir}/`, ['a']).documentOutdir).toBe(`${outdir}-harness`);
    expect(new HarnessApp({ outdir: 'out' }).documentOutdir).toBe(join(process.cwd(), 'out-harness'));
  });

  it('go to HARNESS_OUTDIR', () => {
    const root = newFolder();
    process.env.HARNESS_OUTDIR = join(root, 'documents');
    const outdir = join(root, 'dist');
    expect(run(outdir, ['a']).documentOutdir).toBe(process.env.HARNESS_OUTDIR);
    expect(Object.keys(manifestsIn(process.env.HARNESS_OUTDIR))).toEqual([pathOf('a')]);
    expect(existsSync(`${outdir}-harness`)).toBe(false);
  });

  it('go next to the output folder if HARNESS_OUTDIR is empty', () => {
    process.env.HARNESS_OUTDIR = '';
    const outdir = join(newFolder(), 'dist');
    expect(run(outdir, ['a']).documentOutdir).toBe(`${outdir}-harness`);
  });

  it('get no folder if the app has none', () => {
    const outdir = join(newFolder(), 'dist');
    const app = run(outdir, []);
    expect(app.writtenDocuments).toEqual([]);
    expect(existsSync(`${outdir}-harness`)).toBe(false);
  });

  it('are the same bytes from run to run, in any folder', () => {
    const [one, two] = [newFolder(), newFolder()].map((root) => {
      run(join(root, 'dist'), ['b', 'a']);
      return everythingIn(join(root, 'dist-harness'));
    });
    expect(two).toEqual(one);
  });

  it('do not include those that were refused or removed from the tree', () => {
    const app = new HarnessApp({ outdir: join(newFolder(), 'dist') });
    const chart = addChart(app, 'chart', 'map');
    expect(() => addConnectors(chart, 'a', 'none/at/all')).toThrow();
    addConnectors(chart, 'b');
    chart.node.tryRemoveChild('Connector.b');
    app.synth();
    expect(app.writtenDocuments).toEqual([pathOf('a')]);
  });
});

describe('an output folder without a place for documents next to it', () => {
  afterEach(() => {
    jest.restoreAllMocks();
    delete process.env.CDK8S_OUTDIR;
  });

  it.each(['', 'project', 'project/inner'])('is the current folder or contains it: run in "%s"', (where) => {
    const root = newFolder();
    mkdirSync(join(root, 'project/inner'), { recursive: true });
    jest.spyOn(process, 'cwd').mockReturnValue(join(root, where));
    expect(refused(() => run(root, ['a']))).toMatchObject({
      property: 'HARNESS_OUTDIR',
      allowed: expect.stringContaining('is the current folder or contains it') as string,
    });
    expect(existsSync(`${root}-harness`)).toBe(false);
    expect(run(root, []).writtenFiles).toEqual(['chart.k8s.yaml']);
    process.env.HARNESS_OUTDIR = join(newFolder(), 'documents');
    expect(run(root, ['a']).writtenDocuments).toEqual([pathOf('a')]);
  });

  it('is the temporary one of cdk8s synth --stdout, which leaves documents out without HARNESS_OUTDIR', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-'));
    try {
      process.env.CDK8S_OUTDIR = outdir;
      expect(run(outdir, ['a']).writtenDocuments).toEqual([]);
      expect(existsSync(`${outdir}-harness`)).toBe(false);
      process.env.HARNESS_OUTDIR = join(newFolder(), 'documents');
      expect(run(outdir, ['a']).writtenDocuments).toEqual([pathOf('a')]);
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });

  it('is not a temporary folder that the program chose itself', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-'));
    try {
      expect(run(outdir, ['a']).writtenDocuments).toEqual([pathOf('a')]);
    } finally {
      [outdir, `${outdir}-harness`].forEach((folder) => rmSync(folder, { recursive: true }));
    }
  });
});

describe('a folder for documents inside the output folder', () => {
  it.each(['dist', 'dist/', 'dist/harness', 'dist/a/b', './dist/../dist/a', 'link', 'link/a'])(
    'is refused: %s',
    (path) => {
      const root = newFolder();
      mkdirSync(join(root, 'dist/inner'), { recursive: true });
      symlinkSync(join(root, 'dist/inner'), join(root, 'link'));
      process.env.HARNESS_OUTDIR = `${root}/${path}`;
      const app = appWith(join(root, 'dist'), ['a']);
      for (const act of [() => app.synth(), () => app.documentOutdir]) {
        expect(refused(act)).toMatchObject({ property: 'HARNESS_OUTDIR', given: JSON.stringify(`${root}/${path}`) });
      }
      expect(everythingIn(join(root, 'dist'))).toEqual({});
    },
  );

  it('is refused if only the documents would end up inside', () => {
    const root = newFolder();
    process.env.HARNESS_OUTDIR = root;
    expect(refused(() => run(join(root, 'connectors'), ['a'])).property).toBe('HARNESS_OUTDIR');
    expect(existsSync(join(root, 'connectors'))).toBe(false);
  });

  it.each(['.', 'dist2', 'dist-documents', '..dist', 'a/dist'])('does not include %s', (path) => {
    const root = newFolder();
    process.env.HARNESS_OUTDIR = join(root, path);
    run(join(root, 'dist'), ['a']);
    expect(existsSync(join(root, path, pathOf('a')))).toBe(true);
    expect(Object.keys(manifestsIn(join(root, 'dist')))).toEqual(['chart.k8s.yaml']);
  });
});

describe('a scan of the output folder', () => {
  it.each(Object.entries(YamlOutputType).filter(([, type]) => typeof type === 'number'))(
    'finds Kubernetes objects only, with %s',
    (_name, yamlOutputType) => {
      const outdir = join(newFolder(), 'dist');
      const app = new HarnessApp({ outdir, yamlOutputType: yamlOutputType as YamlOutputType, outputOwner: 'test' });
      new BuildFarmNamespace(new Chart(app, 'builds'), 'Builds');
      addConnectors(addChart(app, 'chart', 'map'), 'a');
      app.synth();
      const objects = Object.values(manifestsIn(outdir)).flatMap((text) =>
        parseAllDocuments(text).map((document) => document.toJS() as object),
      );
      expect(objects.length).toBeGreaterThan(5);
      for (const object of objects) expect(object).toHaveProperty('apiVersion');
      for (const object of objects) expect(object).not.toHaveProperty('connector');
      expect(app.writtenDocuments).toContain(pathOf('a'));
    },
  );

  it('finds no documents if an app renders without writing', () => {
    const app = appWith(join(newFolder(), 'dist'), ['a']);
    expect(app.synthYaml()).not.toContain('connector:');
    expect(app.charts.flatMap((chart) => chart.toJson() as { kind: string }[]).map(({ kind }) => kind)).toEqual([
      'ConfigMap',
    ]);
  });
});

describe('documents of earlier runs', () => {
  it('stay, and are removed with --prune if the app wrote them', () => {
    const outdir = join(newFolder(), 'dist');
    put(`${outdir}-harness`, pathOf('by-hand'), 'connector: {}');
    run(outdir, ['a', 'b']);
    run(outdir, ['b'], { outputOwner: 'other' });
    run(outdir, ['c']);
    const documents = () => Object.keys(manifestsIn(`${outdir}-harness`));
    expect(documents()).toEqual(['a', 'b', 'by-hand', 'c'].map(pathOf));
    nextRun();
    pruning(() => run(outdir, ['c']));
    // Nobody can tell whether an app still has the name "other": --prune decides.
    expect(documents()).toEqual(['by-hand', 'c'].map(pathOf));
  });

  it('are removed with their folders and the list when none are left', () => {
    const outdir = join(newFolder(), 'dist');
    run(outdir, ['a']);
    expect(everythingIn(`${outdir}-harness`)[RECORD]).toContain(pathOf('a'));
    pruning(() => run(outdir, []));
    expect(Object.keys(stateOf(`${outdir}-harness`))).toEqual(['.']);
  });

  it('are not touched if they are unchanged', () => {
    const outdir = join(newFolder(), 'dist');
    run(outdir, ['a', 'b']);
    put(`${outdir}-harness`, pathOf('b'), 'changed: by hand');
    age(`${outdir}-harness`);
    run(outdir, ['a', 'b']);
    const [a, b] = ['a', 'b'].map((name) => statSync(join(`${outdir}-harness`, pathOf(name))).mtimeMs);
    expect(a).toBe(1_000_000_000_000);
    expect(b).toBeGreaterThan(a);
    expect(readFileSync(join(`${outdir}-harness`, pathOf('b')), 'utf8')).toContain('identifier: b');
  });

  it.each<[string, (app: HarnessApp) => void]>([
    ['a validation', (app) => app.node.addValidation({ validate: () => ['thrown late'] })],
    [
      'a document',
      (app) => {
        const connector = addConnectors(app.charts[0], 'broken')[0];
        connector.toDocument = () => {
          throw new Error('thrown late');
        };
      },
    ],
  ])('stay, together with the objects, when %s fails', (_what, fail) => {
    const root = newFolder();
    const outdir = join(root, 'dist');
    run(outdir, ['a', 'b']);
    const [content, state] = [everythingIn(root), stateOf(root)];
    const app = appWith(outdir, ['c']);
    addChart(app, 'more', 'more-map');
    fail(app);
    expect(() => app.synth()).toThrow('thrown late');
    expect(everythingIn(root)).toEqual(content);
    expect(stateOf(root)).toEqual(state);
    expect(app.writtenDocuments).toEqual([]);
  });
});

describe('programs that share a folder for documents', () => {
  const argv = process.argv;
  afterEach(() => {
    process.argv = argv;
  });

  it("leave each other's documents alone, although the program files have the same name", () => {
    const root = newFolder();
    process.env.HARNESS_OUTDIR = join(root, 'documents');
    const program = (team: string, ...names: string[]) => {
      process.argv = [process.execPath, join(root, team, 'main.ts'), ...process.argv.slice(2)];
      nextRun();
      run(join(root, team, 'dist'), names, { outputOwner: undefined });
    };
    program('one', 'a', 'b');
    program('two', 'c');
    put(root, 'two/main.ts', '');
    pruning(() => program('one', 'b'));
    expect(Object.keys(manifestsIn(process.env.HARNESS_OUTDIR))).toEqual([pathOf('b'), pathOf('c')]);
  });
});

describe("cdk8s' own App", () => {
  it('leaves documents out, which still render themselves', () => {
    const outdir = join(newFolder(), 'dist');
    const app = new App({ outdir });
    const chart = new Chart(app, 'chart');
    const [connector] = addConnectors(chart, 'a');
    expect(connector.toYaml()).toBe(
      [
        'connector:',
        '  name: a',
        '  identifier: a',
        '  type: K8sCluster',
        '  spec:',
        '    credential:',
        '      type: InheritFromDelegate',
        '    delegateSelectors:',
        '      - ci',
        '',
      ].join('\n'),
    );
    app.synth();
    expect(Object.values(everythingIn(outdir)).join('')).not.toContain('connector');
    expect(existsSync(`${outdir}-harness`)).toBe(false);
  });
});

describe('documents of two copies of this package', () => {
  it('are written together, and claim names together', () => {
    const outdir = join(newFolder(), 'dist');
    const app = new HarnessApp({ outdir, outputOwner: 'test' });
    const chart = addChart(app, 'chart', 'map');
    addConnectors(chart, 'a');
    jest.isolateModules(() => {
      const other = jest.requireActual<typeof constructs>('harness-constructs');
      expect(other.KubernetesClusterConnector).not.toBe(KubernetesClusterConnector);
      const props = {
        scope: HarnessScope.organization('eng'),
        credentials: KubernetesCredentials.inheritFromDelegate(),
        delegates: DelegateSelection.withTags(['ci']),
      };
      new other.KubernetesClusterConnector(chart, 'Other', { ...props, name: 'b' });
      const again = () =>
        new other.KubernetesClusterConnector(chart, 'Again', { ...props, name: 'a', scope: undefined });
      expect(refused(again).property).toBe('identifier');
    });
    app.synth();
    expect(app.writtenDocuments).toEqual([pathOf('a'), 'connectors/eng/b.yaml']);
  });
});
