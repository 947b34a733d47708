import * as pulumi from '@pulumi/pulumi';
import { ApiObject, type Chart, JsonPatch } from 'cdk8s';
import { CloudIdentity, DelegateAccess, DelegateImage, DelegateToken } from 'harness-constructs';
import { asString, Cdk8sComponent, HarnessDelegate, type HarnessDelegateArgs, outputOf } from '../../lib/pulumi';
import { derived } from '../../lib/values';
import { objectsOf, told, underMocks, unknown } from '../support/pulumi-mocks';

const IDENTITY: HarnessDelegateArgs = {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
  access: DelegateAccess.none(),
};
const late = (value: string) => pulumi.output(Promise.resolve(value));

function delegate(args: Partial<HarnessDelegateArgs>) {
  return new HarnessDelegate('prod', { ...IDENTITY, ...args });
}

/** A component with one object that holds this. */
function holding(data: unknown) {
  return new Cdk8sComponent('site', {
    build: (chart: Chart) =>
      new ApiObject(chart, 'Settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data }),
  });
}

/** Why an Output is rejected. Somebody has to hear of each of its parts. */
async function refusal(output: pulumi.Output<unknown>): Promise<string> {
  const { isKnown, isSecret, allResources } = output as unknown as { [part: string]: any };
  const parts = [told(output), isKnown, isSecret, allResources()];
  const [{ reason }] = (await Promise.allSettled(parts)) as PromiseRejectedResult[];
  return String(reason);
}

describe('a value that is known later', () => {
  test('may stand in a factory, whole or as a part of a text', async () => {
    const { resources } = await underMocks(() =>
      delegate({ cloudIdentity: CloudIdentity.irsa(`arn:aws:iam::${asString(late('123456789012'))}:role/ci`) }),
    );
    const account = objectsOf(resources).find(({ kind }) => kind === 'ServiceAccount');
    expect(account.metadata.annotations).toEqual({ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/ci' });
  });

  test('is escaped inside a text that is JSON, and nowhere else', async () => {
    const value = late('say "hi"\nthere');
    const { resources } = await underMocks(() =>
      holding({ json: JSON.stringify({ a: asString(value) }), text: `{ ${asString(value)}` }),
    );
    const [{ data }] = objectsOf(resources);
    expect(JSON.parse(data.json as string)).toEqual({ a: 'say "hi"\nthere' });
    expect(data.text).toBe('{ say "hi"\nthere');
  });

  test('is escaped once for each JSON around it', async () => {
    const value = late('say "hi"\nthere');
    const json = JSON.stringify({ port: 80, outer: [JSON.stringify({ a: asString(value), plain: '"' })] });
    const { resources } = await underMocks(() => holding({ json }));
    const [{ data }] = objectsOf(resources);
    const outer = JSON.parse(data.json as string) as { port: number; outer: [string] };
    expect(outer.port).toBe(80);
    expect(JSON.parse(outer.outer[0])).toEqual({ a: 'say "hi"\nthere', plain: '"' });
  });

  test('is a text within a text, also where it is a number', async () => {
    const seven = asString(pulumi.output(7) as unknown as pulumi.Output<string>);
    const { resources } = await underMocks(() => holding({ text: `no. ${seven}`, json: JSON.stringify({ a: seven }) }));
    expect(objectsOf(resources)[0].data).toEqual({ text: 'no. 7', json: '{"a":"7"}' });
  });

  test.each(['', 'a', 'ab', 'user:'])('comes back from base64, with "%s" in front', async (before) => {
    const encoded = Buffer.from(`${before}${asString(late('pässword'))}`).toString('base64');
    const { resources } = await underMocks(() => holding({ whole: encoded, json: JSON.stringify({ auth: encoded }) }));
    const [{ data }] = objectsOf(resources);
    expect(Buffer.from(data.whole as string, 'base64').toString()).toBe(`${before}pässword`);
    expect(JSON.parse(data.json as string)).toEqual({ auth: data.whole });
  });

  test('stays secret in base64', async () => {
    const { result } = await underMocks(() => outputOf(Buffer.from(asString(pulumi.secret('x'))).toString('base64')));
    expect(await told(result)).toEqual({ value: 'eA==', isKnown: true, isSecret: true });
  });

  test('may stand in what another Output tells, at any depth', async () => {
    const placeholder = asString(pulumi.secret('agents'));
    const { resources, result } = await underMocks(() => {
      holding({
        url: pulumi.interpolate`http://${placeholder}.svc`,
        list: late('').apply(() => [{ deep: placeholder }]),
        plain: late('plain'),
      });
      return outputOf(asString(pulumi.interpolate`http://${placeholder}.svc`));
    });
    expect(objectsOf(resources)[0].data).toEqual({
      url: 'http://agents.svc',
      list: [{ deep: 'agents' }],
      plain: 'plain',
    });
    expect(await told(result)).toEqual({ value: 'http://agents.svc', isKnown: true, isSecret: true });
  });

  test('in what `build` returns is an Output again, and a construct stays a construct', async () => {
    const { result } = await underMocks(
      () =>
        new Cdk8sComponent('site', {
          build: (chart) => ({
            url: `https://${asString(late('example.com'))}`,
            plain: 'plain',
            ports: [80],
            chart,
            active: { text: 'text', on: () => 'on' },
          }),
        }).result,
    );
    expect(await told(pulumi.all([result.url, result.plain]))).toMatchObject({
      value: ['https://example.com', 'plain'],
    });
    expect(result.ports).toEqual([80]);
    expect(result.chart.node.id).toBe('site');
    expect([result.active.text, result.active.on()]).toEqual(['text', 'on']);
  });

  test('is kept in JSON patches, raw and at any depth', async () => {
    const { resources } = await underMocks(
      () =>
        new Cdk8sComponent('site', {
          build: (chart) => {
            const object = new ApiObject(chart, 'Settings', { apiVersion: 'v1', kind: 'ConfigMap' });
            object.addJsonPatch(JsonPatch.add('/data', { raw: late('value'), promise: Promise.resolve('b') }));
            object.addJsonPatch(JsonPatch.add('/data/list', [{ deep: late('a') }]), JsonPatch.remove('/data/promise'));
          },
        }),
    );
    expect(objectsOf(resources)[0].data).toEqual({ raw: 'value', list: [{ deep: 'a' }] });
  });

  test('may be a Promise in an object of somebody else', async () => {
    const { resources } = await underMocks(() => holding({ key: Promise.resolve('value') }));
    expect(objectsOf(resources)[0].data).toEqual({ key: 'value' });
  });

  test('may be the namespace and a label of a Cdk8sComponent', async () => {
    const { resources } = await underMocks(
      () =>
        new Cdk8sComponent('site', {
          namespace: late('web'),
          labels: { team: late('shop') },
          build: (chart) => new ApiObject(chart, 'Settings', { apiVersion: 'v1', kind: 'ConfigMap' }),
        }),
    );
    expect(objectsOf(resources)[0].metadata).toMatchObject({ namespace: 'web', labels: { team: 'shop' } });
  });

  test('is not checked where a preview does not know it', async () => {
    const { resources } = await underMocks(() => delegate({ accountId: unknown<string>() }), { preview: true });
    expect(objectsOf(resources).map(({ kind }) => kind)).toEqual(['Namespace', 'ServiceAccount', 'Deployment']);
  });

  test('leaves the values beside it known and public', async () => {
    const { result } = await underMocks(() => delegate({ accountId: pulumi.secret('x'), namespace: late('agents') }));
    expect(await told(result.delegateNamespace)).toEqual({ value: 'agents', isKnown: true, isSecret: false });
  });

  test('of a wrong type is refused, where another text follows from it', async () => {
    const seven = asString(pulumi.output(7) as unknown as pulumi.Output<string>);
    const { result } = await underMocks(() => refusal(outputOf(derived([seven], (text) => text.toUpperCase()))));
    expect(await result).toContain('allowed is a string, not number. Pass a string.');
  });

  test.each([
    [{ a: 'b' }, 'object'],
    [['a'], 'a list'],
  ])('%j has no text, and is no part of one', async (value, kind) => {
    const part = asString(pulumi.output(value) as unknown as pulumi.Output<string>);
    for (const text of [`a ${part}`, JSON.stringify({ a: part })]) {
      const { result } = await underMocks(() => refusal(outputOf(text)));
      expect(await result).toContain(`allowed is a string, not ${kind}`);
    }
  });

  test('is a text as it is, where it is one already', () => {
    expect(asString('plain')).toBe('plain');
  });
});

describe('what is left of an Output is refused', () => {
  const output = late('value');
  const placeholder = asString(output);
  const stringified = (output as unknown as { toString(): string }).toString();
  const encoded = Buffer.from(placeholder).toString('base64');

  test.each<[string, object, string]>([
    ['JavaScript has put into a text', { key: `https://${stringified}` }, 'data.key'],
    ['JSON.stringify has put into JSON', { key: JSON.stringify({ a: output }) }, 'data.key'],
    ['JavaScript has made a key of', { [stringified]: 'value' }, 'data'],
    ['is in capitals', { key: placeholder.toUpperCase() }, 'data.key'],
    ['begins with a capital', { key: `X${placeholder.slice(1)}` }, 'data.key'],
    ['has its beginning alone', { key: placeholder.slice(0, 9) }, 'data.key'],
    ['has its end alone, in capitals', { key: placeholder.slice(9).toUpperCase() }, 'data.key'],
    ['is in capitals, in a key', { [placeholder.toUpperCase()]: 'value' }, 'data'],
    ['is in base64 within a longer text', { key: `Basic ${encoded}` }, 'data.key'],
    ['is in base64, in a key', { [encoded]: 'value' }, 'data'],
  ])('that %s', async (_what, data, property) => {
    await expect(underMocks(() => holding(data))).rejects.toThrow(
      expect.objectContaining({ details: expect.objectContaining({ constructPath: 'site/Settings' }) }),
    );
    await expect(underMocks(() => holding(data))).rejects.toThrow(new RegExp(`\\] ${property.replace('.', '\\.')}`));
  });

  test('where it would be a part of what Pulumi calls the object', async () => {
    const of = (manifest: { apiVersion: string; kind: string }) =>
      underMocks(() => new Cdk8sComponent('site', { build: (chart) => new ApiObject(chart, 'One', manifest) }));
    await expect(of({ apiVersion: 'v1', kind: placeholder })).rejects.toThrow(/\[site\/One\] kind: allowed is/);
    await expect(of({ apiVersion: placeholder, kind: 'A' })).rejects.toThrow(/\[site\/One\] apiVersion: allowed is/);
  });

  test('in the id of a construct, also as JavaScript has it', async () => {
    const of = (id: string) =>
      underMocks(
        () =>
          new Cdk8sComponent('site', { build: (chart) => new ApiObject(chart, id, { apiVersion: 'v1', kind: 'A' }) }),
      );
    await expect(of(stringified)).rejects.toThrow(/ id: allowed is an id/);
    await expect(of(placeholder.toUpperCase())).rejects.toThrow(/ id: allowed is an id/);
  });

  test('with the hint at what helps', async () => {
    await expect(underMocks(() => holding({ key: stringified }))).rejects.toThrow(/Put asString\(output\) there/);
  });

  test.each(['LinuxHarnessUser', 'maxHarness', 'unresolved', 'eHg='])(
    'while "%s" is a text like any other',
    async (key) => {
      const { resources } = await underMocks(() => holding({ key, [key]: 'value' }));
      expect(objectsOf(resources)[0].data).toEqual({ key, [key]: 'value' });
    },
  );
});
