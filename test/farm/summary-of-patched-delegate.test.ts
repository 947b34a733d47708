/** What the summary says of a delegate is about the pods that its rendered Deployment makes. */
import { ApiObject, JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { BuildQuota } from '../../lib/build-namespace';
import { DelegateImage } from '../../lib/delegate';
import type { CiBuildInfraProps } from '../../lib/farm';
import { newChart } from '../testkit/synth';
import { addFarm, LEAST } from './infras';

const TEMPLATE = '/spec/template';

/** The summary of a farm whose delegate has a network policy, after patches of its Deployment. */
function patched(
  patches: readonly JsonPatch[],
  props: Partial<CiBuildInfraProps> = {},
  objects: readonly { readonly apiVersion: string; readonly kind: string }[] = [],
): string {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', { delegateOptions: { networkPolicy: {} }, ...props });
  const deployment = farm.delegate.node.defaultChild as ApiObject;
  expect(deployment.kind).toBe('Deployment');
  deployment.addJsonPatch(...patches);
  objects.forEach((object, index) => new ApiObject(chart, `Foreign${index}`, object));
  return farm.summary();
}

/** The lines about the delegate, which come first. */
const about = (summary: string) => summary.slice(0, summary.indexOf('\nBuilds in namespace')).split('\n');

const admin = (name: string, namespace: string) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'own' },
  subjects: [{ kind: 'ServiceAccount', name, namespace }],
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
});
const CANNOT_CONNECT =
  'NOTE: the network policies of namespace harness-builds do not let delegate ci connect to builds on TCP 20001.';

test('without patches, the network policy keeps everything out', () => {
  expect(about(patched([]))).toContain('  Ingress: from nothing.');
  expect(patched([])).not.toContain('NOTE');
});

test('on the network of its node it is under no policy, and no policy of builds lets it in', () => {
  const text = patched([JsonPatch.add(`${TEMPLATE}/spec/hostNetwork`, true)]);
  const why = 'its pods use the network of their node, where no policy applies.';
  expect(about(text)).toContain(`  Ingress: from everything: ${why}`);
  expect(about(text)).toContain(`  Egress: to everything: ${why}`);
  expect(text).toContain(CANNOT_CONNECT);
});

test('its rights are those of the account of its pods', () => {
  const root = [JsonPatch.replace(`${TEMPLATE}/spec/serviceAccountName`, 'root')];
  const text = patched(root, {}, [admin('root', 'harness-delegate')]);
  expect(about(text)).toContain('  Rights as ServiceAccount root: in the whole cluster: everything.');
  expect(text).toContain('EXPOSED: the cluster. Whoever controls delegate ci may do everything in it.');
  expect(patched(root)).toContain('NOTE: delegate ci lacks rights for builds: get pods');
  const none = [JsonPatch.remove(`${TEMPLATE}/spec/serviceAccountName`)];
  expect(about(patched(none))).toContain('  Rights as ServiceAccount default: none.');
  const former = [...none, JsonPatch.add(`${TEMPLATE}/spec/serviceAccount`, 'root')];
  expect(about(patched(former))).toContain('  Rights as ServiceAccount root: none.');
});

describe('without a token of its account', () => {
  const NONE = `  NOTE: its pods get no token of the ServiceAccount ci (automountServiceAccountToken: false), so they have none of its rights.`;
  const LACKS =
    'NOTE: delegate ci lacks rights for builds: all, because its pods get no token of the ServiceAccount ci.';
  const automount = `${TEMPLATE}/spec/automountServiceAccountToken`;
  const off = JsonPatch.replace(automount, false);
  const volume = (source: object) =>
    JsonPatch.add(`${TEMPLATE}/spec/volumes`, [{ name: 'v', projected: { sources: [source] } }]);

  test.each<[string, JsonPatch[]]>([
    ['by the pod', [off]],
    ['by the account, which the pod leaves to it', [JsonPatch.remove(automount)]],
    ['with a volume of something else', [off, volume({ configMap: { name: 'c' } })]],
  ])('it has no rights, and is no danger for the cluster: %s', (_how, patches) => {
    const text = patched(patches, {}, [admin('ci', 'harness-delegate')]);
    expect(about(text)).toContain(NONE);
    expect(text).toContain(LACKS);
    expect(text).not.toContain('EXPOSED: the cluster');
  });

  test('nothing is said if a volume gives its pods one', () => {
    const text = patched([off, volume({ serviceAccountToken: { path: 'token' } })]);
    expect(text).not.toContain('NOTE');
  });

  test('a second declaration of the account that gives it one counts', () => {
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'ci', namespace: 'harness-delegate' },
    };
    expect(patched([JsonPatch.remove(automount)], {}, [account])).not.toContain('get no token');
  });
});

