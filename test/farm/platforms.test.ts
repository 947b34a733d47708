import { rulesOf } from '../../lib/access';
import { BuildEgress, BuildIsolation, ClusterPlatform } from '../../lib/build-namespace';
import { DelegateDnsPolicy, DelegateEgress } from '../../lib/delegate';
import type { CiBuildInfraProps } from '../../lib/farm';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { every, type Manifest, named, only } from '../testkit/synth';
import { synthInfra } from './infras';

const generic = synthInfra().manifests;

/** Differences from a generic cluster. */
function differing(props: Partial<CiBuildInfraProps>): string[] {
  const nameOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
  const before = new Map(generic.map((manifest) => [nameOf(manifest), JSON.stringify(manifest)]));
  return synthInfra(props)
    .manifests.filter((manifest) => before.get(nameOf(manifest)) !== JSON.stringify(manifest))
    .map(nameOf);
}

function exceptOf(platform: ClusterPlatform): string[] {
  const { egress } = named(synthInfra({ platform }).manifests, 'NetworkPolicy', 'harness-builds').spec;
  return egress.flatMap(({ to }: { to: any[] }) => to.flatMap(({ ipBlock }) => ipBlock?.except ?? []));
}

const POLICY = ['NetworkPolicy harness-builds/harness-builds'];

describe('a platform sets only its differences', () => {
  test.each<[string, ClusterPlatform, string[]]>([
    ['any', ClusterPlatform.generic(), []],
    ['EKS', ClusterPlatform.eks(), POLICY],
    ['EKS on Fargate', ClusterPlatform.eksFargate(), POLICY],
    ['GKE', ClusterPlatform.gke(), POLICY],
    ['GKE Autopilot', ClusterPlatform.gkeAutopilot(), POLICY],
    ['AKS', ClusterPlatform.aks(), POLICY],
    [
      'OpenShift',
      ClusterPlatform.openShift(),
      [
        'Deployment harness-delegate/ci',
        'Namespace /harness-builds',
        'RoleBinding harness-builds/harness-builds.scc.anyuid',
        ...POLICY,
        'Role harness-builds/harness-builds',
      ],
    ],
  ])('%s', (_name, platform, objects) => {
    covers('S002.cluster.any-provider', 'S004.cluster.any-provider');
    expect(differing({ platform })).toEqual(objects);
  });

  test('and all close the same addresses of cloud metadata', () => {
    covers('S002.cluster.any-provider', 'S004.cluster.any-provider');
    const closed = exceptOf(ClusterPlatform.generic());
    expect(closed).toEqual(expect.arrayContaining(['169.254.0.0/16', '168.63.129.16/32', 'fd00:ec2::254/128']));
    for (const platform of [ClusterPlatform.eks(), ClusterPlatform.gke(), ClusterPlatform.aks()])
      expect(exceptOf(platform)).toEqual(closed);
  });

  // Where the DNS of each platform is: see the sources in lib/build-namespace/platform.ts.
  test.each<[string, ClusterPlatform, number[], string[]]>([
    ['EKS', ClusterPlatform.eks(), [53], ['kube-system', '169.254.20.10/32', '10.100.0.10/32', '172.20.0.10/32']],
    ['GKE', ClusterPlatform.gke(), [53], ['kube-system', '169.254.20.10/32', '169.254.169.254/32']],
    ['AKS', ClusterPlatform.aks(), [53], ['kube-system', '169.254.20.10/32', '169.254.10.11/32']],
    ['OpenShift', ClusterPlatform.openShift(), [53, 5353], ['openshift-dns']],
  ])('%s: DNS is open at its servers and ports only', (_name, platform, ports, servers) => {
    const { manifests } = synthInfra({ platform, egress: BuildEgress.publicOnly() });
    const [dns, ...others] = named(manifests, 'NetworkPolicy', 'harness-builds').spec.egress;
    expect(dns.ports).toEqual(ports.flatMap((port) => ['UDP', 'TCP'].map((protocol) => ({ protocol, port }))));
    expect(
      dns.to.map(
        ({ ipBlock, namespaceSelector }: any) => ipBlock?.cidr ?? Object.values(namespaceSelector.matchLabels)[0],
      ),
    ).toEqual(servers);
    expect(others.filter((rule: any) => rule.ports !== undefined)).toEqual([]);
  });

  test.each<[string, ClusterPlatform, number[], string[]]>([
    ['EKS', ClusterPlatform.eks(), [53], ['kube-system', '169.254.20.10/32', '10.100.0.10/32', '172.20.0.10/32']],
    ['OpenShift', ClusterPlatform.openShift(), [53, 5353], ['openshift-dns']],
  ])(
    '%s: a delegate with a restricted egress reaches its DNS only, and the servers of its own',
    (_name, platform, ports, servers) => {
      const networkPolicy = { egress: DelegateEgress.restrictedTo([]) };
      const delegateOptions = {
        networkPolicy,
        dnsPolicy: DelegateDnsPolicy.NONE,
        dnsConfig: { nameservers: ['10.0.0.2'] },
      };
      const { manifests } = synthInfra({ platform, delegateOptions });
      const { egress } = named(manifests, 'NetworkPolicy', 'ci').spec;
      expect(egress).toHaveLength(1);
      expect(egress[0].ports).toEqual(ports.flatMap((port) => ['UDP', 'TCP'].map((protocol) => ({ protocol, port }))));
      expect(
        egress[0].to.map(
          ({ ipBlock, namespaceSelector }: any) => ipBlock?.cidr ?? Object.values(namespaceSelector.matchLabels)[0],
        ),
      ).toEqual([...servers, '10.0.0.2/32']);
    },
  );

  test('OpenShift sets no user ID for the delegate, and grants builds the rights that Harness requires', () => {
    covers('S004.troubleshoot.openshift');
    const { manifests } = synthInfra({ platform: ClusterPlatform.openShift() });
    const { securityContext } = only(manifests, 'Deployment').spec.template.spec;
    expect(securityContext).not.toHaveProperty('runAsUser');
    expect(every(manifests, 'Role').at(-1).rules).toEqual([...rulesOf('ci-builds'), ...rulesOf('ci-builds-openshift')]);
  });
});

describe('a platform without privileged pods', () => {
  const reason = 'Builds run docker.';

  test.each([
    ['GKE Autopilot', ClusterPlatform.gkeAutopilot()],
    ['Amazon EKS on Fargate', ClusterPlatform.eksFargate()],
  ])('refuses Docker-in-Docker and host paths, and names another infrastructure: %s', (name, platform) => {
    covers('S002.docker.without-privileged', 'S004.docker.without-privileged');
    covers('S002.autopilot.no-privileged', 'S004.autopilot.no-privileged');
    for (const isolation of [
      BuildIsolation.dockerInDocker({ reason }),
      BuildIsolation.hostPaths(['/var/run/docker.sock'], { reason }),
    ]) {
      const details = refused(() => synthInfra({ platform, isolation }));
      expect(details.property).toBe('isolation');
      expect(details.allowed).toContain(name);
      expect(details.remedy).toMatch(/another Harness build infrastructure/);
      const { farm } = synthInfra({ platform });
      expect(refused(() => farm.addBuildNamespace('b', { isolation })).property).toBe('options.isolation');
    }
  });

  test('says so in the summary', () => {
    covers('S002.docker.without-privileged', 'S004.docker.without-privileged');
    const { farm } = synthInfra({ platform: ClusterPlatform.gkeAutopilot() });
    expect(farm.summary()).toContain('NOTE: builds on GKE Autopilot cannot use Docker-in-Docker');
  });
});
