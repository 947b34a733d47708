import { BuildIsolation, ClusterPlatform, PolicyEnforcement } from '../../lib/build-namespace';
import { covers } from '../testkit/covers';
import { AUDITED, RESTRICTED } from '../testkit/isolations';
import { refused } from '../testkit/refused';
import { kindsOf, type Manifest, only } from '../testkit/synth';
import { synthFarm } from './farms';

const REASON = 'The image builds of this team run docker compose.';
const DOCKER = BuildIsolation.dockerInDocker({ reason: REASON });
const PATHS = BuildIsolation.hostPaths(['/var/cache/builds', '/opt/sdk'], { reason: REASON });
const POLICY = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];

function rulesOf(isolation?: BuildIsolation): { expression: string; message: string; reason: string }[] {
  return only(synthFarm({ isolation }).manifests, 'ValidatingAdmissionPolicy').spec.validations;
}

const summaryOf = (isolation?: BuildIsolation) => synthFarm({ isolation }).farm.summary();
const hostPath = (isolation?: BuildIsolation) =>
  rulesOf(isolation)
    .map(({ expression }) => expression)
    .find((expression) => expression.includes('hostPath'));

describe('the namespace enforces the Pod Security level', () => {
  test.each<[string, BuildIsolation | undefined, string]>([
    ['baseline by default: builds can run as root in their containers', undefined, 'baseline'],
    ['baseline', BuildIsolation.baseline(), 'baseline'],
    ['restricted', RESTRICTED, 'restricted'],
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

describe('baseline with auditRestricted', () => {
  test('enforces baseline, and warns about and audits restricted', () => {
    const { labels } = only(synthFarm({ isolation: AUDITED }).manifests, 'Namespace').metadata;
    expect(labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
      'pod-security.kubernetes.io/warn': 'restricted',
      'pod-security.kubernetes.io/audit': 'restricted',
    });
  });

  test('has rules for what a pipeline can set, which baseline alone has not', () => {
    const messages = (isolation: BuildIsolation) => rulesOf(isolation).map(({ message }) => message);
    const more = messages(AUDITED).filter((message) => !messages(BuildIsolation.baseline()).includes(message));
    expect(more.map((message) => message.split('. ')[0])).toEqual([
      'Build containers must not add capabilities beyond the Pod Security level restricted',
      'Build containers must not run as root',
      'Build containers must not allow privilege escalation',
      'Build containers must drop all capabilities',
    ]);
    expect(rulesOf(AUDITED).map(({ expression }) => expression)).not.toContainEqual(
      expect.stringMatching(/seccompProfile[^&|]*(==|in) /),
    );
  });

  test('says in the summary what is refused and what is only reported, by the objects', () => {
    const { farm, manifests } = synthFarm({ isolation: AUDITED });
    expect(farm.summary()).toContain(
      'Isolation: Pod Security level baseline (restricted is only warned about and audited), and an admission policy.',
    );
    expect(farm.summary()).toContain('The policy denies root, privilege escalation and capabilities.');
    expect(kindsOf(manifests)).toContain('ValidatingAdmissionPolicy');
    const enforcement = PolicyEnforcement.breakGlass({ reason: 'The policy refuses a release.' });
    const withoutPolicy = synthFarm({ isolation: AUDITED, enforcement }).farm.summary();
    expect(withoutPolicy).not.toContain('The policy denies root');
  });

  test('is refused where no admission policy demands what a pipeline can set', () => {
    const details = refused(() => synthFarm({ isolation: AUDITED, kubernetesVersion: '1.29' }));
    expect(details.property).toBe('isolation');
    expect(details.allowed).toMatch(/^BuildIsolation\.baseline\(\), because .*: Kubernetes 1\.29 does not support/);
  });

  test('names its labels for a namespace that is created elsewhere', () => {
    expect(synthFarm({ isolation: AUDITED, createNamespace: false }).farm.summary()).toContain(
      'Set its label pod-security.kubernetes.io/enforce=baseline, and warn and audit to restricted.',
    );
  });
});

test('an unknown source of the seccomp profile is refused with the enumeration', () => {
  const isolation = BuildIsolation.restricted({ seccompFrom: 'else' as never });
  expect(refused(() => synthFarm({ isolation })).remedy).toBe('Use a member of SeccompSource.');
});

test('restricted says in the summary that a webhook must set the seccomp profile', () => {
  expect(summaryOf(RESTRICTED)).toContain('only if a webhook of the cluster sets one');
  expect(summaryOf()).not.toContain('seccomp');
});

describe('the admission policy', () => {
  test('matches new pods and new ephemeral containers in this namespace only', () => {
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

  test('lets build pods use only the named ServiceAccounts, and lists them in its message', () => {
    const { manifests } = synthFarm({ serviceAccountName: 'builder', additionalServiceAccounts: ['deployer'] });
    const [account] = only(manifests, 'ValidatingAdmissionPolicy').spec.validations;
    expect(account.expression).toContain('in ["builder", "deployer"]');
    expect(account.message).toContain('builder or deployer');
  });

  test('says what it refuses, and what to change in the stage', () => {
    for (const { message, reason } of [...rulesOf(), ...rulesOf(DOCKER), ...rulesOf(PATHS)]) {
      expect(message).toMatch(/^Build (pods|containers) must .+\. [A-Z].+ the stage\b.*\.$/);
      expect(reason).toBe('Forbidden');
    }
  });

  test('refuses hostNetwork, hostPID, hostIPC and hostPort under every isolation', () => {
    for (const isolation of [undefined, RESTRICTED, DOCKER, PATHS]) {
      const all = rulesOf(isolation)
        .map(({ expression }) => expression)
        .join('\n');
      for (const field of ['hostNetwork', 'hostPID', 'hostIPC', 'hostPort']) expect(all).toContain(field);
    }
  });

  test('admits privileged containers for Docker-in-Docker only', () => {
    covers('S002.docker.privileged-needed', 'S004.docker.privileged-needed', 'S004.cluster.privileged-if-needed');
    const admits = 'nothing keeps builds from privileged containers.';
    expect([undefined, RESTRICTED, PATHS, DOCKER].map((one) => summaryOf(one).includes(admits))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  test('admits the named host paths, and nothing below them, where a build could have left a link', () => {
    expect(hostPath(PATHS)).toContain('v.hostPath.path in ["/var/cache/builds", "/opt/sdk"]');
    for (const isolation of [undefined, DOCKER]) expect(hostPath(isolation)).toMatch(/all\(v, !has\(v\.hostPath\)\)$/);
  });

  test('and its binding are the only cluster-scoped objects next to the Namespace', () => {
    const isOfCluster = ({ metadata }: Manifest) => metadata.namespace === undefined;
    expect(kindsOf(synthFarm().manifests.filter(isOfCluster))).toEqual(['Namespace', ...POLICY]);
  });
});

describe('the admission policy is left out', () => {
  test.each<[string, object, string]>([
    ['below Kubernetes 1.30', { kubernetesVersion: '1.29' }, 'Kubernetes 1.29 does not support admission policies'],
    ['for a version in the format of kubectl', { kubernetesVersion: 'v1.29.7-eks-1' }, '1.30 or later'],
    ['without permission for cluster-scoped objects', { clusterScoped: false }, 'clusterScoped is false'],
  ])('%s, and the summary says so', (_when, props, why) => {
    const { farm, manifests } = synthFarm(props);
    expect(kindsOf(manifests).filter((kind) => POLICY.includes(kind))).toEqual([]);
    expect(farm.hasAdmissionPolicy).toBe(false);
    expect(farm.summary()).toMatch(/NOTE: no admission policy/);
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
    ['Docker-in-Docker', DOCKER, /privileged containers/],
    ['directories of the node', PATHS, /directories of the node: \/var\/cache\/builds, \/opt\/sdk/],
  ])('shows its reason in the namespace, in the policy and in the summary: %s', (_what, isolation, what) => {
    covers('S002.docker.privileged-needed', 'S004.docker.privileged-needed');
    const { farm, manifests } = synthFarm({ isolation });
    for (const kind of ['Namespace', 'ValidatingAdmissionPolicy']) {
      const description = only(manifests, kind).metadata.annotations['kubernetes.io/description'];
      expect(description).toMatch(what);
      expect(description).toContain(REASON);
    }
    expect(farm.summary()).toMatch(what);
    expect(farm.summary()).toContain(`EXPOSED: the node. Reason: ${REASON}`);
  });

  test('is never the default', () => {
    const { farm } = synthFarm();
    expect(farm.isolation.isLoose).toBe(false);
    expect(farm.summary()).not.toContain('EXPOSED');
  });

  describe.each([
    ['GKE Autopilot', ClusterPlatform.gkeAutopilot()],
    ['EKS on Fargate', ClusterPlatform.eksFargate()],
  ])('is refused on %s, which does not support it', (_platform, platform) => {
    test.each([
      ['Docker-in-Docker', DOCKER],
      ['directories of the node', PATHS],
    ])('%s, with a remedy that names another infrastructure', (_what, isolation) => {
      covers('S002.docker.without-privileged', 'S004.docker.without-privileged');
      covers('S002.autopilot.no-privileged', 'S004.autopilot.no-privileged');
      const details = refused(() => synthFarm({ isolation, platform }));
      expect(details.property).toBe('isolation');
      expect(details.allowed).toMatch(/baseline\(\) or BuildIsolation\.restricted\(\) on /);
      expect(details.remedy).toMatch(/Harness Cloud or VMs/);
    });

    test('but baseline and restricted are not', () => {
      for (const isolation of [BuildIsolation.baseline(), RESTRICTED]) {
        expect(() => synthFarm({ isolation, platform })).not.toThrow();
      }
    });
  });
});
