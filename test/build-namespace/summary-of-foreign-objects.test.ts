/** What the summary says of objects that others wrote: lists, second declarations, workloads, and what the API server refuses. */
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import {
  BuildFarmNamespace,
  type BuildFarmNamespaceProps,
  BuildQuota,
  Istio,
  PolicyEnforcement,
} from '../../lib/build-namespace';
import { DelegateImage, DelegateToken, HarnessDelegate, type HarnessDelegateProps } from '../../lib/delegate';
import { newApp } from '../testkit/synth';

/** The summary of a namespace in an app with other objects, in a chart of their own. */
function summaryWith(objects: readonly object[], props: BuildFarmNamespaceProps = {}): string {
  const app = newApp();
  const farm = new BuildFarmNamespace(new Chart(app, 'test'), 'Builds', props);
  const chart = new Chart(app, 'foreign');
  objects.forEach((object, index) => new ApiObject(chart, `Foreign${index}`, object as never));
  return farm.summary();
}

const lineOf = (summary: string, start: string) =>
  summary
    .split('\n')
    .find((line) => line.trim().startsWith(start))
    ?.trim();

const policy = (spec: unknown, name = 'own') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'harness-builds' },
  spec,
});
const OPEN = policy({ podSelector: {}, policyTypes: ['Egress'], egress: [{}] });
const admin = (name: string) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'own' },
  subjects: [{ kind: 'ServiceAccount', name, namespace: 'harness-builds' }],
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
});
const list = (...items: unknown[]) => ({ apiVersion: 'v1', kind: 'List', items });

