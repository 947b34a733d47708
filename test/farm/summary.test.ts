import { ApiObject, JsonPatch } from 'cdk8s';
import { BuildIsolation, ClusterPlatform, Istio } from '../../lib/build-namespace';
import { type NetworkDestination, NetworkPeer } from '../../lib/core';
import { DelegateEgress, type DelegateNetworkPolicy, HarnessDelegate } from '../../lib/delegate';
import { CiBuildInfra, type CiBuildInfraProps } from '../../lib/farm';
import { CloudIdentity } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { newChart } from '../testkit/synth';
import { addFarm, LEAST, synthInfra } from './infras';

describe('the summary of a farm', () => {
  test('matches the reviewed snapshot', () => {
    covers('S001.flags.k8s-builds-use-runner', 'S001.flags.pl-use-runner', 'S001.flags.account-level');
    covers('S001.routing.account-flag', 'S001.runner-tests.flag', 'S001.runner-tests.secret-operations');
    const identity = CloudIdentity.azure('01234567-89ab-cdef-0123-456789abcdef');
    const { farm } = synthInfra({ istio: Istio.cni(), cloudIdentity: identity, delegateOptions: { tags: ['linux'] } });
    expect(farm.summary()).toMatchSnapshot();
  });

  test('names the feature flags and the stage variable that route builds to the new delegate', () => {
    covers('S001.flags.k8s-builds-use-runner', 'S001.flags.pl-use-runner', 'S001.runner-tests.flag');
    covers('S001.routing.account-flag', 'S001.use.purposes');
    const summary = synthInfra().farm.summary();
    expect(summary).toContain('HARNESS_CI_INTERNAL_ROUTE_TO_RUNNER = true for one stage');
    expect(summary).toContain('CI_V0_K8S_BUILDS_USE_RUNNER for the account');
    expect(summary).toContain('PL_USE_RUNNER for connector tests and secret');
  });

  test('lists the settings of a stage: namespace, ServiceAccount without token, and annotations against eviction', () => {
    covers('S004.troubleshoot.eviction', 'S004.automount.off');
    const summary = synthInfra({ buildNamespaces: ['team-a'] }).farm.summary();
    expect(summary).toContain(
      'namespace: team-a, serviceAccountName: harness-build, automountServiceAccountToken: false',
    );
    expect(summary).toContain("cluster-autoscaler.kubernetes.io/safe-to-evict: 'false'");
    expect(summary).toContain("karpenter.sh/do-not-disrupt: 'true'");
  });

  test('describes each namespace, and lists those with a headless Service', () => {
    covers('S002.intro.three-parts', 'S004.intro.three-parts');
    const farm = addFarm(newChart(), 'Farm', { istio: Istio.cni(), buildNamespaces: ['a', 'b'] });
    for (const namespace of ['a', 'b']) expect(farm.summary()).toContain(`Builds in namespace ${namespace}, as`);
    expect(farm.summary()).toContain('Headless Services for Istio in harness-delegate, a, b.');
  });

  test('says that the new delegate is in closed beta, and lists the settings of stages in each namespace', () => {
    covers('S001.intro.closed-beta');
    const cloudIdentity = CloudIdentity.azure('01234567-89ab-cdef-0123-456789abcdef');
    const farm = addFarm(newChart(), 'Farm', { buildNamespaces: ['a', 'b'] });
    farm.addBuildNamespace('c', { serviceAccountName: 'team-c', cloudIdentity });
    const summary = farm.summary();
    expect(summary).toContain('the new delegate is in closed beta');
    expect(summary).toContain('namespace: c, serviceAccountName: team-c');
    expect(summary).toContain('annotations of stages in a, b, c: { cluster-autoscaler');
    expect(summary).toContain("labels of stages in c: { azure.workload.identity/use: 'true' }");
  });

  test('says that Fargate does not enforce network policies', () => {
    const summary = synthInfra({ platform: ClusterPlatform.eksFargate() }).farm.summary();
    expect(summary).toContain('NOTE: Fargate does not enforce network policies.');
  });

  test('shows no secret', () => {
    expect(synthInfra().farm.summary()).toContain('its token is in the Secret ci-delegate-token.');
  });

  test('lists the settings of a namespace that is created elsewhere', () => {
    const { farm } = synthInfra({ createNamespace: false });
    expect(farm.summary()).toContain('Set its label pod-security.kubernetes.io/enforce=baseline.');
  });

  test('does not promise a missing policy', () => {
    const summary = synthInfra({ sharedNamespace: true, clusterScoped: false }).farm.summary();
    expect(summary).toContain('Without a policy, build pods can use its account');
    expect(summary).not.toContain('The policy denies');
  });
});

