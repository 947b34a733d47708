import * as pulumi from '@pulumi/pulumi';
import { ApiObject, type Chart, JsonPatch } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { derived } from '../../lib/core';
import { DelegateImage, DelegateToken } from '../../lib/delegate';
import { Cdk8sComponent } from '../../lib/pulumi/components/cdk8s-component';
import { HarnessDelegate, type HarnessDelegateArgs } from '../../lib/pulumi/components/harness-delegate';
import { asString } from '../../lib/pulumi/late-outputs';
import { outputOf } from '../../lib/pulumi/restore';
import { CloudIdentity } from '../../lib/workload';
import { objectsOf, told, underMocks, unknown } from '../testkit/pulumi-mocks';

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

/** Registers a component with one object that contains this data. */
function holding(data: unknown) {
  return new Cdk8sComponent('site', {
    build: (chart: Chart) =>
      new ApiObject(chart, 'Settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data }),
  });
}

/** Returns why an Output is rejected. Each of its promises needs a handler. */
async function refusal(output: pulumi.Output<unknown>): Promise<string> {
  const { isKnown, isSecret, allResources } = output as unknown as { [part: string]: any };
  const parts = [told(output), isKnown, isSecret, allResources()];
  const [{ reason }] = (await Promise.allSettled(parts)) as PromiseRejectedResult[];
  return String(reason);
}

describe('a value known only later', () => {
  test('can be passed to a factory, whole or as part of a string', async () => {
    const { resources } = await underMocks(() =>
      delegate({ cloudIdentity: CloudIdentity.irsa(`arn:aws:iam::${asString(late('123456789012'))}:role/ci`) }),
    );
    const account = objectsOf(resources).find(({ kind }) => kind === 'ServiceAccount');
    expect(account.metadata.annotations).toEqual({ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/ci' });
  });

  test('is escaped inside a JSON string, and nowhere else', async () => {
    const value = late('say "hi"\nthere');
    const { resources } = await underMocks(() =>
      holding({ json: JSON.stringify({ a: asString(value) }), text: `{ ${asString(value)}` }),
    );
    const [{ data }] = objectsOf(resources);
    expect(JSON.parse(data.json as string)).toEqual({ a: 'say "hi"\nthere' });
    expect(data.text).toBe('{ say "hi"\nthere');
  });

  test('is escaped once for each level of JSON', async () => {
    const value = late('say "hi"\nthere');
    const json = JSON.stringify({ port: 80, outer: [JSON.stringify({ a: asString(value), plain: '"' })] });
    const { resources } = await underMocks(() => holding({ json }));
    const [{ data }] = objectsOf(resources);
    const outer = JSON.parse(data.json as string) as { port: number; outer: [string] };
    expect(outer.port).toBe(80);
    expect(JSON.parse(outer.outer[0])).toEqual({ a: 'say "hi"\nthere', plain: '"' });
  });

  test('becomes a string inside a string, even if it is a number', async () => {
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

  test('can be part of the value of another Output, at any depth', async () => {
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

  test('in the result of `build` becomes an Output again, while a construct stays a construct', async () => {
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

  test('can be a Promise in a third-party object', async () => {
    const { resources } = await underMocks(() => holding({ key: Promise.resolve('value') }));
    expect(objectsOf(resources)[0].data).toEqual({ key: 'value' });
  });

  test('can be the namespace and a label of a Cdk8sComponent', async () => {
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

  test('is not checked while it is unknown in a preview', async () => {
    const { resources } = await underMocks(() => delegate({ accountId: unknown<string>() }), { preview: true });
    expect(objectsOf(resources).map(({ kind }) => kind)).toEqual(['Namespace', 'ServiceAccount', 'Deployment']);
  });

  test('leaves neighboring values known and public', async () => {
    const { result } = await underMocks(() => delegate({ accountId: pulumi.secret('x'), namespace: late('agents') }));
    expect(await told(result.delegateNamespace)).toEqual({ value: 'agents', isKnown: true, isSecret: false });
  });

  test('of a wrong type is refused if another string is derived from it', async () => {
    const seven = asString(pulumi.output(7) as unknown as pulumi.Output<string>);
    const { result } = await underMocks(() => refusal(outputOf(derived([seven], (text) => text.toUpperCase()))));
    expect(await result).toContain('got a number; expected a string. Convert the value with Output.apply.');
  });

  test.each([
    [{ a: 'b' }, 'an object'],
    [['a'], 'a list'],
  ])('is refused as part of a string if it is %j', async (value, kind) => {
    const part = asString(pulumi.output(value) as unknown as pulumi.Output<string>);
    for (const text of [`a ${part}`, JSON.stringify({ a: part })]) {
      const { result } = await underMocks(() => refusal(outputOf(text)));
      expect(await result).toContain(`got ${kind}; expected a string.`);
    }
  });

  test('is unchanged if it is already a string', () => {
    expect(asString('plain')).toBe('plain');
  });
});

describe('the remains of an Output are refused', () => {
  const output = late('value');
  const placeholder = asString(output);
  const stringified = (output as unknown as { toString(): string }).toString();
  const encoded = Buffer.from(placeholder).toString('base64');

  test.each<[string, object, string]>([
    ['JavaScript has converted to a string', { key: `https://${stringified}` }, 'data.key'],
    ['JSON.stringify has put into JSON', { key: JSON.stringify({ a: output }) }, 'data.key'],
    ['JavaScript has converted to a key', { [stringified]: 'value' }, 'data'],
    ['are in uppercase', { key: placeholder.toUpperCase() }, 'data.key'],
    ['begin with an uppercase letter', { key: `X${placeholder.slice(1)}` }, 'data.key'],
    ['are only the beginning', { key: placeholder.slice(0, 9) }, 'data.key'],
    ['are only the end, in uppercase', { key: placeholder.slice(9).toUpperCase() }, 'data.key'],
    ['are in uppercase, in a key', { [placeholder.toUpperCase()]: 'value' }, 'data'],
    ['are base64 within a longer string', { key: `Basic ${encoded}` }, 'data.key'],
    ['is in base64, in a key', { [encoded]: 'value' }, 'data'],
  ])('that %s', async (_what, data, property) => {
    await expect(underMocks(() => holding(data))).rejects.toThrow(
      expect.objectContaining({ details: expect.objectContaining({ constructPath: 'site/Settings' }) }),
    );
    await expect(underMocks(() => holding(data))).rejects.toThrow(new RegExp(`\\] ${property.replace('.', '\\.')}`));
  });

  test('in the type of a resource', async () => {
    const of = (manifest: { apiVersion: string; kind: string }) =>
      underMocks(() => new Cdk8sComponent('site', { build: (chart) => new ApiObject(chart, 'One', manifest) }));
    await expect(of({ apiVersion: 'v1', kind: placeholder })).rejects.toThrow(
      /\[site\/One\] kind: got a value known only later; expected/,
    );
    await expect(of({ apiVersion: placeholder, kind: 'A' })).rejects.toThrow(
      /\[site\/One\] apiVersion: got a value known only later; expected/,
    );
  });

  test('in the id of a construct, even if converted by JavaScript', async () => {
    const of = (id: string) =>
      underMocks(
        () =>
          new Cdk8sComponent('site', { build: (chart) => new ApiObject(chart, id, { apiVersion: 'v1', kind: 'A' }) }),
      );
    await expect(of(stringified)).rejects.toThrow(/ id: got a value known only later; expected a construct id/);
    await expect(of(placeholder.toUpperCase())).rejects.toThrow(
      / id: got a value known only later; expected a construct id/,
    );
  });

  test('with a hint to use asString', async () => {
    await expect(underMocks(() => holding({ key: stringified }))).rejects.toThrow(
      /Use asString\(output\) in place of the Output/,
    );
  });

  test.each(['LinuxHarnessUser', 'maxHarness', 'unresolved', 'eHg='])(
    'while "%s" is an ordinary string',
    async (key) => {
      const { resources } = await underMocks(() => holding({ key, [key]: 'value' }));
      expect(objectsOf(resources)[0].data).toEqual({ key, [key]: 'value' });
    },
  );
});
