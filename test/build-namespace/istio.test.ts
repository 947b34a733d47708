import { BuildEgress, BuildIsolation, Istio, IstioPortHandling } from '../../lib/build-namespace';
import { covers } from '../testkit/covers';
import { RESTRICTED } from '../testkit/isolations';
import { refused } from '../testkit/refused';
import { named, only } from '../testkit/synth';
import { servedFarm, synthFarm } from './farms';

const HOLD = 'proxy.istio.io/config';
const LOOSE = BuildIsolation.dockerInDocker({ reason: 'Builds run docker.' });

const labelsOf = (istio?: Istio, isolation?: BuildIsolation) =>
  only(synthFarm({ istio, isolation }).manifests, 'Namespace').metadata.labels as { [key: string]: string };
const annotationsOf = (istio?: Istio) => synthFarm({ istio }).farm.stageAnnotations;
const ingressPorts = (istio?: Istio) =>
  named(servedFarm({ istio }).manifests, 'NetworkPolicy', 'harness-builds.ci.harness-delegate').spec.ingress[0]
    .ports as object[];
const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: 'TCP', port }));

describe('a namespace joins the mesh with labels', () => {
  test.each<[string, Istio, BuildIsolation | undefined, { [key: string]: string }]>([
    ['cni', Istio.cni(), undefined, { 'istio-injection': 'enabled' }],
    ['cni of a revision', Istio.cni({ revision: 'canary' }), undefined, { 'istio.io/rev': 'canary' }],
    ['ambient', Istio.ambient(), undefined, { 'istio.io/dataplane-mode': 'ambient' }],
    [
      'ambient of a revision',
      Istio.ambient({ revision: 'canary' }),
      undefined,
      { 'istio.io/dataplane-mode': 'ambient', 'istio.io/rev': 'canary' },
    ],
    ['an init container', Istio.initContainer(), LOOSE, { 'istio-injection': 'enabled' }],
  ])('%s', (_what, istio, isolation, labels) => {
    const without = labelsOf(undefined, isolation);
    expect(labelsOf(istio, isolation)).toEqual({ ...without, ...labels });
  });

  test('and does not join by default', () => {
    expect(Object.keys(labelsOf()).join()).not.toContain('istio');
    expect(Object.keys(annotationsOf()).join()).not.toContain('istio');
  });
});

describe('the init container of Istio', () => {
  test.each([
    ['baseline', undefined],
    ['baseline', BuildIsolation.baseline()],
    ['restricted', RESTRICTED],
  ])('is refused under %s, which forbids what it needs', (level, isolation) => {
    const details = refused(() => synthFarm({ istio: Istio.initContainer(), isolation }));
    expect(details.property).toBe('istio');
    expect(details.allowed).toContain(`Istio.cni() or Istio.ambient() with BuildIsolation.${level}()`);
    expect(details.remedy).toMatch(/NET_ADMIN and NET_RAW/);
  });

  test('is accepted if privileged pods are allowed', () => {
    expect(() => synthFarm({ istio: Istio.initContainer(), isolation: LOOSE })).not.toThrow();
    const isolation = BuildIsolation.hostPaths(['/a'], { reason: 'Builds share a cache.' });
    expect(() => synthFarm({ istio: Istio.initContainer(), isolation })).not.toThrow();
  });
});

describe('the port of a build stays reachable for the delegate', () => {
  test('the containers of a stage wait for the proxy', () => {
    covers('S004.istio-proxy.hold-application', 'S004.istio-proxy.pod-annotation');
    for (const istio of [Istio.cni(), Istio.cni({ portHandling: IstioPortHandling.HOLD_UNTIL_PROXY_STARTS })]) {
      expect(JSON.parse(annotationsOf(istio)[HOLD])).toEqual({ holdApplicationUntilProxyStarts: true });
      expect(Object.keys(annotationsOf(istio)).join()).not.toContain('excludeInboundPorts');
    }
  });

  test('or the port bypasses the proxy, if configured', () => {
    const annotations = annotationsOf(Istio.cni({ portHandling: IstioPortHandling.UNSAFE_EXCLUDE_PORT }));
    expect(annotations['traffic.sidecar.istio.io/excludeInboundPorts']).toBe('20001');
    expect(annotations).not.toHaveProperty([HOLD]);
  });

  test('the ambient mesh has no proxy in the pod, and refuses port handling', () => {
    covers('S004.troubleshoot.eviction');
    expect(annotationsOf(Istio.ambient())).toEqual(annotationsOf());
    const istio = Istio.ambient({ portHandling: IstioPortHandling.UNSAFE_EXCLUDE_PORT });
    expect(refused(() => synthFarm({ istio })).property).toBe('istio.portHandling');
  });

  test('delegates connect to port 20001, and in the ambient mesh also to 15008', () => {
    expect(ingressPorts()).toEqual(tcp(20001));
    expect(ingressPorts(Istio.cni())).toEqual(tcp(20001));
    expect(ingressPorts(Istio.ambient())).toEqual(tcp(20001, 15008));
  });

  test('with restricted egress, builds reach the endpoints of the mesh', () => {
    const last = (istio: Istio) =>
      only(synthFarm({ istio, egress: BuildEgress.publicOnly() }).manifests, 'NetworkPolicy').spec.egress.at(-1);
    expect(last(Istio.cni())).toEqual({
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-system' } } }],
      ports: tcp(15012),
    });
    // The ambient mesh needs a port only if builds connect to other pods.
    expect(JSON.stringify(last(Istio.ambient()))).not.toContain('15008');
  });
});

test('the summary names the mesh', () => {
  expect(synthFarm({ istio: Istio.cni() }).farm.summary()).toContain('Istio: cni, mutual TLS STRICT (expected;');
  expect(synthFarm({ istio: Istio.ambient({ strict: false }) }).farm.summary()).toContain(
    'Istio: ambient, mutual TLS PERMISSIVE (expected;',
  );
});
