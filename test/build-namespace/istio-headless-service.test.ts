import { ApiObject, type ChartProps, Lazy } from 'cdk8s';
import { IstioHeadlessService, type IstioHeadlessServiceProps } from '../../lib/build-namespace';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { every, newChart, only, synth } from '../testkit/synth';

const accountId = '6_vVHzo9Qeu9fXvj-AcQCb';

function synthService(props: Partial<IstioHeadlessServiceProps> = {}, chartProps?: ChartProps) {
  const chart = newChart(chartProps);
  const service = new IstioHeadlessService(chart, 'Headless', { accountId, ...props });
  return { chart, service, manifests: synth(chart) };
}

describe('the headless service', () => {
  test('is the documented one, with the port that the documentation leaves open', () => {
    covers('S002.istio.name', 'S002.istio.cluster-ip-none', 'S002.istio.selector', 'S002.istio.protocol');
    covers('S002.istio.port', 'S002.istio.target-port', 'S002.istio.delegate-namespace');
    covers('S004.istio.name', 'S004.istio.cluster-ip-none', 'S004.istio.selector', 'S004.istio.protocol');
    covers('S004.istio.port', 'S004.istio.target-port', 'S004.istio.delegate-namespace');
    expect(synthService().manifests).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          name: 'headless',
          namespace: 'harness-delegate',
          labels: { 'app.kubernetes.io/name': 'harness-builds' },
        },
        spec: {
          clusterIP: 'None',
          selector: { accountID: accountId },
          ports: [{ protocol: 'TCP', port: 20001, targetPort: 20001 }],
        },
      },
    ]);
  });

  test('has the given name, port, labels and annotations', () => {
    covers('S002.istio.port', 'S002.istio.target-port');
    const { service, manifests } = synthService({
      name: 'lite-engine',
      port: 20002,
      labels: { team: 'a' },
      annotations: { note: 'b' },
    });
    const { metadata, spec } = only(manifests, 'Service');
    expect(metadata).toMatchObject({ name: 'lite-engine', labels: { team: 'a' }, annotations: { note: 'b' } });
    expect(spec.ports).toEqual([{ protocol: 'TCP', port: 20002, targetPort: 20002 }]);
    expect([service.serviceName, service.port]).toEqual(['lite-engine', 20002]);
  });

  test('is in the namespace of the chart by default, else in that of the delegate', () => {
    covers('S002.istio.delegate-namespace', 'S004.istio.delegate-namespace');
    expect(synthService({}, { namespace: 'of-chart' }).service.namespaces).toEqual(['of-chart']);
    expect(synthService({ delegateNamespace: 'a' }, { namespace: 'of-chart' }).service.namespaces).toEqual(['a']);
  });

  test('is in each build namespace, and only once in that of the delegate', () => {
    covers('S004.istio.build-namespace');
    const { chart, service } = synthService({ delegateNamespace: 'a', buildNamespaces: ['b', 'a', 'c', 'b'] });
    service.addBuildNamespace('d');
    service.addBuildNamespace('c');
    const services = every(synth(chart), 'Service');
    expect(services.map(({ metadata }) => metadata.namespace)).toEqual(['a', 'b', 'c', 'd']);
    expect(service.namespaces).toEqual(['a', 'b', 'c', 'd']);
    expect(new Set(services.map(({ spec }) => JSON.stringify(spec))).size).toBe(1);
    expect(service.selector).toEqual({ accountID: accountId });
  });

  test('is returned by ApiObject.of()', () => {
    expect(ApiObject.of(synthService().service).kind).toBe('Service');
  });

  test('accepts unresolved strings', () => {
    const late = (value: string) => Lazy.any({ produce: () => value }) as string;
    const { manifests } = synthService({
      accountId: late(accountId),
      delegateNamespace: late('a'),
      buildNamespaces: [late('b')],
      name: late('headless'),
    });
    expect(manifests).toEqual(synthService({ delegateNamespace: 'a', buildNamespaces: ['b'] }).manifests);
  });

  test('is refused twice with the same name and namespace', () => {
    const { chart } = synthService();
    const details = refused(() => new IstioHeadlessService(chart, 'Again', { accountId }));
    expect(details).toMatchObject({ property: 'name', constructPath: 'test/Again' });
    expect(new IstioHeadlessService(chart, 'Other', { accountId, name: 'other' }).serviceName).toBe('other');
  });
});

describe('the headless service is refused', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['without account', { accountId: undefined }, 'accountId', /^a string$/],
    ['with a space in the account', { accountId: 'a b' }, 'accountId', /as in the URL of your Harness account/],
    ['with a name that starts with a digit', { name: '1a' }, 'name', /starting with a letter/],
    ['with an invalid name', { name: 'A b' }, 'name', /DNS label/],
    ['with port 0', { port: 0 }, 'port', /from 1 to 65535/],
    ['with a string as port', { port: '20001' }, 'port', /a number/],
    ['with an invalid namespace of the delegate', { delegateNamespace: 'A' }, 'delegateNamespace', /DNS label/],
    ['with an invalid build namespace', { buildNamespaces: ['a', ''] }, 'buildNamespaces[1]', /DNS label/],
    ['with a string as list', { buildNamespaces: 'a' }, 'buildNamespaces', /a list/],
    ['with an invalid label', { labels: { a: 'b c' } }, 'labels["a"]', /at most 63/],
    ['with an invalid key', { annotations: { 'a b': 'c' } }, 'annotations["a b"]', /DNS prefix/],
  ])('%s', (_what, props, property, allowed) => {
    const details = refused(() => synthService(props as object));
    expect(details).toMatchObject({ property, constructPath: 'test/Headless' });
    expect(details.allowed).toMatch(allowed);
    expect(details.remedy).toMatch(/^[A-Z].{4,}[.]$/);
  });

  test('for an invalid added namespace', () => {
    const { service } = synthService();
    expect(refused(() => service.addBuildNamespace('Not A Name')).property).toBe('namespace');
    expect(refused(() => service.addBuildNamespace(undefined as unknown as string)).property).toBe('namespace');
  });
});

test.each(['-wAqGwYwQoGZ0ntBpU1iTw', '6_vVHzo9Qeu9fXvj-AcQC_'])(
  'the account %s, which Harness does not set as a label, is refused',
  (accountId) => {
    const { property, remedy } = refused(() => new IstioHeadlessService(newChart(), 'Headless', { accountId }));
    expect([property, remedy]).toEqual(['accountId', expect.stringContaining('UNSAFE_EXCLUDE_PORT')]);
  },
);
