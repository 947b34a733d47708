import { ApiObject, JsonPatch, Lazy } from 'cdk8s';
import {
  BuildEgress,
  BuildFarmNamespace,
  type BuildFarmNamespaceProps,
  BuildIsolation,
  ClusterPlatform,
  PolicyEnforcement,
} from '../../lib/build-namespace';
import { NetworkPeer, unresolved } from '../../lib/core';
import { CloudIdentity } from '../../lib/workload';
import { newChart, synth } from '../testkit/synth';
import { delegateIn, synthFarm } from './farms';

describe('the summary of a namespace for builds', () => {
  test('describes in plain text what was created and who can connect', () => {
    const { farm, chart } = synthFarm({ namespace: 'team-a' });
    expect(farm.summary()).toContain('for delegates: none yet: use addDelegate.');
    farm.addDelegate(delegateIn(chart, 'one'));
    farm.addDelegate(delegateIn(chart, 'two'));
    expect(farm.summary().split('\n')).toEqual([
      'Builds in namespace team-a, as ServiceAccount harness-build, for delegates: one, two.',
      '  Isolation: Pod Security level baseline, and an admission policy.',
      '  Ingress: from pods with harness.io/name=one of namespace harness-delegate and pods with harness.io/name=two of namespace harness-delegate on TCP 20001.',
      '  Egress: to every pod and every address but those of cloud metadata and link-local ones; 169.254.10.11, 169.254.20.10 and 169.254.169.254 on TCP and UDP 53 and 5353.',
      '  Cloud metadata: 169.254.169.254 open on TCP and UDP 53 and 5353 only; the other 18 known addresses closed.',
      '  Rights of builds as harness-build: none.',
      'Network: as declared. It holds where the network plugin enforces network policies on the node of the pod. AWS Fargate enforces none; on Windows nodes, few plugins do (Calico does).',
      '  Policies that are declared elsewhere add to it, and can open cloud metadata as well: a policy only allows.',
      '  A pod and its own node always reach each other. With Cilium, addresses match neither nodes nor pods of the cluster.',
      'Admission: at the creation of a pod. Builds in flight keep running under a stricter policy; it can refuse their next stage.',
      'Rights: as declared. Bindings elsewhere, and those to all users, add to them.',
    ]);
  });

  // Fields of the objects: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
  test('says when its admission policy applies: not to builds in flight', () => {
    const admissionOf = (props: BuildFarmNamespaceProps, change?: (policy: any) => void) => {
      const { farm } = synthFarm(props);
      const all = farm.node.findAll().filter((one) => one instanceof ApiObject);
      const policy = all.find(({ kind }) => kind === 'ValidatingAdmissionPolicy');
      if (change !== undefined) change(policy);
      return farm.summary().match(/^Admission: (.*?\.)/m)?.[1];
    };
    expect(admissionOf({})).toBe('at the creation of a pod.');
    const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['pods'] };
    const onUpdates = (policy: ApiObject) =>
      policy.addJsonPatch(JsonPatch.add('/spec/matchConstraints/resourceRules/-', rule));
    expect(admissionOf({}, onUpdates)).toBe('at the creation of a pod, and at every update of one.');
    expect(admissionOf({ enforcement: PolicyEnforcement.audit({ reason: 'Start.' }) })).toBeUndefined();
    expect(admissionOf({ clusterScoped: false })).toBeUndefined();
    const chart = newChart();
    const sharedWith = delegateIn(chart, 'ci', 'shared');
    const shared = new BuildFarmNamespace(chart, 'Builds', { namespace: 'shared', sharedWith });
    expect(shared.summary()).toMatch(/^Admission: at the creation of a pod, and at some updates of one\./m);
  });

  test('shows unresolved values once they are known', () => {
    const known: { name?: string } = {};
    const later = () => {
      if (known.name === undefined) throw new Error('not yet');
      return known.name;
    };
    const isolation = BuildIsolation.dockerInDocker({ reason: unresolved(() => `why ${later()}`) });
    const chart = newChart();
    const farm = new BuildFarmNamespace(chart, 'Builds', {
      namespace: Lazy.any({ produce: later }) as string,
      isolation,
    });
    expect(farm.summary()).toContain('Builds in namespace (known later), as');
    expect(farm.summary()).toContain(
      'Cannot describe isolation, network and rights: [test/Builds/Resource] has a value known only at deployment, or a patch that does not apply.',
    );
    known.name = 'team-a';
    synth(chart);
    expect(farm.summary()).toContain('Builds in namespace team-a, as');
    expect(farm.summary()).toContain('Reason: why team-a');
  });

  test('names a patch that does not apply as a cause, too', () => {
    const { farm } = synthFarm();
    const [object] = farm.node.findAll().filter((one) => ApiObject.isApiObject(one));
    object.addJsonPatch(JsonPatch.add('/missing/-', 'x'));
    expect(farm.summary()).toContain(
      `[${object.node.path}] has a value known only at deployment, or a patch that does`,
    );
  });

  test('uses the common names of platforms', () => {
    const names = [ClusterPlatform.eks(), ClusterPlatform.gke(), ClusterPlatform.aks(), ClusterPlatform.openShift()];
    expect(names.map(String)).toEqual([
      'Amazon EKS',
      'Google Kubernetes Engine',
      'Azure Kubernetes Service',
      'OpenShift',
    ]);
    expect(String(ClusterPlatform.generic())).toBe('Kubernetes');
  });
});