describe('objects of a list count like others', () => {
  const { apiVersion, kind, ...bare } = OPEN;

  test.each<[string, object]>([
    ['a List', list(OPEN)],
    ['a List within a List', list(list(list(OPEN)))],
    ['a typed list', { apiVersion, kind: `${kind}List`, items: [OPEN] }],
    ['a typed list, whose items need no kind', { apiVersion, kind: `${kind}List`, items: [bare] }],
    ['a list of a kind of its own', { apiVersion: 'example.com/v1', kind: 'Bundle', items: [OPEN] }],
  ])('%s', (_what, object) => {
    const text = summaryWith([object]);
    expect(text).toBe(summaryWith([OPEN]));
    expect(lineOf(text, 'Egress')).toBe('Egress: to everything.');
    expect(text).toContain('EXPOSED: cloud metadata at all 19 known addresses.');
  });

  test('its bindings and its policies of other kinds', () => {
    expect(summaryWith([list(admin('harness-build'))])).toContain('EXPOSED: the cluster.');
    const cilium = { ...OPEN, apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy' };
    expect(summaryWith([{ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicyList', items: [cilium] }])).toContain(
      'Not considered: CiliumNetworkPolicy own.',
    );
  });
});

describe('an object that the API server refuses is not considered, and named', () => {
  const to = (peer: unknown) => policy({ podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [peer] }] });
  const EGRESS = lineOf(summaryWith([]), 'Egress');

  test.each<[object, string]>([
    [to({ ipBlock: { cidr: 5 } }), 'spec.egress[0].to[0].ipBlock.cidr: expected a block of addresses'],
    [to({ ipBlock: {} }), 'spec.egress[0].to[0].ipBlock.cidr: expected a block of addresses'],
    [to({ ipBlock: { cidr: 'any' } }), 'spec.egress[0].to[0].ipBlock.cidr: expected a block of addresses'],
    [to(null), 'spec.egress[0].to[0]: expected an object'],
    [
      to({ podSelector: { matchLabels: { a: 1 } } }),
      'spec.egress[0].to[0].podSelector.matchLabels["a"]: expected a string',
    ],
    [policy('open'), 'spec: expected an object'],
    [policy({ podSelector: {}, egress: {} }), 'spec.egress: expected a list'],
    [policy({ podSelector: {}, policyTypes: ['egress'] }), 'spec.policyTypes[0]: expected Ingress or Egress'],
  ])('%j', (object, where) => {
    const text = summaryWith([object]);
    expect(lineOf(text, 'Egress')).toBe(EGRESS);
    expect(text).toContain(`NOTE: not considered, because the API server refuses it: NetworkPolicy own (${where}`);
  });

  test('without a name or a kind it is named by the construct', () => {
    const nameless = { ...OPEN, metadata: { name: 5, namespace: 'harness-builds' } };
    expect(summaryWith([nameless])).toContain(
      'refuses it: NetworkPolicy of [foreign/Foreign0] (metadata.name: expected',
    );
    expect(summaryWith([list(5, { kind: 'NetworkPolicy' })])).toContain(
      'refuses it: an object of [foreign/Foreign0] (apiVersion and kind: expected strings).',
    );
  });

  test('a policy of the namespace closes nothing then', () => {
    const chart = new Chart(newApp(), 'test');
    const farm = new BuildFarmNamespace(chart, 'Builds');
    const own = farm.node.findChild('NetworkPolicy') as ApiObject;
    own.addJsonPatch(JsonPatch.add('/spec/egress/-', { to: [{ ipBlock: { cidr: '10.0.0.0/33' } }] }));
    expect(lineOf(farm.summary(), 'Egress')).toBe('Egress: to everything: no policy restricts it.');
    expect(farm.summary()).toContain('EXPOSED: cloud metadata');
  });
});

/** @see https://istio.io/latest/docs/reference/config/security/peer_authentication/ */
describe('mutual TLS', () => {
  const said = (...specs: object[]) => {
    const apiVersion = 'security.istio.io/v1';
    const objects = specs.map((spec, index) => {
      const metadata = { name: `p${index}`, namespace: 'harness-builds' };
      return { apiVersion, kind: 'PeerAuthentication', metadata, spec };
    });
    return lineOf(summaryWith(objects, { istio: Istio.cni() }), 'Istio');
  };
  const DISABLE = { mtls: { mode: 'DISABLE' } };
  const EXPECTED = 'Istio: cni, mutual TLS STRICT (expected; no PeerAuthentication for all of its pods sets a mode)';

  test.each([[{}], [{ selector: {} }], [{ selector: null }], [{ selector: { matchLabels: {} } }]])(
    'with %j is that of the namespace',
    (selector) => {
      expect(said({ ...selector, ...DISABLE })).toBe('Istio: cni, mutual TLS DISABLE.');
    },
  );

  test('of some pods, and of their ports, is named', () => {
    const selector = { matchLabels: { app: 'x' } };
    expect(said({ selector, ...DISABLE })).toBe(`${EXPECTED}; DISABLE for pods with app=x.`);
    const portLevelMtls = { '8080': { mode: 'DISABLE' }, '9090': { mode: 'UNSET' } };
    expect(said({ mtls: { mode: 'PERMISSIVE' } }, { selector, portLevelMtls })).toBe(
      'Istio: cni, mutual TLS PERMISSIVE; DISABLE for pods with app=x on port 8080.',
    );
    expect(said({ portLevelMtls })).toBe(`${EXPECTED}.`);
  });
});

describe('of two declarations of one object, the less secure is described', () => {
  const TWICE = 'NOTE: declared more than once, with differences: ';
  const LEVEL = 'pod-security.kubernetes.io/enforce';
  const namespace = (labels: object) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'harness-builds', labels },
  });
  /** The objects of a namespace as they are rendered, changed. */
  const again = (kind: string, change: (object: Rendered) => void, props: BuildFarmNamespaceProps = {}) => {
    const chart = new Chart(newApp(), 'test');
    new BuildFarmNamespace(chart, 'Builds', props);
    const object = (chart.toJson() as Rendered[]).find((one) => one.kind === kind)!;
    change(object);
    return summaryWith([object], props);
  };
  interface Rendered {
    readonly kind: string;
    readonly metadata: { annotations?: object };
    readonly spec: { [member: string]: unknown };
    rules?: unknown;
  }

  test.each([
    [{ [LEVEL]: 'privileged' }, 'privileged, and an admission policy'],
    [{ [LEVEL]: 'restricted' }, 'baseline, and an admission policy'],
    [{}, 'none'],
  ])('of a namespace: %j', (labels, level) => {
    const text = summaryWith([namespace(labels)]);
    const isolation =
      level === 'none' ? 'no Pod Security level, and an admission policy' : `Pod Security level ${level}`;
    expect(lineOf(text, 'Isolation')).toBe(`Isolation: ${isolation}.`);
    expect(text).toContain(`${TWICE}Namespace harness-builds.`);
  });

  test('of a network policy: what one of them opens is open, and neither restricts', () => {
    const text = again('NetworkPolicy', ({ spec }) => (spec.egress = []));
    expect(lineOf(text, 'Egress')).toBe('Egress: to everything: some of these pods are not selected by any policy.');
    expect(text).toContain('EXPOSED: cloud metadata');
    expect(text).toContain(`${TWICE}NetworkPolicy harness-builds in namespace harness-builds.`);
    const opening = summaryWith([OPEN, policy({ podSelector: {}, policyTypes: ['Egress'] })]);
    expect(lineOf(opening, 'Egress')).toBe('Egress: to everything.');
  });

  test('of an admission policy, its binding and a quota: neither counts', () => {
    const quota = BuildQuota.forConcurrentBuilds(2, { cpu: '1', memory: '1Gi' });
    expect(
      lineOf(
        again('ResourceQuota', ({ spec }) => (spec.hard = {}), { quota }),
        'Quota',
      ),
    ).toBeUndefined();
    for (const kind of ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding']) {
      const text = again(kind, ({ spec }) => (spec.validations = spec.validationActions = []));
      expect(lineOf(text, 'Isolation')).toBe('Isolation: Pod Security level baseline.');
    }
  });

  test('of a role: the rules of both count', () => {
    const role = (rules: unknown) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'cluster-admin' },
      rules,
    });
    const all = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
    expect(summaryWith([admin('harness-build'), role(all), role([])])).toContain('EXPOSED: the cluster.');
    expect(summaryWith([admin('harness-build'), role([])])).not.toContain('EXPOSED: the cluster.');
  });

  test('of mutual TLS: both modes are named', () => {
    const mesh = (name: string, mode: string) => ({
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name, namespace: 'harness-builds' },
      spec: { mtls: { mode } },
    });
    const istio = Istio.cni();
    const text = summaryWith([mesh('default', 'STRICT'), mesh('default', 'PERMISSIVE')], { istio });
    expect(lineOf(text, 'Istio')).toBe('Istio: cni, mutual TLS STRICT or PERMISSIVE.');
  });

  test('the same content twice is no difference', () => {
    for (const kind of ['Namespace', 'NetworkPolicy', 'ValidatingAdmissionPolicy']) {
      expect(again(kind, ({ metadata }) => (metadata.annotations = { a: 'b' }))).toBe(summaryWith([]));
    }
  });
});

