import { Chart } from 'cdk8s';
import { HarnessConstructsError, HarnessErrors, inOwnWords, Together } from '../../lib/core';
import { BuildFarmNamespace, IstioHeadlessService } from '../../lib/build-namespace';
import { CiBuildInfra } from '../../lib/farm';
import { CiStep } from '../../lib/pipeline';
import { DelegateImage } from '../../lib/delegate';
import { addDelegate } from '../delegate/delegates';
import { LEAST, synthInfra } from '../farm/infras';
import { thrownBy } from '../testkit/refused';
import { newApp, newChart } from '../testkit/synth';
import { stageOf } from '../pipeline/stages';

const detailsOf = (property: string) => ({ constructPath: 'a', property, allowed: 'b', remedy: 'C.' });

const propertiesOf = (error: unknown) => HarnessErrors.allOf(error).map(({ property }) => property);

describe('an error about several properties', () => {
  const error = new HarnessConstructsError(detailsOf('one'), detailsOf('two'));

  test('has a line for each, each in the template', () => {
    expect(error.message).toBe('[a] one: expected b. C.\n[a] two: expected b. C.');
    expect(error.stack).toMatch(/^HarnessConstructsError: \[a\] one.*\n\[a\] two.*\n {4}at .*together\.test\.ts/);
  });

  test('gives the details of the first, and of all', () => {
    expect(HarnessErrors.detailsOf(error)).toEqual(detailsOf('one'));
    expect(HarnessErrors.allOf(error)).toEqual([detailsOf('one'), detailsOf('two')]);
  });

  test('of an older copy of this package has one', () => {
    const older = Object.assign(new Error('a'), { details: detailsOf('one') });
    Object.defineProperty(older, Symbol.for('harness-constructs.HarnessConstructsError'), { value: true });
    expect(HarnessErrors.allOf(older)).toEqual([detailsOf('one')]);
  });

  test.each([new Error('other'), undefined, 'text'])('is not %p', (other) => {
    expect(HarnessErrors.allOf(other)).toEqual([]);
  });

  test('is reported completely in the terms of the composite', () => {
    const names = { one: 'options.one', two: 'options.two' };
    const told = thrownBy(() =>
      inOwnWords({ names }, () => {
        throw error;
      }),
    );
    expect(propertiesOf(told)).toEqual(['options.one', 'options.two']);
  });
});

describe('checks that do not depend on each other', () => {
  const refuse = (property: string) => () => {
    throw new HarnessConstructsError(detailsOf(property));
  };

  test('throw one error, after all of them ran', () => {
    const together = new Together();
    ['one', 'two'].forEach((property) => together.run(refuse(property)));
    expect(propertiesOf(thrownBy(() => together.end()))).toEqual(['one', 'two']);
  });

  test('throw nothing if all pass', () => {
    const together = new Together();
    together.run(() => undefined);
    expect(() => together.end()).not.toThrow();
  });

  /** The error of so many mistakes. */
  const errorOf = (mistakes: number) =>
    thrownBy(() => {
      const together = new Together();
      Array.from({ length: mistakes }, (_, index) => together.run(refuse(`property${index}`)));
      together.end();
    });

  test.each([
    [20, undefined],
    [21, '… and 1 more mistake.'],
    [25, '… and 5 more mistakes.'],
    [99, '… and 79 more mistakes.'],
    [100, '… and at least 80 more mistakes.'],
    [5000, '… and at least 80 more mistakes.'],
  ])('of which %d refuse something say how many more there are than shown', (mistakes, last) => {
    const error = errorOf(mistakes);
    const lines = error.message.split('\n');
    expect(lines[19]).toBe('[a] property19: expected b. C.');
    expect(lines[20]).toBe(last);
    expect(lines.length).toBeLessThan(22);
    expect(propertiesOf(error)).toHaveLength(Math.min(mistakes, 100));
  });

  test('rethrow unexpected errors at once', () => {
    const bug = new TypeError('bug');
    const run = () =>
      new Together().run(() => {
        throw bug;
      });
    expect(run).toThrow(bug);
  });
});

test.each<[what: string, make: (names: string[]) => unknown]>([
  ['elements of a list', (names) => synthInfra({ buildNamespaces: names.map((name) => `${name}!`) })],
  ['unknown properties', (names) => synthInfra(Object.fromEntries(names.map((name) => [name, 1])))],
  ['steps', (names) => stageOf({ steps: names.map((name) => ({ [name]: 1 }) as never) })],
  ['tags', (names) => synthInfra({ delegateOptions: { tags: names.map((name) => `${name} b`) } })],
  ['labels', (names) => addDelegate(newChart(), 'D', { labels: Object.fromEntries(names.map((n) => [n, 'a b'])) })],
])('an error about 33 %s says that there are 13 more', (_what, make) => {
  const error = thrownBy(() => make(Array.from({ length: 33 }, (_, index) => `zz${index}`)));
  expect(error.message.split('\n').slice(20)).toEqual(['… and 13 more mistakes.']);
  expect(propertiesOf(error)).toHaveLength(33);
});

