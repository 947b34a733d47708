import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import type * as constructs from 'harness-constructs';
import { HarnessApp } from '../../lib/app';
import { KubernetesClusterConnector, KubernetesCredentials, SpotConnector } from '../../lib/connector';
import { HarnessDocument } from '../../lib/document';
import { CiBuildInfra } from '../../lib/farm';
import { CiStage, CiStep, KubernetesDirectInfrastructure, StepConnector } from '../../lib/pipeline';
import { DelegateSelection } from '../../lib/reference';
import { LEAST } from '../farm/infras';

let outdir: string;
beforeEach(() => (outdir = mkdtempSync(join(tmpdir(), 'harness-lost-'))));
afterEach(() => rmSync(outdir, { recursive: true }));

const STEPS = [CiStep.run('Tests', { image: 'a:1', connector: StepConnector.dockerHub('account.d'), command: 'x' })];

function connector(chart: Chart): KubernetesClusterConnector {
  return new KubernetesClusterConnector(chart, 'Connector', {
    name: 'ci',
    credentials: KubernetesCredentials.inheritFromDelegate(),
    delegates: DelegateSelection.withTags(['ci']),
  });
}

function infrastructure(chart: Chart): KubernetesDirectInfrastructure {
  return new KubernetesDirectInfrastructure(chart, 'Infrastructure', {
    connector: KubernetesClusterConnector.fromReference(chart, 'Imported', 'account.there'),
    namespace: 'builds',
  });
}

class Note extends HarnessDocument {
  public readonly documentPath = 'notes/a.yaml';

  public _lateDocument(): { [key: string]: unknown } {
    return { note: 'a' };
  }
}

const MADE_BY_NAME: [string, string, (chart: Chart) => HarnessDocument][] = [
  ['a connector', 'connectors/account/ci.yaml', connector],
  [
    'a Spot connector',
    'connectors/account/spot.yaml',
    (chart) => new SpotConnector(chart, 'Spot', { name: 'spot', spotAccountId: 'act-1', apiTokenRef: 'account.spot' }),
  ],
  [
    'a stage',
    'stages/account/Build.yaml',
    (chart) => new CiStage(chart, 'Stage', { name: 'Build', steps: STEPS, infrastructure: infrastructure(chart) }),
  ],
  [
    'a stage of a farm',
    'stages/account/Build.yaml',
    (chart) => new CiBuildInfra(chart, 'Farm', LEAST).stage({ name: 'Build', steps: STEPS }),
  ],
  [
    'the connector of a farm that sets connectorOptions',
    'connectors/account/other.yaml',
    (chart) => new CiBuildInfra(chart, 'Farm', { ...LEAST, connectorOptions: { name: 'other' } }).connector.document!,
  ],
  ['an infrastructure without a stage', 'infrastructures/chart.Infrastructure.yaml', infrastructure],
  ["a user's own document", 'notes/a.yaml', (chart) => new Note(chart, 'Note')],
];

describe.each(MADE_BY_NAME)('%s that the program makes by name', (_what, path, make) => {
  it("is refused by synth() of cdk8s' own App, with the path and the remedy", () => {
    const app = new App({ outdir });
    make(new Chart(app, 'chart'));
    const message = new RegExp(
      `^  \\[chart/.*got "${path}"; expected a HarnessApp.*Use HarnessApp instead of App`,
      'm',
    );
    expect(() => app.synth()).toThrow(message);
  });

  it('leaves Testing.synth(), toJson() and synthYaml() alone, also after a refused synth()', () => {
    const app = Testing.app({ outdir });
    const chart = new Chart(app, 'chart');
    make(chart);
    const objects = Testing.synth(chart) as object[];
    expect(() => app.synth()).toThrow('HarnessApp');
    expect(chart.toJson()).toEqual(objects);
    expect(app.synthYaml().match(/^apiVersion:/gm) ?? []).toHaveLength(objects.length);
  });

  it.each(['toYaml', 'toDocument'] as const)('is not lost if the program has called %s() of it', (method) => {
    const app = new App({ outdir });
    make(new Chart(app, 'chart'))[method]();
    expect(() => app.synth()).not.toThrow();
  });

  it('is no problem for HarnessApp, which writes it', () => {
    const app = new HarnessApp({ outdir: join(outdir, 'dist') });
    make(new Chart(app, 'chart'));
    app.synth();
    expect(app.writtenDocuments).toContain(path);
  });
});

describe("cdk8s' own App", () => {
  it.each([
    ['no options for it', LEAST],
    ['an empty object', { ...LEAST, connectorOptions: { name: undefined } }],
  ])('accepts a farm with its default connector: %s', (_what, props) => {
    const app = new App({ outdir });
    new CiBuildInfra(new Chart(app, 'chart'), 'Farm', props);
    expect(() => app.synth()).not.toThrow();
  });

  it('accepts documents that were refused or removed from the tree', () => {
    const app = new App({ outdir });
    const chart = new Chart(app, 'chart');
    connector(chart);
    chart.node.tryRemoveChild('Connector');
    expect(() => new SpotConnector(chart, 'Spot', { name: 'none/at/all', apiTokenRef: 'a' })).toThrow();
    expect(() => app.synth()).not.toThrow();
  });

  it('reports all lost documents at once, together with other errors', () => {
    const app = new App({ outdir });
    const chart = new Chart(app, 'chart');
    connector(chart);
    new Note(chart, 'Note');
    app.node.addValidation({ validate: () => ['something else'] });
    expect(() => app.synth()).toThrow(/something else[^]*\[chart\/Connector\][^]*\[chart\/Note\]/);
  });

  it('refuses documents of another copy of this package', () => {
    const app = new App({ outdir });
    const chart = new Chart(app, 'chart');
    connector(chart).toYaml();
    jest.isolateModules(() => {
      const other = jest.requireActual<typeof constructs>('harness-constructs');
      new other.SpotConnector(chart, 'Spot', { name: 'spot', spotAccountId: 'act-1', apiTokenRef: 'account.spot' });
    });
    expect(() => app.synth()).toThrow('connectors/account/spot.yaml');
  });
});
