/** What the summary says follows from the objects, also from those that a user patched or added. */
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import {
  BuildEgress,
  BuildFarmNamespace,
  type BuildFarmNamespaceProps,
  BuildIsolation,
  BuildQuota,
  ClusterPlatform,
  Istio,
  SeccompSource,
} from '../../lib/build-namespace';
import { NetworkPeer } from '../../lib/core';
import { ImportedDelegate } from '../../lib/reference';
import { CloudIdentity } from '../../lib/workload';
import { newApp } from '../testkit/synth';
import { delegateIn } from './farms';

/** The summary of a namespace, after a change of its objects. */
function summaryAfter(change: (chart: Chart, farm: BuildFarmNamespace) => void, props: BuildFarmNamespaceProps = {}) {
  const chart = new Chart(newApp(), 'test');
  const farm = new BuildFarmNamespace(chart, 'Builds', props);
  change(chart, farm);
  return farm.summary();
}

const summaryOf = (props: BuildFarmNamespaceProps) => summaryAfter(() => undefined, props);

const lineOf = (summary: string, start: string) =>
  summary
    .split('\n')
    .find((line) => line.trim().startsWith(start))
    ?.trim();

function object(farm: BuildFarmNamespace, kind: string): ApiObject {
  return farm.node.children.find((child) => ApiObject.isApiObject(child) && child.kind === kind) as ApiObject;
}

const patched =
  (kind: string, ...patches: JsonPatch[]) =>
  (_chart: Chart, farm: BuildFarmNamespace) =>
    object(farm, kind).addJsonPatch(...patches);

const policy =
  (spec: object, apiVersion = 'networking.k8s.io/v1', kind = 'NetworkPolicy') =>
  (chart: Chart) =>
    void new ApiObject(chart, 'Own', {
      apiVersion,
      kind,
      metadata: { name: 'own', namespace: 'harness-builds' },
      spec,
    });

const toMetadata = { to: [{ ipBlock: { cidr: '169.254.169.254/32' } }], ports: [{ port: 80 }] };
const OPEN =
  '169.254.169.254 open on TCP 53, 80 and 5353 and UDP 53 and 5353 only; the other 18 known addresses closed.';
const EXPOSED = 'EXPOSED: cloud metadata at 169.254.169.254. Builds can use the identity of the node there.';

