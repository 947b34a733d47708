/** What readers of the manifests see: no value becomes anything else, no object is lost. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart, JsonPatch, YamlOutputType } from 'cdk8s';
import * as fc from 'fast-check';
import * as jsYaml from 'js-yaml';
import { parseAllDocuments } from 'yaml';
import { HarnessApp } from '../../lib/app';
import { DelegateVariable } from '../../lib/delegate';
import { addDelegate } from '../delegate/delegates';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { yamlString } from '../testkit/arbitraries/yaml-strings';
import { addChart, addConfigMap } from './apps';
import { manifestsIn, temporaryFolders } from './folders';

const newFolder = temporaryFolders();

/** The objects in a text, by readers of each version of YAML. */
const READERS: readonly (readonly [string, (text: string) => unknown[]])[] = [
  ['yaml 1.1', (text) => [...parseAllDocuments(text, { version: '1.1' })].map((one) => one.toJS() as unknown)],
  ['yaml 1.2', (text) => [...parseAllDocuments(text, { version: '1.2' })].map((one) => one.toJS() as unknown)],
  ['js-yaml', (text) => jsYaml.loadAll(text)],
];

/** A container that a reader finds in the value, if it takes the character for a line break. */
function injection(lineBreak: string): string {
  const container = ['name:', '  evil', 'image:', '  evil/miner', 'securityContext:', '  privileged:', '    true'];
  return ['hello', ...container.map((line) => `${' '.repeat(10)}${line}`), `${' '.repeat(8)}- stdin:`, '  false'].join(
    lineBreak,
  );
}

const LINE_BREAKS = ['\n', '\r', '\r\n', '\u0085', '\u2028', '\u2029', '\u000b', '\u000c', '\ufeff', '\t\n'];

describe.each(LINE_BREAKS.map((character) => [JSON.stringify(character), injection(character)]))(
  'a value with %s never becomes a container',
  (_name, value) => {
    const app = new HarnessApp();
    addDelegate(new Chart(app, 'chart'), 'Delegate', {
      env: [DelegateVariable.plain('GREETING', value)],
      annotations: { greeting: value },
    });
    const text = app.synthYaml();

    test.each(READERS)('for %s', (_reader, read) => {
      const deployments = (read(text) as { kind: string; metadata: any; spec: any }[]).filter(
        ({ kind }) => kind === 'Deployment',
      );
      expect(deployments).toHaveLength(1);
      const [{ metadata, spec }] = deployments;
      expect(metadata.annotations.greeting).toBe(value);
      expect(spec.template.spec.containers).toHaveLength(1);
      expect(spec.template.spec.containers[0].env).toContainEqual({ name: 'GREETING', value });
    });

    test('because nothing but line feeds breaks a line of the file', () => {
      // oxlint-disable-next-line no-control-regex
      expect(text).not.toMatch(/[\r\u0085\u2028\u2029\u000b\u000c\ufeff]/);
    });
  },
);

test('environment variables that look like numbers stay strings', () => {
  const texts = ['0o17', '0o14', '0B1', '+0o7', '1e3_0', '=', '<<', 'y', '12:30:45', '2001-12-14', '~', 'null'];
  const app = new HarnessApp();
  addDelegate(new Chart(app, 'chart'), 'Delegate', {
    env: texts.map((text, index) => DelegateVariable.plain(`V${index}`, text)),
  });
  for (const text of texts) {
    expect(app.synthYaml()).toContain(` value: "${text}"\n`);
  }
});

describe('any string in an object that is foreign or patched', () => {
  test.each(READERS)('comes back the same from %s', (_reader, read) => {
    fc.assert(
      fc.property(yamlString, yamlString, (value, key) => {
        const app = new HarnessApp();
        const chart = new Chart(app, 'chart');
        addConfigMap(chart, 'foreign', { [key]: value });
        addConfigMap(chart, 'patched').addJsonPatch(JsonPatch.add('/data/patch', { [key]: [value] }));
        const objects = read(app.synthYaml()) as { data: unknown }[];
        expect(objects.map(({ data }) => JSON.stringify(data))).toEqual([
          JSON.stringify({ value: { [key]: value } }),
          JSON.stringify({ value: 'patched', patch: { [key]: [value] } }),
        ]);
      }),
      { seed: SEED, numRuns: runs(1000) },
    );
  });
});