/** A delegate in the namespace of builds that is not added to it. */
const addDelegate = (chart: Chart, props: Partial<HarnessDelegateProps> = {}) =>
  new HarnessDelegate(chart, 'Delegate', {
    accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
    image: DelegateImage.of('harness/delegate:1.30.1'),
    delegateName: 'two',
    namespace: 'harness-builds',
    createNamespace: false,
    token: DelegateToken.fromSecretName('two-token'),
    access: DelegateAccess.clusterAdmin(),
    ...props,
  });

function summaryAfter(change: (chart: Chart) => void, props: BuildFarmNamespaceProps = {}): string {
  const chart = new Chart(newApp(), 'test');
  const farm = new BuildFarmNamespace(chart, 'Builds', props);
  change(chart);
  return farm.summary();
}

const OPEN_SECRETS = 'EXPOSED: Deployment two is in the same namespace. Builds can mount its Secrets: two-token.';
const REFUSED =
  'NOTE: the admission policy refuses the pods of Deployment two, because they use the ServiceAccount two. Put it in another namespace.';

describe('a delegate in the namespace of builds that is not added to it', () => {
  test('is named, whichever is created first', () => {
    const later = summaryAfter((chart) => void addDelegate(chart));
    const chart = new Chart(newApp(), 'test');
    addDelegate(chart);
    const earlier = new BuildFarmNamespace(chart, 'Builds').summary();
    for (const text of [earlier, later]) {
      expect(text).toContain(OPEN_SECRETS);
      expect(text).toContain(REFUSED);
    }
  });

  test('starts where no policy denies it, and with the account of builds', () => {
    const free = summaryAfter((chart) => void addDelegate(chart), {
      enforcement: PolicyEnforcement.warn({ reason: 'x' }),
    });
    expect(free).toContain(OPEN_SECRETS);
    expect(free).not.toContain('refuses the pods');
    const account = JsonPatch.replace('/spec/template/spec/serviceAccountName', 'harness-build');
    const asBuild = summaryAfter((chart) => {
      const { defaultChild } = addDelegate(chart).node;
      (defaultChild as ApiObject).addJsonPatch(account);
    });
    expect(asBuild).toContain(OPEN_SECRETS);
    expect(asBuild).not.toContain('refuses the pods');
  });

  test('elsewhere is not', () => {
    const text = summaryAfter((chart) => void addDelegate(chart, { namespace: 'elsewhere' }));
    expect(text).not.toMatch(/EXPOSED|NOTE/);
  });
});

