import { BuildIsolation, ClusterPlatform } from 'harness-constructs';
import { covers } from '../support/covers';
import { refused } from '../support/refused';
import { kindsOf, type Manifest } from '../support/synth';
import { only, synthFarm } from './farms';

const REASON = 'The image builds of this team run docker compose.';
const DOCKER = BuildIsolation.dockerInDocker({ reason: REASON });
const PATHS = BuildIsolation.hostPaths(['/var/cache/builds', '/opt/sdk'], { reason: REASON });
const POLICY = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];

function rulesOf(isolation?: BuildIsolation): { expression: string; message: string; reason: string }[] {
  return only(synthFarm({ isolation }).manifests, 'ValidatingAdmissionPolicy').spec.validations;
}

const privileged = (isolation?: BuildIsolation) =>
  rulesOf(isolation).filter(({ expression }) => expression.includes('privileged'));
const hostPath = (isolation?: BuildIsolation) =>
  rulesOf(isolation)
    .map(({ expression }) => expression)
    .find((expression) => expression.includes('hostPath'));

describe('the namespace enforces the Pod Security level', () => {
  test.each<[string, BuildIsolation | undefined, string]>([
    ['baseline, where nothing is said: builds may be root in their containers', undefined, 'baseline'],
    ['baseline', BuildIsolation.baseline(), 'baseline'],
    ['restricted', BuildIsolation.restricted(), 'restricted'],
    ['privileged for Docker-in-Docker', DOCKER, 'privileged'],
    ['privileged for directories of the node', PATHS, 'privileged'],
  ])('%s', (_what, isolation, level) => {
    covers('S004.cluster.root-if-needed', 'S004.cluster.privileged-if-needed');
    const { labels } = only(synthFarm({ isolation }).manifests, 'Namespace').metadata;
    expect(labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': level,
      'pod-security.kubernetes.io/warn': level,
      'pod-security.kubernetes.io/audit': level,
    });
  });
});

describe('the admission policy', () => {
  test('concerns pods of this namespace alone, when they are made and when a container is put into them', () => {
    const { spec } = only(synthFarm({ namespace: 'team-a' }).manifests, 'ValidatingAdmissionPolicy');
    const selector = { matchLabels: { 'kubernetes.io/metadata.name': 'team-a' } };
    expect(spec.failurePolicy).toBe('Fail');
    expect(spec.matchConstraints.namespaceSelector).toEqual(selector);
    expect(spec.matchConstraints.resourceRules).toEqual([
      { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
      { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['pods/ephemeralcontainers'] },
    ]);
    expect(spec).not.toHaveProperty('matchConditions');
  });

  test('is bound in this namespace, and denies', () => {
    const { manifests } = synthFarm({ namespace: 'team-a' });
    const [policy, binding] = POLICY.map((kind) => only(manifests, kind));
    expect(policy.metadata.name).toBe('harness-builds.team-a');
    expect(binding.spec).toEqual({
      policyName: policy.metadata.name,
      validationActions: ['Deny'],
      matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'team-a' } } },
    });
  });

  test('lets build pods use the ServiceAccounts that you name, and says which', () => {
    const { manifests } = synthFarm({ serviceAccountName: 'builder', additionalServiceAccounts: ['deployer'] });
    const [account] = only(manifests, 'ValidatingAdmissionPolicy').spec.validations;
    expect(account.expression).toContain('in ["builder", "deployer"]');
    expect(account.message).toContain('builder or deployer');
  });

  test('says of each thing that it denies what to do instead', () => {
    for (const { message, reason } of [...rulesOf(), ...rulesOf(DOCKER), ...rulesOf(PATHS)]) {
      expect(message).toMatch(/^(build|of the node)/);
      expect(reason).toBe('Forbidden');
    }
  });

  test('keeps network, processes, memory and ports of the node from builds, however loose they are', () => {
    for (const isolation of [undefined, BuildIsolation.restricted(), DOCKER, PATHS]) {
      const all = rulesOf(isolation)
        .map(({ expression }) => expression)
        .join('\n');
      for (const field of ['hostNetwork', 'hostPID', 'hostIPC', 'hostPort']) expect(all).toContain(field);
    }
  });

  test('admits privileged containers for Docker-in-Docker, and otherwise not', () => {
    covers('S002.docker.privileged-needed', 'S004.docker.privileged-needed', 'S004.cluster.privileged-if-needed');
    expect([undefined, BuildIsolation.restricted(), PATHS].map((one) => privileged(one).length)).toEqual([1, 1, 1]);
    expect(privileged(DOCKER)).toEqual([]);
  });

  test('admits the directories of the node that you name, and nothing below them, where a build may have left a link', () => {
    expect(hostPath(PATHS)).toContain('v.hostPath.path in ["/var/cache/builds", "/opt/sdk"]');
    for (const isolation of [undefined, DOCKER]) expect(hostPath(isolation)).toMatch(/all\(v, !has\(v\.hostPath\)\)$/);
  });

  test('is the only object of the cluster beside the Namespace', () => {
    const isOfCluster = ({ metadata }: Manifest) => metadata.namespace === undefined;
    expect(kindsOf(synthFarm().manifests.filter(isOfCluster))).toEqual(['Namespace', ...POLICY]);
  });
});