describe('cloud metadata is not called closed where it is open', () => {
  test.each<[string, () => string]>([
    ['by a patch', () => summaryAfter(patched('NetworkPolicy', JsonPatch.add('/spec/egress/-', toMetadata)))],
    [
      'by another policy',
      () => summaryAfter(policy({ podSelector: {}, policyTypes: ['Egress'], egress: [toMetadata] })),
    ],
    [
      'by another policy for some labels, which a pipeline author can set',
      () =>
        summaryAfter(
          policy({ podSelector: { matchLabels: { app: 'x' } }, policyTypes: ['Egress'], egress: [toMetadata] }),
        ),
    ],
    [
      'by an additional destination',
      () => summaryOf({ additionalEgress: [{ peer: NetworkPeer.cidr('169.254.169.254/32'), ports: [80] }] }),
    ],
  ])('%s', (_how, summary) => {
    const text = summary();
    expect(lineOf(text, 'Cloud metadata')).toBe(`Cloud metadata: ${OPEN}`);
    expect(text).toContain(EXPOSED);
  });

  test('by another policy for every address', () => {
    const to = [{ ipBlock: { cidr: '0.0.0.0/0' } }];
    const open = { podSelector: {}, policyTypes: ['Egress'], egress: [{ to, ports: [{ port: 80 }, { port: 443 }] }] };
    const text = summaryAfter(policy(open), { egress: BuildEgress.restrictedTo([]) });
    expect(text).toMatch(/EXPOSED: cloud metadata at 169\.254\.169\.254, .* and 192\.0\.0\.192\./);
    expect(lineOf(text, 'Egress')).toBe(
      'Egress: to every pod, 169.254.10.11, 169.254.20.10 and 169.254.169.254 on TCP and UDP 53 and 5353; every IPv4 address on TCP 80 and 443.',
    );
  });

  /** As in RFC 6052: 169.254.169.254 is a9fe:a9fe. */
  test.each<[string, RegExp]>([
    [
      '64:ff9b::/96',
      /^Cloud metadata: 169\.254\.169\.254, .* and 192\.0\.0\.192 by NAT64 \(64:ff9b::\/96\) open; all 19 known addresses closed otherwise\.$/,
    ],
    [
      '64:ff9b::a9fe:a9fe/128',
      /^Cloud metadata: 169\.254\.169\.254 by NAT64 \(64:ff9b::\/96\) open; all 19 known addresses closed otherwise\.$/,
    ],
    [
      '::/0',
      /^Cloud metadata: fd00:ec2::254, .* open; 169\.254\.169\.254, .* by NAT64 \(64:ff9b::\/96\) open; the other 11 known addresses closed otherwise\.$/,
    ],
  ])('by a policy for %s, by which a translator reaches it', (cidr, line) => {
    const egress = [{ to: [{ ipBlock: { cidr } }] }];
    const text = summaryAfter(policy({ podSelector: {}, policyTypes: ['Egress'], egress }), {
      egress: BuildEgress.restrictedTo([]),
      platform: ClusterPlatform.eks(),
    });
    expect(lineOf(text, 'Cloud metadata')).toMatch(line);
    expect(text).toMatch(/EXPOSED: cloud metadata at .*169\.254\.169\.254.* by NAT64 \(64:ff9b::\/96\)\. Builds/);
  });

  test('unrestricted, without the policy, or where no policy selects some pods', () => {
    for (const text of [
      summaryOf({ egress: BuildEgress.unrestricted() }),
      summaryAfter((_chart, farm) => farm.node.tryRemoveChild('NetworkPolicy')),
      summaryAfter(patched('NetworkPolicy', JsonPatch.add('/spec/podSelector', { matchLabels: { app: 'x' } }))),
    ]) {
      expect(lineOf(text, 'Cloud metadata')).toBe('Cloud metadata: all 19 known addresses open.');
      expect(lineOf(text, 'Egress')).toMatch(/^Egress: to everything: (no policy|some of these pods) /);
      expect(text).toContain('EXPOSED: cloud metadata at all 19 known addresses.');
    }
  });

  test('but a cloud identity opens what it needs, and platforms have addresses of their own', () => {
    const props = {
      platform: ClusterPlatform.gke(),
      cloudIdentity: CloudIdentity.gke('ci@project.iam.gserviceaccount.com'),
    };
    const text = summaryOf(props);
    expect(lineOf(text, 'Cloud metadata')).toBe(
      'Cloud metadata: 169.254.169.254 open on TCP 53 and 80 and UDP 53 only; 169.254.169.252 open on TCP 988 only; the other 17 known addresses closed.',
    );
    expect(text).not.toContain('EXPOSED');
  });
});

describe('ingress', () => {
  const served = (change: (chart: Chart, farm: BuildFarmNamespace) => void = () => undefined) =>
    summaryAfter((chart, farm) => {
      farm.addDelegate(delegateIn(chart));
      change(chart, farm);
    });

  test('is that of all policies', () => {
    const from = { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 22 }] }] };
    expect(lineOf(served(policy(from)), 'Ingress')).toBe(
      'Ingress: from pods with harness.io/name=ci of namespace harness-delegate on TCP 20001; 10.0.0.0/8 on TCP 22.',
    );
    expect(served()).not.toContain('NOTE');
  });

  test('that keeps out a delegate is reported', () => {
    const removed = served((_chart, farm) => {
      const ingress = farm.node.children.find(({ node }) => node.id.startsWith('Ingress.'))!;
      farm.node.tryRemoveChild(ingress.node.id);
    });
    expect(lineOf(removed, 'Ingress')).toBe('Ingress: from nothing.');
    expect(removed).toContain(
      'NOTE: the network policies of namespace harness-builds do not let delegate ci connect to builds on TCP 20001.',
    );
  });

  test('of an own policy of the delegate that keeps it in is reported', () => {
    const closed = served(
      (chart) =>
        void new ApiObject(chart, 'Closed', {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'closed', namespace: 'harness-delegate' },
          ...{ spec: { podSelector: {}, policyTypes: ['Egress'] } },
        }),
    );
    expect(closed).toContain(
      'NOTE: the network policies of namespace harness-delegate do not let delegate ci connect to builds',
    );
  });
});