describe('any workload in a namespace of builds', () => {
  const pod = { containers: [], imagePullSecrets: [{ name: 'one' }] };
  const spec = { template: { spec: pod } };
  test.each<[string, string, object]>([
    ['apps/v1', 'Deployment', { spec }],
    ['apps/v1', 'StatefulSet', { spec }],
    ['apps/v1', 'DaemonSet', { spec }],
    ['apps/v1', 'ReplicaSet', { spec }],
    ['batch/v1', 'Job', { spec }],
    ['batch/v1', 'CronJob', { spec: { jobTemplate: { spec } } }],
    ['v1', 'ReplicationController', { spec }],
    ['v1', 'Pod', { spec: pod }],
  ])('%s %s', (apiVersion, kind, more) => {
    const metadata = { name: 'own', namespace: 'harness-builds' };
    const text = summaryAfter((chart) => void new ApiObject(chart, 'Own', { apiVersion, kind, metadata, ...more }));
    expect(text).toContain(`EXPOSED: ${kind} own is in the same namespace. Builds can mount its Secrets: one.`);
    expect(text).toContain(`refuses the pods of ${kind} own, because they use the ServiceAccount default.`);
  });

  test('every Secret that its pods use is named', () => {
    const template = {
      spec: {
        imagePullSecrets: [{ name: 'pull' }],
        containers: [
          {
            name: 'secret-name-of-no-secret',
            env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'key', key: 'k' } } }],
            envFrom: [{ secretRef: { name: 'whole' } }, { configMapRef: { name: 'map' } }],
          },
        ],
        volumes: [
          { name: 'a', secret: { secretName: 'volume' } },
          { name: 'b', projected: { sources: [{ secret: { name: 'source' } }, { configMap: { name: 'map' } }] } },
          { name: 'c', csi: { driver: 'd', nodePublishSecretRef: { name: 'driver' } } },
        ],
      },
    };
    const metadata = { name: 'own', namespace: 'harness-builds' };
    const own = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template } };
    expect(summaryAfter((chart) => void new ApiObject(chart, 'Own', own))).toContain(
      'its Secrets: key, whole, pull, volume, source and driver.',
    );
  });
});

describe('a workload of a delegate with which the namespace is shared', () => {
  const shared = (props: Partial<HarnessDelegateProps>, ...patches: JsonPatch[]) => {
    const chart = new Chart(newApp(), 'test');
    const access = DelegateAccess.ciBuilds(['harness-builds'], { sharedNamespace: true });
    const sharedWith = addDelegate(chart, { access, ...props });
    (sharedWith.node.defaultChild as ApiObject).addJsonPatch(...patches);
    return new BuildFarmNamespace(chart, 'Builds', { sharedWith }).summary();
  };

  test('only the Secrets beside its token are named here', () => {
    const text = shared({});
    expect(text).toContain('only keeps build pods from using its account, its token and its labels.');
    expect(text).not.toMatch(/its Secrets|refuses the pods/);
    const variable = { name: 'X', valueFrom: { secretKeyRef: { name: 'beside', key: 'k' } } };
    expect(shared({}, JsonPatch.add('/spec/template/spec/containers/0/env/-', variable))).toContain(
      'EXPOSED: Deployment two is in the same namespace. Builds can mount its Secrets: beside.',
    );
  });

  test('its pods are refused with another account, and as another kind', () => {
    const account = JsonPatch.replace('/spec/template/spec/serviceAccountName', 'other');
    expect(shared({}, account)).toContain(
      'refuses the pods of Deployment two, because they use the ServiceAccount other.',
    );
    expect(shared({}, JsonPatch.replace('/kind', 'StatefulSet'))).toContain('refuses the pods of StatefulSet two');
  });
});
