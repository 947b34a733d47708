/** Under another App than HarnessApp, cdk8s writes the files: strings that some reader misreads there are refused. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Testing, Yaml, YamlOutputType } from 'cdk8s';
import * as fc from 'fast-check';
import * as jsYaml from 'js-yaml';
import { parse } from 'yaml';
import { HarnessApp } from '../../lib/app';
import { isCarriedByCdk8s } from '../../lib/core/manifest/other-apps';
import { DelegateVariable } from '../../lib/delegate';
import { addDelegate } from '../delegate/delegates';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { yamlString } from '../testkit/arbitraries/yaml-strings';

let outdir: string;
beforeEach(() => (outdir = mkdtempSync(join(tmpdir(), 'harness-other-'))));
afterEach(() => rmSync(outdir, { recursive: true }));

/** A delegate with the string as the value of a variable. */
function delegateWith(app: App, text: string): Chart {
  const chart = new Chart(app, 'chart');
  addDelegate(chart, 'Delegate', { env: [DelegateVariable.plain('A', text)] });
  return chart;
}

const MISREAD = [
  ...['0o17', '<<', '+0o7', '0b-1', '1e3_0', '+_6', '=', 'a\u007fb', 'a\u0085b', 'a\u2028b', 'a\u2029b'],
  ...['\ufeffa', 'a\ufffeb', 'a\uffffb', '\ta\nb', ' \n', 'größe\tb'],
];

const CARRIED = [
  ...[
    'a',
    '',
    'größe 日本 🙂',
    'y',
    '12:30:45',
    '2001-12-14',
    '1_000',
    '0x1F',
    'null',
    '~',
    '- a',
    'a: b',
    'a #b',
    ' a ',
  ],
  ...[
    'a\nb',
    'a\nb\n',
    'a\n\n',
    '\n a\n',
    'a\n\tb',
    "it's",
    '"a"',
    '\\',
    '{{ a }}',
    '$(A)',
    '-x',
    '.a',
    '_',
    'a\u00a0b',
    '👨‍👩‍👧',
  ],
];

describe.each(MISREAD.map((text) => [JSON.stringify(text), text]))('with the string %s', (_name, text) => {
  const message =
    /\[chart\/Delegate\/Resource\] spec\.template\.spec\.containers\[0\]\.env\[\d+\]\.value: some YAML readers do not return the string that cdk8s' App writes; expected a HarnessApp.*Use HarnessApp/;

  test("synth() and synthYaml() of cdk8s' own App are refused by property, and nothing is written", () => {
    const app = new App({ outdir });
    delegateWith(app, text);
    expect(() => app.synth()).toThrow(message);
    expect(() => app.synthYaml()).toThrow(message);
    expect(readdirSync(outdir)).toEqual([]);
  });

  test('Testing.synth() and toJson() go on working, also after a refused synth()', () => {
    const app = Testing.app({ outdir });
    const chart = delegateWith(app, text);
    expect(() => app.synth()).toThrow(message);
    expect(JSON.stringify(Testing.synth(chart))).toContain(JSON.stringify({ name: 'A', value: text }));
    expect(chart.toJson()).toEqual(Testing.synth(chart));
  });

  test('HarnessApp writes it', () => {
    const app = new HarnessApp({ outdir });
    delegateWith(app, text);
    app.synth();
    expect(app.writtenFiles).toEqual(['chart.k8s.yaml']);
  });
});

test.each(CARRIED.map((text) => [JSON.stringify(text), text]))(
  'a string that every reader returns is accepted: %s',
  (_name, text) => {
    const app = new App({ outdir });
    delegateWith(app, text);
    expect(() => app.synth()).not.toThrow();
    expect(app.synthYaml()).toContain('kind: Deployment');
  },
);

