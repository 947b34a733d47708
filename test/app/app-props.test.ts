/** Properties of HarnessApp, those that cdk8s declares included. */
import { ApiObject, Chart, JsonPatch, Lazy, YamlOutputType } from 'cdk8s';
import { type HarnessErrorDetails, HarnessErrors } from '../../lib/core';
import { HarnessApp } from '../../lib/app';
import { refused } from '../testkit/refused';

/** As plain JavaScript can pass them. */
const appOf = (props: unknown) => new HarnessApp(props as never);

function allRefused(props: unknown): HarnessErrorDetails[] {
  try {
    appOf(props);
  } catch (error) {
    return HarnessErrors.allOf(error);
  }
  return [];
}

const CYCLE: unknown[] = [];
CYCLE.push(CYCLE);
const DEEP = Array.from({ length: 20_000 }).reduce<unknown>((inner) => ({ inner }), 'end');

describe('unknown properties of an app are refused', () => {
  it('all at once, with the meant name or all names', () => {
    expect(allRefused({ foo: 1, replicas: 3, outDir: 'a' })).toEqual([
      expect.objectContaining({ property: 'foo', allowed: expect.stringContaining('outdir, outputFileExtension') }),
      expect.objectContaining({ property: 'replicas' }),
      expect.objectContaining({ property: 'outDir', remedy: 'Did you mean outdir?' }),
    ]);
  });

  it('with the remedy for a property of a newer cdk8s', () => {
    expect(refused(() => appOf({ newest: true })).remedy).toBe(
      'Remove it. Pass only what HarnessApp takes, for example: const { newest, ...others } = props. If a newer version of cdk8s or Pulumi declares it, upgrade harness-constructs.',
    );
  });

  it('unless they are those of cdk8s, or undefined', () => {
    const props = {
      outdir: 'a',
      outputFileExtension: '.yaml',
      yamlOutputType: YamlOutputType.FILE_PER_APP,
      resolvers: [],
    };
    expect(appOf({ ...props, recordConstructMetadata: false, foo: undefined }).outdir).toBe('a');
  });
});

describe('values that cannot be shown are refused by name, too', () => {
  const VALUES = [3n, CYCLE, DEEP, () => 'a', Symbol('a')];
  const cases = [
    'outdir',
    'outputFileExtension',
    'yamlOutputType',
    'recordConstructMetadata',
    'outputOwner',
    'quiet',
    'resolvers',
  ];
  it.each(cases)('as %s', (property) => {
    VALUES.forEach((value) => expect(refused(() => appOf({ [property]: value })).property).toContain(property));
  });
});

describe('circular data is refused at synth(), with the path of the object', () => {
  const objectOf = (value: unknown, labels = {}) => {
    const app = new HarnessApp({ outdir: '/nowhere/dist' });
    const chart = new Chart(app, 'chart', { labels });
    new ApiObject(chart, 'map', { apiVersion: 'v1', kind: 'ConfigMap', data: { value } });
    return app;
  };

  it.each([
    ['an object in itself', () => objectOf(CYCLE)],
    ['an object of many levels', () => objectOf(DEEP)],
    ['labels of many levels', () => objectOf('a', { a: DEEP })],
  ])('%s', (_what, make) => {
    for (const write of [(app: HarnessApp) => app.synth(), (app: HarnessApp) => app.synthYaml()]) {
      expect(refused(() => write(make()))).toMatchObject({
        constructPath: 'chart/map',
        problem: 'contains itself, or is nested too deep',
      });
    }
  });

  it('in a patch of another object', () => {
    for (const write of [(app: HarnessApp) => app.synth(), (app: HarnessApp) => app.synthYaml()]) {
      const app = objectOf('a');
      ApiObject.of(app.charts[0].node.findChild('map')).addJsonPatch(JsonPatch.add('/data/value', CYCLE));
      expect(refused(() => write(app))).toMatchObject({
        constructPath: 'chart/map',
        problem: 'contains itself, or is nested too deep',
      });
    }
  });

  it('and other errors of cdk8s stay as they are', () => {
    const broken = Lazy.any({
      produce: () => {
        throw new RangeError('of the program');
      },
    });
    expect(() => objectOf(broken).synth()).toThrow(
      /^Failed serializing construct at path 'chart\/map'.*of the program/,
    );
  });
});