/* What the summary says of destinations that builds need. */

describe('what builds need and do not reach is said', () => {
  const HARNESS = ['35.201.91.229', '34.120.225.85', '34.110.203.189', '34.149.33.161', '34.160.153.7'];
  const to = (...peers: NetworkPeer[]) => BuildEgress.restrictedTo(peers.map((peer) => ({ peer, ports: [443] })));
  const notesOf = (props: BuildFarmNamespaceProps) =>
    synthFarm(props)
      .farm.summary()
      .split('\n')
      .filter((line) => line.includes('NOTE: '))
      .map((line) => line.trim());
  const NO_HARNESS = /^NOTE: builds do not reach Harness SaaS at 35\.201\.91\.229, .* and 34\.160\.153\.7 on TCP 443\./;
  const NO_NAMES =
    'NOTE: builds can resolve names only through a public DNS server: no other is open to them. See dnsServers.';

  test('nothing, where the Internet is open', () => {
    for (const egress of [BuildEgress.publicOnly(), BuildEgress.unrestricted(), to(NetworkPeer.cidr('0.0.0.0/0'))])
      expect(notesOf({ egress })).toEqual([]);
    expect(notesOf({})).toEqual([]);
  });

  test('Harness and registries, where nothing is open', () => {
    expect(notesOf({ egress: to() })).toEqual([
      expect.stringMatching(NO_HARNESS),
      'NOTE: builds reach no registry and no Git server on TCP 443: nothing is open there.',
    ]);
    expect(notesOf({ egress: to(NetworkPeer.cidrs(HARNESS)) })).toEqual([
      'NOTE: builds reach no registry and no Git server on TCP 443: nothing else is open there.',
    ]);
  });

  test('registries that are not listed, and those addresses of Harness that are not', () => {
    expect(notesOf({ egress: to(NetworkPeer.cidrs([...HARNESS.slice(1), '192.30.252.0/22'])) })).toEqual([
      'NOTE: builds do not reach Harness SaaS at 35.201.91.229 on TCP 443. They send logs there, unless they use other addresses of Harness or a proxy.',
      expect.stringMatching(
        /^NOTE: builds reach registries and Git servers only if they are among these destinations\./,
      ),
    ]);
  });

  test('what exchanges the token of a cloud identity, where addresses of the Internet are left out', () => {
    const irsa = CloudIdentity.irsa('arn:aws:iam::123456789012:role/builds');
    const azure = CloudIdentity.azure('00000000-0000-4000-8000-000000000000');
    const egress = to(NetworkPeer.cidr('10.0.0.0/8'));
    const noteOn = (cloudIdentity: CloudIdentity, given: BuildFarmNamespaceProps) =>
      notesOf({ cloudIdentity, ...given }).filter((note) => note.includes('credentials'));
    const note = (what: string) =>
      `NOTE: builds get the credentials of the cloud identity only if ${what} is among these destinations, on TCP 443.`;
    expect(noteOn(irsa, { egress })).toEqual([note('AWS STS')]);
    expect(noteOn(azure, { egress })).toEqual([note('Microsoft Entra ID')]);
    expect([...noteOn(irsa, {}), ...noteOn(CloudIdentity.eksPodIdentity(), { egress })]).toEqual([]);
  });

  test('Harness is reached by way of a translator, too', () => {
    expect(notesOf({ egress: to(NetworkPeer.cidr('64:ff9b::/96')) })).toEqual([
      expect.stringMatching(/^NOTE: builds reach registries and Git servers only if/),
    ]);
  });

  test('DNS, where no server is open, by any policy', () => {
    expect(notesOf({ egress: BuildEgress.publicOnly(), dnsServers: [] })).toEqual([NO_NAMES]);
    expect(notesOf({ dnsServers: [] })).toEqual([]);
    const dnsServers = { egress: to(NetworkPeer.cidr('10.0.0.0/8')), dnsServers: [] };
    expect(notesOf(dnsServers)).toContain(NO_NAMES);
    // By no rule for DNS, but perhaps by one for all ports.
    const perhaps = /^NOTE: builds can resolve names only if a DNS server is among what is open to them on all ports/;
    const open = (...peers: NetworkPeer[]) => BuildEgress.restrictedTo(peers.map((peer) => ({ peer })));
    for (const platform of [ClusterPlatform.generic(), ClusterPlatform.eks()]) {
      for (const peer of [NetworkPeer.namespace('registry'), NetworkPeer.cidr('10.1.2.3/32')]) {
        const notes = notesOf({ egress: open(peer), dnsServers: [], platform });
        expect(notes.filter((note) => /names|DNS/.test(note))).toEqual([expect.stringMatching(perhaps)]);
        expect(notesOf({ egress: open(peer), platform }).join()).not.toMatch(/names only if|no names/);
      }
    }
    for (const peer of [NetworkPeer.anyNamespace(), NetworkPeer.cidr('169.254.20.10/32')]) {
      const asked = { egress: BuildEgress.restrictedTo([]), additionalEgress: [{ peer }], dnsServers: [] };
      expect(notesOf(asked).join()).not.toMatch(/names only if|no names/);
    }
    const dns = { to: [{ ipBlock: { cidr: '10.0.0.2/32' } }], ports: [{ port: 53, protocol: 'UDP' }] };
    const { chart, farm } = synthFarm(dnsServers);
    void new ApiObject(chart, 'Own', {
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
      metadata: { name: 'own', namespace: 'harness-builds' },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [dns] },
    });
    expect(farm.summary()).not.toContain(NO_NAMES);
  });

  test('DNS of EKS Auto Mode, where it can be at another address', () => {
    const dnsNotesOf = (props: BuildFarmNamespaceProps) => notesOf(props).filter((line) => line.includes('DNS'));
    const note = /^NOTE: DNS: EKS Auto Mode with IPv6, or with another service range/;
    const [platform, egress] = [ClusterPlatform.eks(), BuildEgress.publicOnly()];
    expect(dnsNotesOf({ platform, egress })).toEqual([expect.stringMatching(note)]);
    expect(dnsNotesOf({ platform })).toEqual([]);
    expect(dnsNotesOf({ platform, egress, dnsServers: [NetworkPeer.cidr('10.20.0.10/32')] })).toEqual([]);
    expect(dnsNotesOf({ platform: ClusterPlatform.gke(), egress })).toEqual([]);
  });
});