describe('the admission policy is left out', () => {
  test.each<[string, object, string]>([
    ['below Kubernetes 1.30', { kubernetesVersion: '1.29' }, 'Kubernetes 1.29 has no admission policies'],
    ['with a version as kubectl shows it', { kubernetesVersion: 'v1.29.7-eks-1' }, '1.30 is the first'],
    ['where objects of the cluster may not be made', { clusterScoped: false }, 'clusterScoped is false'],
  ])('%s, and the summary says so', (_when, props, why) => {
    const { farm, manifests } = synthFarm(props);
    expect(kindsOf(manifests).filter((kind) => POLICY.includes(kind))).toEqual([]);
    expect(farm.hasAdmissionPolicy).toBe(false);
    expect(farm.summary()).toMatch(/NOTE: there is no admission policy/);
    expect(farm.summary()).toContain(why);
    expect(kindsOf(manifests)).toContain('NetworkPolicy');
  });

  test.each([undefined, '1.30', 'v1.30.0', '1.100', '1.36.1+k3s1'])('but not for version %s', (kubernetesVersion) => {
    const { farm, manifests } = synthFarm({ kubernetesVersion });
    expect(kindsOf(manifests)).toEqual(expect.arrayContaining(POLICY));
    expect(farm.hasAdmissionPolicy).toBe(true);
    expect(farm.summary()).not.toContain('NOTE');
  });
});

describe('a loose isolation', () => {
  test.each([
    ['Docker-in-Docker', DOCKER, /Docker-in-Docker: privileged containers/],
    ['directories of the node', PATHS, /directories of the node: \/var\/cache\/builds, \/opt\/sdk/],
  ])('tells its reason in the namespace, in the policy and in the summary: %s', (_what, isolation, what) => {
    covers('S002.docker.privileged-needed', 'S004.docker.privileged-needed');
    const { farm, manifests } = synthFarm({ isolation });
    for (const kind of ['Namespace', 'ValidatingAdmissionPolicy']) {
      const told = only(manifests, kind).metadata.annotations['kubernetes.io/description'];
      expect(told).toMatch(what);
      expect(told).toContain(REASON);
    }
    expect(farm.summary()).toMatch(what);
    expect(farm.summary()).toContain(`EXPOSED: the node. Reason given: ${REASON}`);
  });

  test('is none that nobody asked for', () => {
    const { farm } = synthFarm();
    expect(farm.isolation.isLoose).toBe(false);
    expect(farm.summary()).not.toContain('EXPOSED');
  });

  describe.each([
    ['GKE Autopilot', ClusterPlatform.gkeAutopilot()],
    ['EKS on Fargate', ClusterPlatform.eksFargate()],
  ])('is refused on %s, which has no such pods', (_platform, platform) => {
    test.each([
      ['Docker-in-Docker', DOCKER],
      ['directories of the node', PATHS],
    ])('%s, and another infrastructure is named', (_what, isolation) => {
      covers('S002.docker.without-privileged', 'S004.docker.without-privileged');
      covers('S002.autopilot.no-privileged', 'S004.autopilot.no-privileged');
      const details = refused(() => synthFarm({ isolation, platform }));
      expect(details.property).toBe('isolation');
      expect(details.allowed).toMatch(/baseline or restricted on /);
      expect(details.remedy).toMatch(/Harness Cloud or VMs/);
    });

    test('but baseline and restricted are not', () => {
      for (const isolation of [BuildIsolation.baseline(), BuildIsolation.restricted()]) {
        expect(() => synthFarm({ isolation, platform })).not.toThrow();
      }
    });
  });
});