describe('the conditions of the network lines', () => {
  test('name the plugin, Windows nodes, Fargate and Cilium', () => {
    const text = summaryOf({});
    for (const word of ['network plugin enforces', 'AWS Fargate', 'Windows nodes', 'Cilium'])
      expect(text).toContain(word);
    expect(summaryOf({ platform: ClusterPlatform.eksFargate() })).toContain(
      'NOTE: Fargate does not enforce network policies.',
    );
  });

  test('name policies of kinds that are not evaluated', () => {
    const cilium = policy({}, 'cilium.io/v2', 'CiliumNetworkPolicy');
    expect(summaryAfter(cilium)).toContain('Not considered: CiliumNetworkPolicy own.');
    expect(summaryOf({})).not.toContain('Not considered');
  });

  test('say where pods can be on the network of the node', () => {
    const level = JsonPatch.replace('/metadata/labels/pod-security.kubernetes.io~1enforce', 'privileged');
    const text = summaryAfter(patched('Namespace', level), { clusterScoped: false });
    expect(text).toContain('Network policies do not apply to pods with hostNetwork, which nothing here forbids.');
    expect(summaryOf({})).not.toContain('hostNetwork');
  });
});

describe('isolation', () => {
  const LEVEL = '/metadata/labels/pod-security.kubernetes.io~1enforce';
  const DOCKER = BuildIsolation.dockerInDocker({ reason: 'Builds run docker.' });

  test('is the level of the label', () => {
    const restricted = patched('Namespace', JsonPatch.replace(LEVEL, 'restricted'));
    expect(lineOf(summaryAfter(restricted), 'Isolation')).toBe(
      'Isolation: Pod Security level restricted, and an admission policy.',
    );
    const none = summaryAfter(patched('Namespace', JsonPatch.remove(LEVEL)));
    expect(lineOf(none, 'Isolation')).toBe(
      'Isolation: no Pod Security level (baseline is only warned about and audited), and an admission policy.',
    );
    expect(none).not.toContain('EXPOSED');
  });

  test('of a namespace that is created elsewhere is not claimed', () => {
    const text = summaryOf({ createNamespace: false });
    expect(lineOf(text, 'Isolation')).toBe('Isolation: no Pod Security level declared here, and an admission policy.');
    const own = summaryAfter(
      (chart) =>
        void new ApiObject(chart, 'Own', {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'harness-builds', labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } },
        }),
      { createNamespace: false },
    );
    expect(lineOf(own, 'Isolation')).toBe('Isolation: Pod Security level baseline, and an admission policy.');
    expect(own).not.toContain('NOTE');
  });

  test('without a level and a policy leaves the node open', () => {
    const text = summaryAfter(patched('Namespace', JsonPatch.remove(LEVEL)), { clusterScoped: false });
    expect(lineOf(text, 'Isolation')).toBe(
      'Isolation: no Pod Security level (baseline is only warned about and audited); nothing keeps builds from privileged containers, the network and processes of the node and all directories of the node.',
    );
    expect(text).toContain('EXPOSED: the node.');
    expect(text).toContain('and all of the node.');
  });

  test.each<[string, JsonPatch, string]>([
    ['warns only', JsonPatch.replace('/spec/validationActions', ['Warn']), 'Binding'],
    [
      'is bound elsewhere',
      JsonPatch.replace('/spec/matchResources/namespaceSelector/matchLabels', { a: 'b' }),
      'Binding',
    ],
    ['matches no pod', JsonPatch.add('/spec/matchConstraints/resourceRules/0/scope', 'Cluster'), ''],
    ['denies nothing', JsonPatch.replace('/spec/validations', []), ''],
    ['fails open', JsonPatch.replace('/spec/failurePolicy', 'Ignore'), ''],
    [
      'exempts pods by a label',
      JsonPatch.add('/spec/matchConstraints/objectSelector', { matchLabels: { a: 'b' } }),
      '',
    ],
  ])('is no admission policy if it %s', (_how, patch, kind) => {
    const text = summaryAfter(patched(`ValidatingAdmissionPolicy${kind}`, patch));
    expect(lineOf(text, 'Isolation')).toBe('Isolation: Pod Security level baseline.');
    expect(text).toContain('NOTE: no admission policy applies to every build. Pods can use any ServiceAccount');
  });

  test('names the rules that a patch removed, and those that conditions of their own take away', () => {
    const removed = summaryAfter(patched('ValidatingAdmissionPolicy', JsonPatch.remove('/spec/validations/0')));
    expect(removed.match(/NOTE: no admission policy has this rule: .*/g)).toEqual([
      'NOTE: no admission policy has this rule: Build pods must use the ServiceAccount harness-build.',
    ]);
    const condition = { name: 'not-mine', expression: 'request.userInfo.username != "me"' };
    const conditional = summaryAfter(
      patched('ValidatingAdmissionPolicy', JsonPatch.add('/spec/matchConditions', [condition])),
    );
    expect(conditional.match(/NOTE: no admission policy has this rule/g)!.length).toBeGreaterThan(5);
    expect(lineOf(conditional, 'Isolation')).toBe(
      'Isolation: Pod Security level baseline, and an admission policy for some builds.',
    );
    const variable = patched('ValidatingAdmissionPolicy', JsonPatch.replace('/spec/variables/0/expression', '[]'));
    expect(summaryAfter(variable)).toContain('this rule: Build containers must not be privileged.');
  });

  test('exposes the node where a patch lets privileged containers in', () => {
    const level = patched('Namespace', JsonPatch.replace(LEVEL, 'privileged'));
    const rules = (_chart: Chart, farm: BuildFarmNamespace) => {
      level(_chart, farm);
      object(farm, 'ValidatingAdmissionPolicy').addJsonPatch(
        JsonPatch.replace('/spec/validations', [{ expression: 'true' }]),
      );
    };
    expect(summaryAfter(level)).not.toContain('EXPOSED');
    expect(summaryAfter(rules)).toContain('EXPOSED: the node.');
    expect(
      summaryAfter(patched('Namespace', JsonPatch.replace(LEVEL, 'baseline')), { isolation: DOCKER }),
    ).not.toContain('EXPOSED');
  });

  test('of a delegate in the same namespace: what the policy denies is what it has rules for', () => {
    const shared = (attributes: object, change: (farm: BuildFarmNamespace) => void = () => undefined) => {
      const chart = new Chart(newApp(), 'test');
      const named = { delegateName: 'ci', namespace: 'ops', ...attributes };
      const sharedWith = new ImportedDelegate(chart, 'Delegate', named);
      const farm = new BuildFarmNamespace(chart, 'Builds', { namespace: 'ops', sharedWith });
      change(farm);
      return farm.summary();
    };
    const known = { tokenSecretName: 'ci-token' };
    expect(shared(known)).toContain(
      'The policy only keeps build pods from using its account, its token and its labels.',
    );
    expect(shared({})).toContain(
      'The policy only keeps build pods from using its account and its labels.\n    Build pods can use its token.',
    );
    const withoutLabelRule = shared(known, (farm) => {
      const policyObject = object(farm, 'ValidatingAdmissionPolicy');
      const { validations } = (policyObject.toJson() as { spec: { validations: { message: string }[] } }).spec;
      const index = validations.findIndex(({ message }) => message.includes('must not have the label'));
      policyObject.addJsonPatch(JsonPatch.remove(`/spec/validations/${index}`));
    });
    expect(withoutLabelRule).toContain('Build pods can use its labels.');
    expect(lineOf(withoutLabelRule, 'Egress')).toBe(
      'Egress: to everything: some of these pods are not selected by any policy.',
    );
    expect(lineOf(shared(known), 'Egress')).toMatch(/^Egress: to every pod and every address but/);
  });
});

