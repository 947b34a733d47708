import { BuildIsolation, Istio, IstioPortHandling } from '../../lib/build-namespace';
import { NetworkPeer } from '../../lib/core';
import { DelegateEgress } from '../../lib/delegate';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { every, named, newChart, only, synth } from '../testkit/synth';
import { addFarm, LEAST, synthInfra } from './infras';

const podOf = (istio: Istio) => only(synthInfra({ istio }).manifests, 'Deployment').spec.template.metadata;
const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: 'TCP', port }));

describe('a farm in a mesh', () => {
  test('has a headless Service for the delegate and in each build namespace', () => {
    covers('S002.istio.strict-needs-service', 'S004.istio.strict-needs-service', 'S004.istio.build-namespace');
    covers('S002.istio.delegate-namespace', 'S004.istio.delegate-namespace', 'S004.cluster.headless-if-strict');
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { istio: Istio.cni(), buildNamespaces: ['a'] });
    farm.addBuildNamespace('b');
    const services = every(synth(chart), 'Service');
    expect(services.map(({ metadata }) => metadata.namespace)).toEqual(['harness-delegate', 'a', 'b']);
    for (const { metadata, spec } of services) {
      expect([metadata.name, spec.clusterIP, spec.selector]).toEqual([
        'headless',
        'None',
        { accountID: LEAST.accountId },
      ]);
    }
    expect(farm.headlessServices).toHaveLength(3);
  });

  test('in STRICT mode without a headless Service is refused, even for one namespace', () => {
    covers('S002.istio.strict-needs-service', 'S004.istio.strict-needs-service', 'S004.cluster.headless-if-strict');
    const details = refused(() => synthInfra({ istio: Istio.cni(), headlessService: false }));
    expect(details).toMatchObject({ property: 'headlessService', constructPath: 'test/Farm' });
    expect(details.remedy).toContain('strict: false');
  });

  test('in STRICT mode for one namespace is refused if the delegate is outside of the mesh', () => {
    const details = refused(() => synthInfra().farm.addBuildNamespace('b', { istio: Istio.cni() }));
    expect(details).toMatchObject({
      constructPath: 'test/Farm',
      property: 'options.istio',
      given: 'a mesh in STRICT mode',
    });
    expect(details.remedy).toMatch(/^Set istio of the farm, or pass { strict: false }/);
    const { farm } = synthInfra({ headlessService: false });
    expect(refused(() => farm.addBuildNamespace('b', { istio: Istio.cni() })).property).toBe('headlessService');
    expect(synthInfra().farm.addBuildNamespace('b', { istio: Istio.cni({ strict: false }) }).namespace).toBe('b');
  });

  test('that accepts plaintext needs none', () => {
    const istio = Istio.cni({ strict: false });
    expect(every(synthInfra({ istio, headlessService: false }).manifests, 'Service')).toEqual([]);
    expect(every(synthInfra({ istio }).manifests, 'Service')).toHaveLength(2);
    expect(every(synthInfra({ headlessService: true }).manifests, 'Service')).toHaveLength(2);
  });

  test('adds its delegate to the mesh, with containers that wait for the proxy', () => {
    covers('S004.istio-proxy.hold-application', 'S004.istio-proxy.pod-annotation');
    const { labels, annotations } = podOf(Istio.cni());
    expect(labels).toMatchObject({ 'sidecar.istio.io/inject': 'true' });
    expect(JSON.parse(annotations['proxy.istio.io/config'])).toEqual({ holdApplicationUntilProxyStarts: true });
    expect(podOf(Istio.ambient()).labels).toMatchObject({ 'istio.io/dataplane-mode': 'ambient' });
  });

  test('excludes the port on both sides, if configured', () => {
    const istio = Istio.cni({ portHandling: IstioPortHandling.UNSAFE_EXCLUDE_PORT });
    expect(podOf(istio).annotations['traffic.sidecar.istio.io/excludeOutboundPorts']).toBe('20001');
    const [builds] = synthInfra({ istio }).farm.buildNamespaces as unknown as { stageAnnotations: object }[];
    expect(builds.stageAnnotations).toHaveProperty(['traffic.sidecar.istio.io/excludeInboundPorts'], '20001');
  });

  test("with Istio's init container is refused if pods cannot have it", () => {
    expect(refused(() => synthInfra({ istio: Istio.initContainer() })).property).toBe('istio');
    const isolation = BuildIsolation.dockerInDocker({ reason: 'Builds run docker.' });
    expect(() => synthInfra({ istio: Istio.initContainer(), isolation })).not.toThrow();
  });
});

// https://github.com/istio/istio/blob/1.26.0/pkg/kube/inject/inject.go: "if both are present we prefer the label".
test.each(['podLabels', 'podAnnotations'])(
  'a delegate stays without a sidecar by its %s, and opens no port of one',
  (where) => {
    const made = (options: object) => {
      const networkPolicy = { metricsFrom: [NetworkPeer.namespace('monitoring')] };
      const { manifests } = synthInfra({ istio: Istio.cni(), delegateOptions: { networkPolicy, ...options } });
      const [{ ports }] = named(manifests, 'NetworkPolicy', 'ci').spec.ingress;
      return { labels: only(manifests, 'Deployment').spec.template.metadata.labels, ports };
    };
    expect(made({}).ports).toEqual(tcp(3000, 15020));
    const { labels, ports } = made({ [where]: { 'sidecar.istio.io/inject': 'false' } });
    expect(labels).toMatchObject({ 'sidecar.istio.io/inject': 'false' });
    expect(ports).toEqual(tcp(3000));
  },
);

describe('a delegate with restricted egress', () => {
  const delegateOptions = { networkPolicy: { egress: DelegateEgress.restrictedTo([]) } };
  const egressOf = (istio?: Istio) =>
    named(synthInfra({ delegateOptions, istio }).manifests, 'NetworkPolicy', 'ci.harness-builds.harness-builds').spec;

  test('reaches its builds', () => {
    expect(egressOf()).toEqual({
      podSelector: { matchLabels: { 'harness.io/name': 'ci' } },
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'harness-builds' } } }],
          ports: tcp(20001),
        },
      ],
    });
  });

  test('reaches them through the mesh, and reaches the endpoints of the mesh', () => {
    expect(egressOf(Istio.ambient()).egress[0].ports).toEqual(tcp(20001, 15008));
    expect(egressOf(Istio.cni()).egress[1]).toEqual({
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-system' } } }],
      ports: tcp(15012),
    });
  });

  test('has no such policy if its egress is open', () => {
    for (const networkPolicy of [undefined, {}, { egress: DelegateEgress.open() }]) {
      const { manifests } = synthInfra({ delegateOptions: { networkPolicy } });
      expect(every(manifests, 'NetworkPolicy').filter(({ spec }) => spec.policyTypes.join() === 'Egress')).toEqual([]);
    }
  });
});

test('an account that Harness does not set as a label can use STRICT mode if the port is excluded from the mesh', () => {
  const istio = Istio.cni({ portHandling: IstioPortHandling.UNSAFE_EXCLUDE_PORT });
  const accountId = '-wAqGwYwQoGZ0ntBpU1iTw';
  expect(refused(() => synthInfra({ accountId, istio })).property).toBe('accountId');
  expect(every(synthInfra({ accountId, istio, headlessService: false }).manifests, 'Service')).toEqual([]);
});
