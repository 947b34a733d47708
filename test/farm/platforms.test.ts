import { rulesOf } from '../../lib/access';
import { BuildEgress, BuildIsolation, ClusterPlatform } from '../../lib/build-namespace';
import { DelegateDnsPolicy, DelegateEgress } from '../../lib/delegate';
import type { CiBuildInfraProps } from '../../lib/farm';
import { AwsAuthentication, CiStep, StepConnector, UploadDestination } from '../../lib/pipeline';
import { CloudIdentity } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { every, type Manifest, named, newChart, only } from '../testkit/synth';
import { addFarm, synthInfra } from './infras';

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
    ['K3s or RKE2', ClusterPlatform.rancher(), POLICY],
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
    ['Fargate', ClusterPlatform.eksFargate(), [53], ['kube-system']],
    ['GKE', ClusterPlatform.gke(), [53], ['kube-system', '169.254.20.10/32', '169.254.169.254/32']],
    ['AKS', ClusterPlatform.aks(), [53], ['kube-system', '169.254.20.10/32', '169.254.10.11/32']],
    ['OpenShift', ClusterPlatform.openShift(), [53, 5353], ['openshift-dns']],
    ['K3s or RKE2', ClusterPlatform.rancher(), [53], ['kube-system', '169.254.20.10/32']],
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

  test('so does one with an egress of another copy of this package', () => {
    jest.isolateModules(() => {
      const copy = jest.requireActual<{ DelegateEgress: typeof DelegateEgress }>('../../lib/delegate');
      expect(copy.DelegateEgress).not.toBe(DelegateEgress);
      const networkPolicy = { egress: copy.DelegateEgress.restrictedTo([]) };
      const { manifests } = synthInfra({ platform: ClusterPlatform.openShift(), delegateOptions: { networkPolicy } });
      expect(JSON.stringify(named(manifests, 'NetworkPolicy', 'ci').spec.egress)).toContain('openshift-dns');
      expect(JSON.stringify(named(manifests, 'NetworkPolicy', 'ci').spec.egress)).not.toContain('169.254');
    });
  });

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

const ROLE = 'arn:aws:iam::123456789012:role/ci';
const IDENTITIES = {
  irsa: CloudIdentity.irsa(ROLE),
  eksPodIdentity: CloudIdentity.eksPodIdentity(),
  gke: CloudIdentity.gke('ci@project.iam.gserviceaccount.com'),
  azure: CloudIdentity.azure('01234567-89ab-cdef-0123-456789abcdef'),
};

/**
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html: Pod Identity is not available on Fargate, on other
 * clusters than EKS, and on OpenShift, therefore. Its page on IRSA: any cluster with the webhook of the role, of which Red Hat
 * OpenShift Service on AWS has one. https://learn.microsoft.com/azure/openshift/howto-deploy-configure-application: Workload ID.
 */
const HAS: [string, ClusterPlatform, (keyof typeof IDENTITIES)[]][] = [
  ['Kubernetes', ClusterPlatform.generic(), ['irsa', 'eksPodIdentity', 'gke', 'azure']],
  ['Amazon EKS', ClusterPlatform.eks(), ['irsa', 'eksPodIdentity']],
  ['Amazon EKS on Fargate', ClusterPlatform.eksFargate(), ['irsa']],
  ['Google Kubernetes Engine', ClusterPlatform.gke(), ['gke']],
  ['GKE Autopilot', ClusterPlatform.gkeAutopilot(), ['gke']],
  ['Azure Kubernetes Service', ClusterPlatform.aks(), ['azure']],
  ['OpenShift', ClusterPlatform.openShift(), ['irsa', 'azure']],
  ['K3s or RKE2', ClusterPlatform.rancher(), ['irsa', 'azure']],
];
const PAIRS = HAS.flatMap(([name, platform, has]) =>
  Object.entries(IDENTITIES).map(([kind, identity]) => ({ name, platform, kind, identity, has })),
);

describe('an identity of another platform is refused', () => {
  test.each(PAIRS)('$kind on $name', ({ name, platform, kind, identity, has }) => {
    const places: [string, () => unknown][] = [
      ['cloudIdentity', () => synthInfra({ platform, cloudIdentity: identity })],
      ['delegateOptions.cloudIdentity', () => synthInfra({ platform, delegateOptions: { cloudIdentity: identity } })],
      [
        'options.cloudIdentity',
        () => synthInfra({ platform }).farm.addBuildNamespace('other', { cloudIdentity: identity }),
      ],
    ];
    for (const [property, make] of places) {
      if (has.includes(kind as never)) {
        expect(make).not.toThrow();
        continue;
      }
      const { property: refusedOne, given, allowed } = refused(make);
      expect(refusedOne).toBe(property);
      expect(given).toContain(`CloudIdentity.${kind}`);
      expect(allowed).toContain(`on ${name}`);
      has.forEach((one) => expect(allowed).toContain(`CloudIdentity.${one}(`));
    }
  });

  test('a step with IRSA is refused where there is none', () => {
    const steps = [
      CiStep.upload('Upload', {
        connector: StepConnector.aws('account.aws', AwsAuthentication.IRSA),
        destination: UploadDestination.s3({ bucket: 'builds', region: 'eu-west-1' }),
        sourcePath: 'build.tar.gz',
      }),
    ];
    const made = (platform?: ClusterPlatform) => () =>
      addFarm(newChart(), 'Farm', { platform }).stage({ name: 'Build', steps });
    expect(refused(made(ClusterPlatform.gke()))).toMatchObject({
      property: 'steps[0]',
      given: expect.stringContaining('account.aws'),
      allowed: 'a connector without IRSA on Google Kubernetes Engine, which has none',
    });
    for (const platform of [
      undefined,
      ClusterPlatform.eks(),
      ClusterPlatform.eksFargate(),
      ClusterPlatform.openShift(),
    ])
      expect(made(platform)).not.toThrow();
  });
});

describe('the summary prints the subjects of IRSA', () => {
  const subjectsOf = (props: Partial<CiBuildInfraProps>) =>
    synthInfra(props)
      .farm.summary()
      .split('\n')
      .filter((line) => line.includes('IRSA:'))
      .map((line) => line.trim());
  const line = (account: string) =>
    `IRSA: the trust policy of ${ROLE} must name the subject system:serviceaccount:${account}.`;

  test('of builds and of the delegate', () => {
    const cloudIdentity = CloudIdentity.irsa(ROLE);
    expect(subjectsOf({ cloudIdentity, buildNamespaces: ['team-a'] })).toEqual([line('team-a:harness-build')]);
    expect(subjectsOf({ delegateOptions: { cloudIdentity } })).toEqual([line('harness-delegate:ci')]);
    expect(subjectsOf({ cloudIdentity, serviceAccountName: 'tests', delegateOptions: { cloudIdentity } })).toEqual([
      line('harness-delegate:ci'),
      line('harness-builds:tests'),
    ]);
    expect(subjectsOf({ cloudIdentity: CloudIdentity.eksPodIdentity() })).toEqual([]);
  });
});
