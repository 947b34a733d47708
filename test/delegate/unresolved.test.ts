import { type App, Chart, YamlOutputType } from 'cdk8s';
import * as fc from 'fast-check';
import { HarnessApp } from '../../lib/app';
import { HarnessDelegate, type HarnessDelegateProps } from '../../lib/delegate';
import { everythingIn, temporaryFolders } from '../app/folders';
import { delegateProps } from '../testkit/arbitraries/delegate-props';
import { tagOf } from '../testkit/arbitraries/identity';
import { isChoice, isDocumentedAsPlain, LATE, lateProps, textsOf } from '../testkit/arbitraries/late';
import { withGeneration } from '../testkit/arbitraries/late-delegates';
import { sourceOf } from '../testkit/arbitraries/recorded';
import { runs, spread } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { refused } from '../testkit/refused';
import { newApp } from '../testkit/synth';

const SAMPLES = 30;
const BASIC = Object.entries(LATE).filter(([what]) => ['a placeholder', 'a Lazy of cdk8s'].includes(what));
const newFolder = temporaryFolders();

/** An image before 1.25.2 determines the shape of the output: it does not support the idle wait. */
const samples = fc
  .sample(delegateProps, { seed: SEED, numRuns: 2 * SAMPLES })
  .filter(({ image }) => !tagOf(image)?.startsWith('1.20.'))
  .slice(0, SAMPLES)
  .map(withGeneration);

function chartWith(props: HarnessDelegateProps, app: App = newApp()): Chart {
  const chart = new Chart(app, 'test');
  new HarnessDelegate(chart, 'Delegate', props);
  return chart;
}

function manifestsOf(props: HarnessDelegateProps): string {
  return JSON.stringify(chartWith(props).toJson());
}

const plain = samples.map(manifestsOf);

function mayBeLate(path: string): boolean {
  return !isDocumentedAsPlain(path) && !isChoice(path);
}

function generalised(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '[]').replaceAll(/((?:labels|annotations|nodeSelector)\S*)\..*/gi, '$1');
}

describe(`every string that is not documented as plain can be known only later (${SAMPLES} samples, seed ${SEED})`, () => {
  const paths = [...new Set(samples.flatMap((props) => textsOf(props).map(([path]) => path)))].filter(mayBeLate);

  test('and the samples have most of them', () => {
    const kinds = new Set(paths.map(generalised));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['accountId', 'namespace', 'tags[]', 'hostAliases[].hostnames[]']),
    );
    expect(kinds.size).toBeGreaterThan(80);
  });

  test.each(Object.entries(LATE))('all at once as %s: the manifests are those of plain values', (_what, late) => {
    for (const [index, props] of samples.slice(0, runs(SAMPLES)).entries()) {
      const lateOnes = manifestsOf(lateProps(props, late, mayBeLate));
      if (lateOnes !== plain[index]) {
        throw new Error(`${firstDifference(plain[index], lateOnes)} for ${sourceOf(props)}`);
      }
    }
  });

  describe.each(BASIC)('as %s', (_what, late) => {
    test('one at a time: the manifests are those of plain values', () => {
      const seen = new Set<string>();
      const places: [index: number, path: string][] = [];
      for (const [index, props] of samples.entries()) {
        for (const [path] of textsOf(props).filter(([at]) => mayBeLate(at) && !seen.has(generalised(at)))) {
          seen.add(generalised(path));
          places.push([index, path]);
        }
      }
      expect(seen.size).toBeGreaterThan(80);
      for (const [index, path] of spread(places)) {
        const lateOne = manifestsOf(lateProps(samples[index], late, (at) => at === path));
        if (lateOne !== plain[index]) throw new Error(`${path}: ${firstDifference(plain[index], lateOne)}`);
      }
    });

    test.each([
      YamlOutputType.FILE_PER_APP,
      YamlOutputType.FILE_PER_CHART,
      YamlOutputType.FILE_PER_RESOURCE,
      YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
    ])('leaves no trace in the files of HarnessApp or their names (type %p)', (yamlOutputType) => {
      for (const props of samples.slice(0, 4)) {
        const [wanted, got] = [props, lateProps(props, late, mayBeLate)].map((given) => {
          const app = new HarnessApp({ yamlOutputType, outdir: newFolder(), outputOwner: 'test' });
          chartWith(given, app);
          app.synth();
          return everythingIn(app.outdir);
        });
        expect(Object.keys(got)).toEqual(Object.keys(wanted));
        expect(Object.values(got).join('')).toBe(Object.values(wanted).join(''));
      }
    });

    test('leaves no trace in construct paths and in the names that HarnessApp records', () => {
      for (const props of samples.slice(0, 10)) {
        const app = new HarnessApp({ outdir: newFolder(), outputOwner: 'test', recordConstructMetadata: true });
        chartWith(lateProps(props, late, mayBeLate), app);
        expect(
          app.node
            .findAll()
            .map(({ node }) => node.path)
            .join(),
        ).not.toMatch(/xharnessunresolved|\[object/);
        app.synth();
        const { resources } = JSON.parse(everythingIn(app.outdir)['construct-metadata.json']) as { resources: object };
        expect(Object.keys(resources).join()).not.toMatch(/xharnessunresolved|\[object/);
      }
    });

    test('a property documented as plain, or with a fixed list of values, is refused at construction by name', () => {
      const accepted = new Set<string>();
      const kinds = new Set<string>();
      for (const [index, props] of samples.entries()) {
        for (const [path] of textsOf(props).filter(([at]) => !mayBeLate(at) && !kinds.has(generalised(at)))) {
          kinds.add(generalised(path));
          const lateOne = lateProps(props, late, (at) => at === path);
          const named = path.replace(/\.DelegateVariable\.\w+\(0\)$/, '.name').split(/\.(Delegate|HarnessScope)/)[0];
          try {
            const property = refused(
              () => new HarnessDelegate(new Chart(newApp(), 'test'), 'Delegate', lateOne),
            ).property;
            if (!property.startsWith(named)) accepted.add(`${path}: ${property} is refused`);
          } catch (error) {
            const isSame =
              isChoice(path) && String(error).includes('accepted') && manifestsOf(lateOne) === plain[index];
            if (!isSame) accepted.add(`${path}: ${String(error)}`);
          }
        }
      }
      expect([...accepted]).toEqual([]);
      expect([...kinds]).toEqual(
        expect.arrayContaining(['delegateName', 'resources.memoryLimit', 'volumeMounts[].mountPath']),
      );
    });
  });
});

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return `…${one.slice(at - 60, at + 60)}… became …${other.slice(at - 60, at + 60)}…`;
}