describe('a string that no reader accepts in a foreign object', () => {
  class OwnChart extends Chart {
    public override toJson(): any[] {
      return [{ kind: 'Own', data: { a: 'secret\ud800' } }];
    }
  }

  test.each([
    [
      YamlOutputType.FILE_PER_CHART,
      /^\[chart\/object\] data\.value\[0\]: contains U\+0000, which no YAML reader accepts/,
    ],
    [YamlOutputType.FILE_PER_APP, /^\[chart\/object\] data\.value\[0\]: /],
    [YamlOutputType.FILE_PER_RESOURCE, /^\[chart\/object\] data\.value\[0\]: /],
    [YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, /^\[chart\/object\] data\.value\[0\]: /],
  ])('is refused by its place, and nothing is written: yamlOutputType %s', (yamlOutputType, message) => {
    const outdir = newFolder();
    const app = new HarnessApp({ outdir, yamlOutputType });
    addChart(app, 'before', 'fine');
    addConfigMap(new Chart(app, 'chart'), 'object', ['secret\u0000']);
    expect(() => app.synth()).toThrow(message);
    expect(() => app.synth()).not.toThrow(/secret/);
    expect(manifestsIn(outdir)).toEqual({});
  });

  test('names the chart that renders itself', () => {
    const app = new HarnessApp();
    new OwnChart(app, 'own');
    expect(() => app.synthYaml()).toThrow(/^\[own\] data\.a: contains U\+D800/);
  });
});

describe('each file begins with ---', () => {
  const types = Object.values(YamlOutputType).filter((type) => typeof type === 'number');

  test.each(types)('so that cat loses nothing: yamlOutputType %s', (yamlOutputType) => {
    const outdir = newFolder();
    const app = new HarnessApp({ outdir, yamlOutputType });
    addChart(app, 'one', 'a', 'b');
    addChart(app, 'two', 'c');
    new ApiObject(new Chart(app, 'three'), 'd', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'd' },
      data: { last: 'two\nlines\n' },
    });
    app.synth();
    const files = app.writtenFiles.map((path) => join(outdir, path));
    const text = execFileSync('cat', files, { encoding: 'utf8' });
    for (const [, read] of READERS) {
      const names = (read(text) as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
      expect([...names].sort()).toEqual(['a', 'b', 'c', 'd']);
    }
    Object.values(manifestsIn(outdir)).forEach((file) => expect(file).toMatch(/^---\n/));
  });

  test('except that of a chart without objects, which is empty, as with the App of cdk8s: cat adds nothing', () => {
    const [ours, theirs] = [newFolder(), newFolder()];
    const app = new HarnessApp({ outdir: ours });
    const other = new App({ outdir: theirs });
    for (const one of [app, other]) {
      ['one', 'two'].forEach((id) => new Chart(one, id));
      addChart(one, 'three', 'a');
      one.synth();
    }
    expect(readFileSync(join(ours, 'one.k8s.yaml'), 'utf8')).toBe('');
    expect(readFileSync(join(theirs, 'one.k8s.yaml'), 'utf8')).toBe('');
    const text = Object.values(manifestsIn(ours)).join('');
    for (const [, read] of READERS) {
      expect(read(text)).toMatchObject([{ metadata: { name: 'a' } }]);
    }
  });

  test('and so does what synthYaml() returns', () => {
    const app = new HarnessApp();
    addChart(app, 'one', 'a', 'b');
    expect(app.synthYaml().match(/^---$/gm)).toHaveLength(2);
    expect(app.synthYaml()).toMatch(/^---\napiVersion/);
  });
});