test('an account that a patch renames is not the one of its pods', () => {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm');
  const rename = (construct: IConstruct, path: string, value: string) =>
    (construct.node.findChild('ServiceAccount') as ApiObject).addJsonPatch(JsonPatch.replace(path, value));
  rename(farm.delegate, '/metadata/name', 'other');
  rename(farm.buildNamespaces[0], '/metadata/namespace', 'elsewhere');
  const text = farm.summary();
  expect(about(text)).toContain(
    '  NOTE: a patch changed the ServiceAccount ci to ServiceAccount other in namespace harness-delegate. Pods as ci do not start unless it exists.',
  );
  expect(text).toContain(
    '  NOTE: a patch changed the ServiceAccount harness-build to ServiceAccount harness-build in namespace elsewhere. Pods as harness-build do not start unless it exists.',
  );
  (farm.delegate.node.defaultChild as ApiObject).addJsonPatch(
    JsonPatch.replace(`${TEMPLATE}/spec/serviceAccountName`, 'other'),
  );
  expect(about(farm.summary()).join('\n')).not.toContain('a patch changed');
});

test.each<[string, JsonPatch[], string]>([
  [
    'another namespace',
    [JsonPatch.replace('/metadata/namespace', 'elsewhere')],
    'Deployment ci in namespace elsewhere',
  ],
  [
    'another name and other labels',
    [JsonPatch.replace('/metadata/name', 'other'), JsonPatch.replace(`${TEMPLATE}/metadata/labels`, { a: 'b' })],
    'Deployment other in namespace harness-delegate',
  ],
])('with %s, no policy selects it, and builds let nobody in', (_what, patches, which) => {
  const text = patched(patches);
  expect(about(text)).toContain(`  NOTE: a patch changed its workload to ${which}.`);
  expect(about(text).join('\n')).toMatch(/^ {2}Ingress: from everything: (no policy|some of these pods) /m);
  expect(text).toContain(CANNOT_CONNECT);
});

test('with other labels, it is not what policies for its labels are about', () => {
  const text = patched([JsonPatch.replace(`${TEMPLATE}/metadata/labels`, { a: 'b' })]);
  expect(about(text).join('\n')).toMatch(/^ {2}Ingress: from everything: (no policy|some of these pods) /m);
});

test('in another namespace, the rights and the isolation are those of that namespace', () => {
  const moved = [JsonPatch.replace('/metadata/namespace', 'harness-builds')];
  const text = about(patched(moved, {}, [admin('ci', 'harness-builds')]));
  expect(text).toContain('  Isolation: Pod Security level baseline.');
  expect(text).toContain('  Rights as ServiceAccount ci: in the whole cluster: everything.');
});

test('without its Deployment, nothing is claimed of one', () => {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', { delegateOptions: { networkPolicy: {} } });
  farm.delegate.node.tryRemoveChild('Resource');
  expect(about(farm.summary()).slice(1)).toEqual([
    '  NOTE: its Deployment is not among the objects, so its pods are unknown.',
  ]);
});

test('a second declaration of the Deployment counts, too', () => {
  const second = (template: object, labels: object = {}) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'ci', namespace: 'harness-delegate' },
    spec: { template: { metadata: { labels }, spec: template } },
  });
  const text = about(patched([], {}, [second({ serviceAccountName: 'root' }), admin('root', 'harness-delegate')]));
  expect(text.filter((line) => line.includes('Rights as'))).toEqual([
    expect.stringContaining('ServiceAccount ci: '),
    '  Rights as ServiceAccount root: in the whole cluster: everything.',
  ]);
  expect(text.join('\n')).toMatch(/^ {2}Ingress: from everything: (no policy|some of these pods) /m);
  expect(about(patched([], {}, [second({ hostNetwork: true })])).join('\n')).toContain('use the network of their node');
});