describe('everything that is wrong is reported at once:', () => {
  test('properties of the delegate, given to the farm', () => {
    const chart = newChart();
    const wrong = {
      replicas: 3,
      tags: ['linux'],
      networkPolicy: {},
      customCa: {},
      nodeSelector: {},
      resourceQuota: {},
    };
    const error = thrownBy(() => new CiBuildInfra(chart, 'Farm', { ...LEAST, ...wrong }));
    const lines = ['replicas', 'networkPolicy', 'customCa', 'nodeSelector'].map(
      (name) =>
        `[test/Farm] ${name}: unknown property; expected delegateOptions.${name}. Move it: ${name} belongs in delegateOptions.`,
    );
    const ofBoth =
      'expected connectorOptions.tags or delegateOptions.tags. Move it: tags belongs in connectorOptions or';
    const [last, ...all] = error.message.split('\n').reverse();
    expect(all.reverse()).toEqual([lines[0], expect.stringContaining(ofBoth), ...lines.slice(1)]);
    expect(last).toMatch(
      /^\[test\/Farm\] resourceQuota: unknown property; expected quota\. Did you mean quota\? If not, /,
    );
  });

  test('unknown members and wrong types, at every level and in instances', () => {
    const error = thrownBy(
      () =>
        new CiBuildInfra(newChart(), 'Farm', {
          ...LEAST,
          accountID: 'a',
          accountId: 5,
          delegateOptions: { replica: 2, tolerations: [{ keys: 'a' }, { operator: 'Exists' }], proxy: { host: 1 } },
          createNamespace: 'yes',
        } as never),
    );
    expect(propertiesOf(error)).toEqual([
      'accountID',
      'createNamespace',
      'delegateOptions.replica',
      'delegateOptions.tolerations[0].keys',
      'delegateOptions.tolerations[1].operator',
      'delegateOptions.proxy.host',
      'delegateOptions.proxy.port',
      'accountId',
      // The new delegate supports none.
      'delegateOptions.proxy',
    ]);
  });

  test('the steps of a stage', () => {
    const bad = (name: string) => CiStep.run(name, { image: 'a', command: 'b', timeOut: 5 } as never);
    const error = thrownBy(() => stageOf({ steps: [bad('one'), bad('two')], cloneCode: true } as never));
    expect(propertiesOf(error)).toEqual(['cloneCode', 'steps[0].timeOut', 'steps[1].timeOut']);
  });

  test('a required property that is misspelled is not also missing', () => {
    const { accountId, ...others } = LEAST;
    const error = thrownBy(() => new CiBuildInfra(newChart(), 'Farm', { ...others, acountId: accountId } as never));
    expect(propertiesOf(error)).toEqual(['acountId']);
  });

  test('and the tree and the checks keep no state', () => {
    const chart = new Chart(newApp(), 'test');
    const make = (id: string, props: object) => new BuildFarmNamespace(chart, id, { namespace: 'a', ...props });
    expect(() => make('Bad', { quotas: 1, labels: { a: 1 } })).toThrow('quotas');
    expect(() => make('Good', {})).not.toThrow();
  });
});

describe('rules for strings and numbers, too, are reported at once:', () => {
  test('those of a delegate', () => {
    const wrong = { replicas: -1, tags: ['a,b'], labels: { 'a b': 'c' } };
    const error = thrownBy(() => addDelegate(newChart(), 'Delegate', wrong));
    expect(propertiesOf(error).sort()).toEqual(['labels["a b"]', 'replicas', 'tags[0]']);
  });

  test('those of a namespace, in the words of the farm', () => {
    const { farm } = synthInfra();
    const options = { serviceAccountName: 'A', additionalServiceAccounts: ['B'] };
    expect(propertiesOf(thrownBy(() => farm.addBuildNamespace('Team', options))).sort()).toEqual([
      'namespace',
      'options.additionalServiceAccounts[0]',
      'options.serviceAccountName',
    ]);
  });

  test('and none shows a value that another hides, because it may be a secret', () => {
    const props = { accountId: 'pass word', image: DelegateImage.of('https://a:secret@b/c:1.30.1'), replicas: -1 };
    const description = '';
    const error = thrownBy(() =>
      addDelegate(newChart(), 'Delegate', { ...props, description, tags: ['my pass word'] }),
    );
    expect(error.message).not.toMatch(/secret|pass word/);
    expect(propertiesOf(error)).toEqual(['image', 'accountId', 'tags[0]', 'description', 'replicas']);
  });

  test('and no check of several values after that', () => {
    const options = { serviceAccountName: 'A', additionalServiceAccounts: ['a', 'a'] };
    const error = thrownBy(() => synthInfra().farm.addBuildNamespace('team', options));
    expect(propertiesOf(error)).toEqual(['options.serviceAccountName']);
  });

  test('each value once', () => {
    const props = { accountId: '-a b', name: 'A', labels: { 'a b': 'c', 'd e': 'f' } };
    const error = thrownBy(() => new IstioHeadlessService(newChart(), 'Service', props));
    // Two rules hold for the account, and two labels are wrong.
    expect(propertiesOf(error)).toEqual(['accountId', 'name', 'labels["a b"]', 'labels["d e"]']);
  });
});