describe('what the summary says of the delegate follows from the objects', () => {
  const lineOf = (summary: string, start: string) =>
    summary
      .split('\n')
      .find((line) => line.trim().startsWith(start))
      ?.trim();

  test('its policies, for the labels that its pods have', () => {
    const networkPolicy = { egress: DelegateEgress.restrictedTo([]) };
    const summary = synthInfra({ delegateOptions: { networkPolicy } }).farm.summary();
    expect(lineOf(summary, 'Ingress')).toBe('Ingress: from nothing.');
    expect(lineOf(summary, 'Egress')).toBe(
      'Egress: to every pod, 169.254.10.11, 169.254.20.10 and 169.254.169.254 on TCP and UDP 53 and 5353; pods of namespace harness-builds on TCP 20001.',
    );
    expect(lineOf(synthInfra().farm.summary(), 'Egress')).toBe('Egress: to everything: no policy restricts it.');
  });

  test('its policies keep it from builds if a patch removes the port', () => {
    const networkPolicy = { egress: DelegateEgress.restrictedTo([]) };
    const { farm } = synthInfra({ delegateOptions: { networkPolicy } });
    expect(farm.summary()).not.toContain('do not let delegate ci');
    const egress = farm.node.findChild('Egress.harness-builds') as ApiObject;
    egress.addJsonPatch(JsonPatch.replace('/spec/egress', []));
    expect(farm.summary()).toContain(
      'NOTE: the network policies of namespace harness-delegate do not let delegate ci connect to builds on TCP 20001.',
    );
  });

  test('its rights, also those of other bindings', () => {
    const { farm, chart } = synthInfra({ connectionTest: false });
    expect(lineOf(farm.summary(), 'Rights as')).toMatch(
      /^Rights as ServiceAccount ci: in harness-builds: pods, secrets,/,
    );
    new ApiObject(chart, 'Admin', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'admin' },
      ...{
        subjects: [{ kind: 'Group', name: 'system:serviceaccounts:harness-delegate' }],
        roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
      },
    });
    expect(lineOf(farm.summary(), 'Rights as')).toContain('in the whole cluster: everything; in harness-builds: pods');
    expect(farm.summary()).toContain('EXPOSED: the cluster. Whoever controls delegate ci may do everything in it.');
  });

  test('the Pod Security level of its namespace', () => {
    expect(lineOf(synthInfra().farm.summary(), 'Isolation')).toBe('Isolation: Pod Security level restricted.');
    const isolation = BuildIsolation.dockerInDocker({ reason: 'Builds run docker.' });
    const { farm } = synthInfra({ istio: Istio.initContainer(), isolation });
    expect(lineOf(farm.summary(), 'Isolation')).toBe(
      'Isolation: Pod Security level privileged, which admits everything.',
    );
  });

  test('and nothing is said of one that is installed elsewhere, but its rights here', () => {
    const chart = newChart();
    const delegate = HarnessDelegate.fromDelegateAttributes(chart, 'Other', {
      delegateName: 'other',
      namespace: 'ops',
    });
    const farm = new CiBuildInfra(chart, 'Farm', { accountId: LEAST.accountId, delegate });
    expect(farm.summary().split('\n').slice(0, 3)).toEqual([
      'Delegate other in namespace ops, installed elsewhere.',
      expect.stringMatching(/^ {2}Rights as ServiceAccount other: in harness-builds: pods, secrets/),
      expect.stringMatching(/^Builds in namespace harness-builds/),
    ]);
  });

  test('the conditions stand once, for all namespaces', () => {
    const { farm } = synthInfra({ buildNamespaces: ['a', 'b'] });
    expect(farm.summary().match(/^Network: as declared/gm)).toHaveLength(1);
    expect(farm.summary().match(/^Rights: as declared/gm)).toHaveLength(1);
  });
});

/* What it says of a restricted egress of the delegate: what it lacks, and what it opens. */