describe('rights', () => {
  const bindTo = (kind: string, roleName: string, account: object) => (chart: Chart) =>
    void new ApiObject(chart, 'Bound', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind,
      metadata: { name: 'own', ...(kind === 'RoleBinding' ? { namespace: 'harness-builds' } : {}) },
      ...{ subjects: [{ kind: 'ServiceAccount', ...account }], roleRef: { kind: 'ClusterRole', name: roleName } },
    });
  const BUILDER = { name: 'harness-build', namespace: 'harness-builds' };

  test('of builds are those of every binding, with what is defined elsewhere', () => {
    expect(lineOf(summaryOf({}), 'Rights of builds')).toBe('Rights of builds as harness-build: none.');
    expect(lineOf(summaryAfter(bindTo('RoleBinding', 'view', BUILDER)), 'Rights of builds')).toBe(
      'Rights of builds as harness-build: in harness-builds: what the ClusterRole view allows, defined elsewhere.',
    );
    const admin = summaryAfter(bindTo('ClusterRoleBinding', 'cluster-admin', BUILDER));
    expect(lineOf(admin, 'Rights of builds')).toBe(
      'Rights of builds as harness-build: in the whole cluster: everything.',
    );
    expect(admin).toContain('EXPOSED: the cluster.');
  });

  describe('of builds that can use any ServiceAccount are those of every account of the namespace', () => {
    const DEFAULT = { name: 'default', namespace: 'harness-builds' };
    const WITHOUT_RULE = patched('ValidatingAdmissionPolicy', JsonPatch.remove('/spec/validations/0'));

    test.each<[string, BuildFarmNamespaceProps, typeof WITHOUT_RULE]>([
      ['without a policy', { kubernetesVersion: '1.29' }, () => undefined],
      ['without the rule', {}, WITHOUT_RULE],
    ])('%s', (_how, props, change) => {
      expect(lineOf(summaryAfter(change, props), 'Rights of')).toBe(
        'Rights of builds as harness-build and default: none.',
      );
      const bound = (account: object, kind = 'ClusterRoleBinding') =>
        summaryAfter((chart, farm) => {
          change(chart, farm);
          bindTo(kind, 'cluster-admin', account)(chart);
        }, props);
      expect(bound(DEFAULT)).toContain('Rights of builds as default: in the whole cluster: everything.');
      expect(bound(DEFAULT)).toContain('EXPOSED: the cluster.');
      expect(bound({ ...DEFAULT, name: 'root' })).toContain('EXPOSED: the cluster.');
      expect(bound({ kind: 'User', name: 'system:serviceaccount:harness-builds:root' })).toContain(
        'builds as root: in',
      );
      expect(bound({ kind: 'Group', name: 'system:serviceaccounts' })).toContain(
        'as harness-build and default: in the',
      );
      expect(bound({ ...DEFAULT, namespace: 'other' })).not.toContain('EXPOSED: the cluster.');
      expect(bound(DEFAULT, 'RoleBinding')).toContain('Rights of builds as default: in harness-builds: everything.');
    });

    test('but with the policy only their own', () => {
      expect(summaryAfter(bindTo('ClusterRoleBinding', 'cluster-admin', DEFAULT))).not.toContain('EXPOSED');
    });
  });

  test('that a delegate lacks are named', () => {
    const change = (chart: Chart, farm: BuildFarmNamespace) => {
      farm.addDelegate(delegateIn(chart));
      object(farm, 'Role').addJsonPatch(JsonPatch.replace('/rules/0/verbs', ['get', 'list', 'watch', 'update']));
    };
    expect(summaryAfter(change)).toContain('NOTE: delegate ci lacks rights for builds: create pods and delete pods.');
  });
});

