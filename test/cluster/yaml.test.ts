/** Every string of a million comes back the same from the readers that manifests meet, the API server among them. */
import { Yaml } from 'cdk8s';
import { toYaml } from '../../lib/core';
import { isCarriedByCdk8s } from '../../lib/core/manifest/other-apps';
import { SEED } from '../testkit/arbitraries/seed';
import { yamlStrings } from '../testkit/arbitraries/yaml-strings';
import { Cluster } from './client/cluster';
import { READERS } from './readers/readers';

/** Values and keys, on several levels, in turn. */
const PLACES: readonly ((text: string) => unknown)[] = [
  (text) => text,
  (text) => ({ key: text }),
  (text) => ({ [text]: text }),
  (text) => [[text], { key: [text] }],
];

/** What a reader returns for data that is written; it throws if it cannot read it. */
type Returned = (data: readonly unknown[]) => Promise<unknown>;

/** The first parts of data that come back as something else, or not at all. */
async function misread(data: readonly unknown[], returned: Returned): Promise<string[]> {
  const [answer] = await Promise.allSettled([returned(data)]);
  const values = answer.status === 'fulfilled' && Array.isArray(answer.value) ? (answer.value as unknown[]) : [];
  if (values.length === data.length) {
    const pairs = data.map((one, index) => [JSON.stringify(one), JSON.stringify(values[index])]);
    return pairs.filter(([one, other]) => one !== other).map(([one, other]) => `${one} is read as ${other}`);
  }
  if (data.length === 1) {
    return [`${JSON.stringify(data[0])} cannot be read: ${answer.status === 'rejected' ? answer.reason : ''}`];
  }
  // One of many makes the whole unreadable.
  const middle = Math.floor(data.length / 2);
  const first = await misread(data.slice(0, middle), returned);
  return first.length > 0 ? first : misread(data.slice(middle), returned);
}

/** Strings at their places; each part of them is a document. */
async function misreadStrings(strings: readonly string[], size: number, returned: Returned): Promise<string[]> {
  const found: string[] = [];
  for (let start = 0; start < strings.length; start += size) {
    const part = strings.slice(start, start + size).map((text, index) => PLACES[index % PLACES.length](text));
    found.push(...(await misread(part, returned)));
  }
  return found.slice(0, 20);
}

test('there are a million strings', () => {
  expect(READERS.reduce((sum, [, share]) => sum + share, 0)).toBeGreaterThanOrEqual(1_000_000);
});

describe.each(READERS.map((reader, index) => [...reader, index] as const))('%s', (_name, share, read, index) => {
  test(`returns each of ${share} strings`, async () => {
    const strings = yamlStrings(SEED + index, share);
    expect(await misreadStrings(strings, 25_000, (data) => read(toYaml(data)))).toEqual([]);
  });

  test("returns each of the strings that are accepted under cdk8s' own App", async () => {
    const strings = yamlStrings(SEED - 1 - index, share / 50);
    for (const isKey of [false, true]) {
      const accepted = strings.filter((text) => isCarriedByCdk8s(text, isKey));
      const data = accepted.map((text) => (isKey ? { [text]: 0 } : { key: text }));
      expect(accepted.length).toBeGreaterThan(strings.length / 2);
      expect(await misread(data, (part) => read(Yaml.stringify(part)))).toEqual([]);
    }
  });
});

describe.each(Cluster.all().map((cluster) => [cluster.version, cluster] as const))(
  'the API server of Kubernetes %s',
  (_version, cluster) => {
    const collection = '/api/v1/namespaces/default/configmaps?dryRun=All';
    const object = '/api/v1/namespaces/default/configmaps/yaml?dryRun=All&fieldManager=test';

    /** The data of a ConfigMap as the server stores it. */
    const stored =
      (...[method, path, type]: ['POST' | 'PATCH', string, string]): Returned =>
      async (data) => {
        const members = Object.fromEntries(data.map((text, index) => [`k${index}`, text]));
        const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'yaml' }, data: members };
        const { status, body } = await cluster.admin.sendText(method, path, toYaml(manifest), type);
        if (status >= 300) throw new Error(JSON.stringify(body).slice(0, 500));
        return data.map((_, index) => (body as { data: { [key: string]: string } }).data[`k${index}`]);
      };

    test.each([
      ['created', SEED - 100, stored('POST', collection, 'application/yaml')],
      ['applied on the server', SEED - 101, stored('PATCH', object, 'application/apply-patch+yaml')],
    ])('returns each string of an object that is %s', async (_how, seed, returned) => {
      const strings = yamlStrings(seed, 50_000);
      const found: string[] = [];
      for (let start = 0; start < strings.length; start += 2_000) {
        found.push(...(await misread(strings.slice(start, start + 2_000), returned)));
      }
      expect(found).toEqual([]);
    });
  },
);