describe("cdk8s' own App", () => {
  test('reports every such string with its place, keys included, and shows none', () => {
    const app = new App({ outdir });
    addDelegate(new Chart(app, 'chart'), 'Delegate', {
      env: [DelegateVariable.plain('A', 'hidden\u2028')],
      volumes: [{ name: 'a', csi: { driver: 'b', volumeAttributes: { 'hidden\u2029': '0o17' } } }],
    });
    const attribute = String.raw`spec.template.spec.volumes[0].csi.volumeAttributes["hidden${'\\'}u2029"]`;
    let said = '';
    try {
      app.synth();
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).toContain('.env[');
    expect(said.replaceAll('\u2029', '\\u2029')).toContain(`${attribute} (key): some YAML readers`);
    expect(said.replaceAll('\u2029', '\\u2029')).toContain(`${attribute}: some YAML readers`);
    expect(said).not.toContain('0o17');
  });

  test('leaves objects of others alone', () => {
    const app = new App({ outdir });
    const chart = delegateWith(app, 'a');
    new ApiObject(chart, 'other', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'other' },
      data: { a: '0o17' },
    });
    expect(() => app.synth()).not.toThrow();
  });

  test('still refuses objects that would overwrite each other once it is watched', () => {
    const app = new App({ outdir, yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
    const chart = new Chart(app, 'chart');
    addDelegate(chart, 'One', { namespace: 'one' });
    expect(() => addDelegate(chart, 'Two', { namespace: 'two' })).toThrow(
      'yamlOutputType: objects in different namespaces',
    );
  });

  test.each([
    [YamlOutputType.FILE_PER_RESOURCE, 'theirs', 'Deployment.ci', true],
    [YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, 'chart', 'chart/Deployment.ci', true],
    [YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, 'theirs', '', false],
    [YamlOutputType.FILE_PER_CHART, 'theirs', '', false],
  ])(
    'refuses at synth() an object of others in the file of ours (type %s, chart "%s")',
    (type, id, file, isRefused) => {
      const app = new App({ outdir, yamlOutputType: type });
      const chart = new Chart(app, 'chart');
      addDelegate(chart, 'One', { delegateName: 'ci', namespace: 'one' });
      const theirs = id === 'chart' ? chart : new Chart(app, id);
      const metadata = { name: 'ci', namespace: 'other' };
      ['A', 'B'].forEach((own) => new ApiObject(theirs, own, { apiVersion: 'v1', kind: `Only${own}`, metadata }));
      new ApiObject(theirs, 'Object', { apiVersion: 'apps/v1', kind: 'Deployment', metadata });
      if (isRefused) {
        expect(() => app.synth()).toThrow(
          `yamlOutputType: several objects would be written to one file, ${file}; got [chart/One/Resource] and [${id}/Object]; expected a file for each object`,
        );
        expect(readdirSync(outdir)).toEqual([]);
      } else {
        expect(() => app.synth()).not.toThrow();
      }
      expect(() => app.synthYaml()).not.toThrow();
    },
  );

  test('validates objects once for each synth(), however many charts there are', () => {
    const app = new App({ outdir });
    let calls = 0;
    for (let index = 0; index < 5; index++) {
      addDelegate(new Chart(app, `chart${index}`), 'Delegate', { namespace: `n${index}` });
    }
    const [object] = app.node.findAll().filter((one): one is ApiObject => ApiObject.isApiObject(one));
    const toJson = object.toJson.bind(object);
    object.toJson = () => {
      calls++;
      return toJson() as unknown;
    };
    app.synth();
    // Once for the file, and once for the validation.
    expect(calls).toBe(2);
  });

  test('cdk8s writes what is accepted so that readers of YAML 1.1 and 1.2 return it', () => {
    let accepted = 0;
    fc.assert(
      fc.property(yamlString, fc.boolean(), (text, isKey) => {
        if (isCarriedByCdk8s(text, isKey)) {
          const data = isKey ? { list: [{ [text]: 1 }] } : { list: [{ key: text }] };
          const written = Yaml.stringify(data);
          const expected = JSON.stringify(data);
          expect(JSON.stringify(parse(written, { version: '1.1' }))).toBe(expected);
          expect(JSON.stringify(parse(written, { version: '1.2' }))).toBe(expected);
          expect(JSON.stringify(jsYaml.load(written))).toBe(expected);
          accepted++;
        }
      }),
      { seed: SEED, numRuns: runs(10_000) },
    );
    expect(accepted).toBeGreaterThan(runs(10_000) / 2);
  });
});