describe('quota and mesh', () => {
  const quota = BuildQuota.forConcurrentBuilds(10, { cpu: '2', memory: '4Gi' });

  test('the quota is that of all ResourceQuotas, and the requests are those of the LimitRanges', () => {
    const spec = { hard: { 'requests.cpu': '8', 'count/jobs.batch': '3' } };
    const text = summaryAfter(policy(spec, 'v1', 'ResourceQuota'), { quota });
    expect(lineOf(text, 'Quota')).toBe(
      'Quota: requests.cpu 8, requests.memory 40Gi, pods 10, count/secrets 220, persistentvolumeclaims 10, requests.storage 1000Gi, services 100, services.loadbalancers 0, services.nodeports 0, count/jobs.batch 3.',
    );
    expect(lineOf(text, 'Containers')).toBe('Containers without requests get cpu 10m, memory 10Mi.');
    expect(summaryAfter(patched('ResourceQuota', JsonPatch.remove('/spec/hard')), { quota })).not.toContain('Quota');
  });

  test('a LimitRange with limits only sets requests, too', () => {
    const limits = { limits: [{ type: 'Container', default: { cpu: '8' }, min: { 'ephemeral-storage': '4Gi' } }] };
    expect(lineOf(summaryAfter(policy(limits, 'v1', 'LimitRange')), 'Containers')).toBe(
      'Containers without requests get ephemeral-storage 4Gi, cpu 8.',
    );
  });

  test.each([
    ['ResourceQuota', { hard: { pods: 'lots' } }, 'spec.hard["pods"]'],
    ['LimitRange', { limits: [{ type: 'Container', default: { cpu: 'x' } }] }, 'spec.limits[0].default["cpu"]'],
  ])('a %s with an amount that is none is not considered', (kind, spec, place) => {
    const text = summaryAfter(policy(spec, 'v1', kind));
    expect(text).toContain(
      `NOTE: not considered, because the API server refuses it: ${kind} own (${place}: expected a quantity, such as 4 or 8Gi).`,
    );
    expect(text).not.toMatch(/Quota:|lots|Containers without/);
  });

  test('mutual TLS is declared, or expected', () => {
    const props = { istio: Istio.cni() };
    expect(lineOf(summaryOf(props), 'Istio')).toBe(
      'Istio: cni, mutual TLS STRICT (expected; no PeerAuthentication is declared here).',
    );
    const declared = policy({ mtls: { mode: 'PERMISSIVE' } }, 'security.istio.io/v1', 'PeerAuthentication');
    expect(lineOf(summaryAfter(declared, props), 'Istio')).toBe('Istio: cni, mutual TLS PERMISSIVE.');
    const unlabeled = patched('Namespace', JsonPatch.remove('/metadata/labels/istio-injection'));
    expect(summaryAfter(unlabeled, props)).toContain(
      'NOTE: the namespace lacks the labels that add its pods to the mesh: istio-injection=enabled.',
    );
  });
});