/** What the summary warns about in a farm whose delegate has the policy, and not in one without. */
function linesOf(networkPolicy: DelegateNetworkPolicy, props: Partial<CiBuildInfraProps> = {}): string[] {
  const [before, after] = [{}, { networkPolicy }].map((own) =>
    addFarm(newChart(), 'Farm', { ...props, delegateOptions: { ...props.delegateOptions, ...own } })
      .summary()
      .split('\n')
      .map((line) => line.trim()),
  );
  return after.filter((line) => !before.includes(line) && /^(NOTE|EXPOSED)/.test(line));
}

const to = (...cidrs: string[]): NetworkDestination[] => cidrs.map((cidr) => ({ peer: NetworkPeer.cidr(cidr) }));
const restricted = (...destinations: NetworkDestination[]) => ({ egress: DelegateEgress.restrictedTo(destinations) });

// https://developer.harness.io/docs/platform/references/allowlist-harness-domains-and-ips
const HARNESS = to('35.201.91.229/32', '34.120.225.85/32', '34.110.203.189/32', '34.149.33.161/32', '34.160.153.7/32');
const API_SERVER = { peer: NetworkPeer.cidr('10.96.0.1/32'), ports: [443] };
const ONLY_IF = 'NOTE: delegate ci reaches the API server only if its address is among these destinations.';

describe('of a restricted egress, the summary says that the delegate', () => {
  test('does not reach Harness, DNS and the API server', () => {
    expect(linesOf({ ...restricted(), dnsServers: [] })).toEqual([
      expect.stringMatching(/^NOTE: delegate ci can resolve names only .* See dnsServers of networkPolicy\.$/),
      expect.stringMatching(/^NOTE: delegate ci does not reach Harness SaaS at 35\.201\.91\.229, .* on TCP 443\./),
      'NOTE: delegate ci reaches no API server: no other address is open to it on TCP 443 or 6443.',
    ]);
  });

  test('lacks nothing that is known, if all are open', () => {
    expect(linesOf(restricted(...HARNESS, API_SERVER))).toEqual([ONLY_IF]);
    expect(linesOf(restricted(...HARNESS, { ...API_SERVER, ports: [6443] }))).toEqual([ONLY_IF]);
    expect(linesOf(restricted(...to('0.0.0.0/0')))).toEqual([]);
    for (const egress of [undefined, DelegateEgress.open()]) expect(linesOf({ egress })).toEqual([]);
  });

  test('does not reach one address of Harness', () => {
    const [, ...others] = HARNESS;
    expect(linesOf(restricted(...others, API_SERVER))).toEqual([
      expect.stringMatching(/Harness SaaS at 35\.201\.91\.229 on/),
      ONLY_IF,
    ]);
  });

  test('has no need of Harness SaaS with a platform of its own', () => {
    const delegateOptions = { managerEndpoint: 'https://harness.example.com' };
    expect(linesOf(restricted(API_SERVER), { delegateOptions })).toEqual([ONLY_IF]);
  });

  test('can need other DNS servers on EKS', () => {
    const lines = linesOf(restricted(...HARNESS, API_SERVER), { platform: ClusterPlatform.eks() });
    expect(lines).toContainEqual(expect.stringMatching(/^NOTE: DNS: EKS Auto Mode .* needs .* dnsServers\.$/));
  });
});

describe('cloud metadata that a restricted egress of the delegate opens by name is exposed', () => {
  const metadata = { peer: NetworkPeer.cidr('169.254.169.254/32'), ports: [80] };
  const exposedBy = (destination: NetworkDestination, props?: Partial<CiBuildInfraProps>) =>
    linesOf(restricted(destination, ...HARNESS, API_SERVER), props).filter((line) => line.startsWith('EXPOSED'));

  test('at the address of the node', () => {
    const line = 'EXPOSED: cloud metadata at 169.254.169.254. Delegate ci can use the identity of its node there.';
    expect(exposedBy(metadata)).toEqual([line]);
    expect(exposedBy({ ...metadata, ports: undefined })).toEqual([line]);
  });

  test('and neither on other ports, nor by a wide block, nor for an identity of its own', () => {
    expect(exposedBy({ ...metadata, ports: [53] })).toEqual([]);
    expect(exposedBy(to('0.0.0.0/0')[0])).toEqual([]);
    const cloudIdentity = CloudIdentity.gke('ci@project.iam.gserviceaccount.com');
    const delegateOptions = { cloudIdentity };
    expect(exposedBy(metadata, { delegateOptions, platform: ClusterPlatform.gke() })).toEqual([]);
  });
});