describe('in the namespace of builds', () => {
  const SHARED = { sharedNamespace: true };
  const DENIED = 'The policy only keeps build pods from using';

  test('the policy denies builds what the pods of the delegate really have', () => {
    expect(patched([], SHARED)).toContain(`${DENIED} its account, its token and its labels.`);
    const account = JsonPatch.replace(`${TEMPLATE}/spec/serviceAccountName`, 'harness-build');
    expect(patched([account], SHARED)).toContain(`${DENIED} its token and its labels.`);
    const labels = JsonPatch.replace(`${TEMPLATE}/metadata/labels`, { a: 'b' });
    expect(patched([labels], SHARED)).toContain(`${DENIED} its account and its token.`);
  });

  /** Puts the token elsewhere. */
  const env = `${TEMPLATE}/spec/containers/0/env`;
  const tokenFrom = (source: object) => [JsonPatch.replace(env, [{ name: 'HARNESS_DELEGATE_TOKEN', ...source }])];
  const other = { secretKeyRef: { name: 'other-token', key: 'T' } };

  test('the token is that of the Secret in the pods of the delegate, which no rule protects after a patch', () => {
    const text = patched([JsonPatch.add(`${env}/0`, { name: 'HARNESS_DELEGATE_TOKEN', valueFrom: other })], SHARED);
    expect(text).toContain('its token is in the Secret other-token or ci-delegate-token.');
    expect(text).toContain(`${DENIED} its account and its labels.\n    Build pods can use its token.`);
    const moved = patched(tokenFrom({ valueFrom: other }), SHARED);
    expect(moved).toContain('its token is in the Secret other-token.');
    expect(moved).toContain('Build pods can use its token.');
    const plain = patched(tokenFrom({ value: 'x' }), SHARED);
    expect(plain).toContain('; no Secret gives it its token.');
    expect(plain).toContain('Build pods can use its token.');
  });

  test('the token can come with a whole Secret', () => {
    const whole = [{ secretRef: { name: 'whole' } }];
    const patches = [JsonPatch.replace(env, []), JsonPatch.add(`${TEMPLATE}/spec/containers/0/envFrom`, whole)];
    expect(patched(patches, SHARED)).toContain('its token is in the Secret whole.');
  });
});

describe('of the quota of builds in its namespace', () => {
  const props = { sharedNamespace: true, quota: BuildQuota.forConcurrentBuilds(1, { cpu: '520m', memory: '620Mi' }) };
  const resources = { requests: { cpu: '4', memory: '8Gi' }, limits: { cpu: '4', memory: '8Gi' } };
  const container = JsonPatch.replace(`${TEMPLATE}/spec/containers/0/resources`, resources);
  const replicas = JsonPatch.add('/spec/replicas', 9);
  const takes = (...given: Parameters<typeof patched>) =>
    /takes at most (.*) of it, including one rollout\./.exec(patched(...given))?.[1];
  const scaler = (maxReplicas: number, name = 'ci', namespace = 'harness-delegate') => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h', namespace },
    spec: { maxReplicas, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } },
  });

  /** A rollout adds a quarter, rounded up. */
  test('it takes what its patched Deployment and its autoscalers take', () => {
    expect(takes([], props)).toBe('requests.cpu 1, requests.memory 512Mi, pods 2');
    expect(takes([replicas, container], props)).toBe('requests.cpu 48, requests.memory 96Gi, pods 12');
    expect(takes([container], props, [scaler(50)])).toBe('requests.cpu 252, requests.memory 504Gi, pods 63');
    expect(takes([replicas, container], props, [scaler(2)])).toBe(takes([replicas, container], props));
    for (const other of [scaler(50, 'other'), scaler(50, 'ci', 'elsewhere')]) {
      expect(takes([], props, [other])).toBe(takes([], props));
    }
  });

  test.each<[object, number]>([
    [{ type: 'Recreate' }, 9],
    [{ type: 'RollingUpdate', rollingUpdate: { maxSurge: 4 } }, 13],
    [{ type: 'RollingUpdate', rollingUpdate: { maxSurge: '100%' } }, 18],
    [{ type: 'RollingUpdate' }, 12],
  ])('with the strategy %j, it has %d pods of 9 replicas', (strategy, pods) => {
    expect(takes([replicas, JsonPatch.add('/spec/strategy', strategy)], props)).toMatch(` pods ${pods}`);
  });

  test('what is too much is reported, and what cannot be counted', () => {
    const note =
      'NOTE: that is more requests.cpu, requests.memory and pods than the quota has: it refuses further pods.';
    expect(patched([replicas, container], props)).toContain(note);
    expect(patched([], props)).not.toContain('than the quota has');
    const everywhere = patched([JsonPatch.replace('/kind', 'DaemonSet')], props);
    expect(everywhere).toContain(
      "NOTE: a DaemonSet has a pod on every node, so the delegate's share of the quota is unknown.",
    );
    expect(takes([JsonPatch.replace('/metadata/namespace', 'elsewhere')], props)).toBeUndefined();
  });

  test('it takes as much of a quota that somebody else declared', () => {
    const hard = { 'requests.cpu': '8' };
    const metadata = { name: 'q', namespace: 'harness-delegate' };
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard } };
    expect(takes([container], { sharedNamespace: true }, [quota])).toBe('requests.cpu 8, pods 2');
  });
});

test.each([LEAST.image, DelegateImage.of('harness/delegate:26.02.88404')])(
  'the token of an unchanged delegate with the image %s is found',
  (image) => {
    expect(patched([], { image })).toContain('its token is in the Secret ci-delegate-token.');
  },
);