test('objects of other charts of the app count, those of a chart that renders itself as well', () => {
  class Filtered extends Chart {
    public override toJson(): unknown[] {
      return super.toJson().filter((one) => (one as { kind: string }).kind !== 'NetworkPolicy');
    }
  }
  const app = newApp();
  const farm = new BuildFarmNamespace(new Filtered(app, 'filtered'), 'Builds');
  expect(lineOf(farm.summary(), 'Egress')).toBe('Egress: to everything: no policy restricts it.');
  policy({ podSelector: {}, policyTypes: ['Egress'] })(new Chart(app, 'other'));
  expect(lineOf(farm.summary(), 'Egress')).toBe('Egress: to nothing.');
});

describe('the Pod Security level', () => {
  const LABEL = '/metadata/labels/pod-security.kubernetes.io~1enforce';
  const isolation = BuildIsolation.restricted({ seccompFrom: SeccompSource.ELSEWHERE });

  test('with the rules of an older version is said so', () => {
    const pinned = patched('Namespace', JsonPatch.add(`${LABEL}-version`, 'v1.0'));
    expect(lineOf(summaryAfter(pinned, { isolation }), 'Isolation')).toContain(
      'Pod Security level restricted with the rules of Kubernetes v1.0',
    );
    expect(lineOf(summaryOf({ isolation }), 'Isolation')).not.toContain('with the rules');
  });

  test.each([
    ['enforce', 'Baseline', 'privileged or baseline or restricted'],
    ['enforce-version', '1.30', 'latest, or a version such as v1.34'],
  ])('%s=%s is no fact: the API server refuses the namespace', (label, value, expected) => {
    const wrong = patched('Namespace', JsonPatch.add(`/metadata/labels/pod-security.kubernetes.io~1${label}`, value));
    const text = summaryAfter(wrong, { isolation });
    expect(text).toContain(
      `NOTE: not considered, because the API server refuses it: Namespace harness-builds (metadata.labels["pod-security.kubernetes.io/${label}"]: expected ${expected}).`,
    );
    expect(lineOf(text, 'Isolation')).toMatch(/^Isolation: no Pod Security level declared here/);
    expect(text).not.toContain('created elsewhere');
  });
});
