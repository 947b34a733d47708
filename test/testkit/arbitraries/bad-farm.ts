/** Ways to get a property of a build namespace or a whole farm wrong. */
import {
  BuildIsolation,
  BuildQuota,
  BuildVolumeType,
  ClusterPlatform,
  Istio,
  IstioPortHandling,
  PolicyEnforcement,
} from '../../../lib/build-namespace';
import { AllowedImages, BuildPodProfile } from '../../../lib/build-pods';
import { unresolved } from '../../../lib/core';
import { HarnessScope } from '../../../lib/document';
import { RESTRICTED } from '../isolations';
import { CloudIdentity } from '../../../lib/workload';
import { badFarm, type BadFarm } from './bad-farm-row';
import { BAD_POD_PROFILE } from './bad-pod-profile';

const SUBDOMAIN = /DNS subdomain: at most 253/;
const QUANTITY = /a Kubernetes quantity above 0/;
const TOKEN = '5e9714e15e9714e15e9714e15e9714e1';
const late = (text: string) => unresolved(() => text);
const docker = (reason: unknown) => ({ isolation: BuildIsolation.dockerInDocker({ reason: reason as string }) });
const paths = (...hostPaths: unknown[]) => ({
  isolation: BuildIsolation.hostPaths(hostPaths as string[], { reason: 'Builds share a cache.' }),
});
const types = (...additionalVolumeTypes: BuildVolumeType[]) => ({ additionalVolumeTypes });
const why = { reason: 'Builds read secrets of the vault.' };
const builds = (count: unknown, requests: object = {}) => ({
  quota: BuildQuota.forConcurrentBuilds(count as number, { cpu: '1', memory: '1Gi', ...requests }),
});
const total = (given: object, build?: object) => ({
  quota: BuildQuota.ofTotal(
    { cpu: '8', memory: '8Gi', pods: 4, ...given },
    build && { cpu: '1', memory: '1Gi', ...build },
  ),
});

const ACCOUNTS: readonly BadFarm[] = [
  badFarm('a ServiceAccount that is none', { serviceAccountName: 'Not A Name' }, 'serviceAccountName', SUBDOMAIN),
  badFarm('the account of everybody', { serviceAccountName: 'default' }, 'serviceAccountName', /and not "default"/),
  badFarm('a further one', { additionalServiceAccounts: ['a', 'B'] }, 'additionalServiceAccounts[1]', SUBDOMAIN),
  badFarm('one twice', { additionalServiceAccounts: ['a', 'a'] }, 'additionalServiceAccounts[1]', /without duplicates/),
  badFarm(
    'its own again',
    { additionalServiceAccounts: ['harness-build'] },
    'additionalServiceAccounts[0]',
    /without duplicates/,
  ),
  badFarm('a Secret twice', { imagePullSecrets: ['a', 'a'] }, 'imagePullSecrets[1]', /without duplicates/),
  badFarm('a secret itself', { imagePullSecrets: [TOKEN] }, 'imagePullSecrets[0]', /name of a Secret/, TOKEN),
  badFarm('no ARN', { cloudIdentity: CloudIdentity.irsa('ci') }, 'cloudIdentity.roleArn', /ARN of an IAM role/),
  badFarm('no UUID', { cloudIdentity: CloudIdentity.azure('ci') }, 'cloudIdentity.clientId', /a UUID/),
];

const ISOLATION: readonly BadFarm[] = [
  badFarm(
    'a directory within another',
    paths('/cache/go', '/cache'),
    'isolation.hostPaths[0]',
    /a directory outside \/cache/,
  ),
  badFarm('no reason', docker(undefined), 'isolation.reason', /^a string$/),
  badFarm('an empty reason', docker(''), 'isolation.reason', /a reason of 1 to 500 characters/),
  badFarm('a blank reason', docker(' \n'), 'isolation.reason', /a reason of 1 to 500 characters/),
  badFarm('a long reason', docker('x'.repeat(501)), 'isolation.reason', /a reason of 1 to 500 characters/),
  badFarm('a placeholder as reason', docker('PUT_YOUR_REASON'), 'isolation.reason', /a reason of 1 to 500 characters/),
  badFarm(
    'restricted without a source of the seccomp profile',
    { isolation: BuildIsolation.restricted() },
    'isolation',
    /^BuildIsolation\.restricted\(\{ seccompFrom: .*auditRestricted: true.*: Harness sets no seccomp profile/,
  ),
  badFarm(
    'another source of the seccomp profile',
    { isolation: BuildIsolation.restricted({ seccompFrom: 'here' as never }) },
    'isolation.seccompFrom',
    /one of "elsewhere"/,
  ),
  badFarm(
    'a word for auditRestricted',
    { isolation: BuildIsolation.baseline({ auditRestricted: 'yes' as never }) },
    'isolation.auditRestricted',
    /true or false|boolean/,
  ),
  badFarm('no path', paths(), 'isolation.hostPaths', /at least one path/),
  ...['', '/', 'var', '/a/', '/a//b', '/a/../b', '/..', '/a/.'].map((path) =>
    badFarm(`the path "${path}"`, paths('/opt', path), 'isolation.hostPaths[1]', /an absolute path below/),
  ),
  badFarm('a path twice', paths('/a', '/a'), 'isolation.hostPaths[1]', /without duplicates/),
  badFarm('a path that is known later', paths(late('/a')), 'isolation.hostPaths[0]', /known at construction/),
  badFarm('a number as path', paths(1), 'isolation.hostPaths[0]', /a string/),
  badFarm(
    'Docker-in-Docker on Autopilot',
    { ...docker('Builds run docker.'), platform: ClusterPlatform.gkeAutopilot() },
    'isolation',
    /on GKE Autopilot: Autopilot admits no privileged pods/,
  ),
  badFarm(
    'directories of the node on Fargate',
    { ...paths('/a'), platform: ClusterPlatform.eksFargate() },
    'isolation',
    /on Amazon EKS on Fargate: Fargate gives pods no access to nodes/,
  ),
];

const ENFORCEMENTS: readonly BadFarm[] = [
  ...['', ' ', 'x'.repeat(501)].map((reason) =>
    badFarm(
      `"${reason}" as reason for an enforcement`,
      { enforcement: PolicyEnforcement.warn({ reason }) },
      'enforcement.reason',
      /a reason of 1 to 500 characters/,
    ),
  ),
  badFarm(
    'break-glass without a reason',
    { enforcement: PolicyEnforcement.breakGlass(undefined as never) },
    'enforcement.reason',
    /^a string$/,
  ),
  badFarm(
    'rules of restricted without a policy',
    { isolation: BuildIsolation.baseline({ auditRestricted: true }), clusterScoped: false },
    'isolation',
    /^BuildIsolation\.baseline\(\), because there is no admission policy that demands the rest: clusterScoped is false/,
  ),
  badFarm(
    'the enforcement of a policy that is not created',
    { enforcement: PolicyEnforcement.deny(), clusterScoped: false },
    'enforcement',
    /no value, because there is no admission policy: clusterScoped is false/,
  ),
];

const projects = (...allowedProjects: unknown[]) => ({ allowedProjects });
const payments = HarnessScope.project('eng', 'payments');

const PROJECTS: readonly BadFarm[] = [
  badFarm('no project', projects(), 'allowedProjects', /at least one project or organization/),
  badFarm(
    'the account as project',
    projects(payments, HarnessScope.account()),
    'allowedProjects[1]',
    /^a project or an organization$/,
  ),
  badFarm('a name as project', projects('payments'), 'allowedProjects[0]', /a HarnessScope/),
  badFarm(
    'a project twice',
    projects(payments, HarnessScope.organization('eng'), HarnessScope.project('eng', 'payments')),
    'allowedProjects[2]',
    /without duplicates/,
  ),
  ...['', 'a-b', '9a', 'or'].map((identifier) =>
    badFarm(
      `the organization "${identifier}"`,
      projects(HarnessScope.organization(identifier)),
      'allowedProjects[0].orgIdentifier',
      /an identifier of at most 128/,
    ),
  ),
  ...['p', '_payments', 'payments_', 'p'.repeat(64)].map((identifier) =>
    badFarm(
      `the project "${identifier}", which becomes no label`,
      projects(HarnessScope.project('eng', identifier)),
      'allowedProjects[0].projectIdentifier',
      /^2 to 63 letters.*because Harness drops other labels$/,
    ),
  ),
  badFarm(
    'a project that is known later',
    projects(HarnessScope.project('eng', late('payments'))),
    'allowedProjects[0].projectIdentifier',
    /known at construction/,
  ),
  badFarm(
    'projects without a policy',
    { ...projects(payments), clusterScoped: false },
    'allowedProjects',
    /no value, because there is no admission policy: clusterScoped is false/,
  ),
];

const images = (patterns: unknown, options?: object) => ({
  allowedImages: AllowedImages.of(patterns as string[], options),
});
const NODE = 'docker.io/library/node';

const IMAGES: readonly BadFarm[] = [
  badFarm('no image', images([]), 'allowedImages.patterns', /at least one pattern/),
  badFarm('one image without a list', images(NODE), 'allowedImages.patterns', /a list/),
  badFarm('a number as pattern', images([1]), 'allowedImages.patterns[0]', /a string/),
  badFarm('a list instead of AllowedImages', { allowedImages: [NODE] }, 'allowedImages', /an AllowedImages/),
  badFarm('a pattern twice', images([NODE, 'ghcr.io/**', NODE]), 'allowedImages.patterns[2]', /without duplicates/),
  ...[
    '',
    '*',
    '**',
    'node',
    'library/node',
    'example/*',
    'docker.io',
    'GHCR.io/Team',
    '*/node',
    'ghcr.io/*/node',
    'ghcr.io/a*',
    'ghcr.io/a/***',
    'ghcr.io//a',
    'ghcr.io/a/',
    '^ghcr.io/.*$',
    `${NODE}:24`,
    'https://ghcr.io/a',
  ].map((pattern) =>
    badFarm(
      `the pattern "${pattern}"`,
      images(['ghcr.io/example/*', pattern]),
      'allowedImages.patterns[1]',
      /^a repository with its registry/,
    ),
  ),
  badFarm(
    'a pattern with a digest, or credentials',
    images([`user:${TOKEN}@ghcr.io/a`]),
    'allowedImages.patterns[0]',
    /^a repository with its registry/,
    TOKEN,
  ),
  ...[
    'docker.io/node',
    'docker.io/*',
    'index.docker.io/library/node',
    'index.docker.io/library/*',
    'index.docker.io/**',
  ].map((pattern) =>
    badFarm(
      `the pattern "${pattern}", which no image has`,
      images([pattern]),
      'allowedImages.patterns[0]',
      /^a pattern that images can match/,
    ),
  ),
  badFarm('a pattern that is known later', images([late(NODE)]), 'allowedImages.patterns[0]', /known at construction/),
  ...['', 'harness', 'registry.example.com/', 'https://registry.example.com'].map((registry) =>
    badFarm(
      `the registry "${registry}"`,
      images([NODE], { harnessRegistries: [registry] }),
      'allowedImages.harnessRegistries[0]',
      /^a registry, or a registry with a namespace/,
    ),
  ),
  badFarm(
    'a registry twice',
    images([NODE], { harnessRegistries: ['a.example.com', 'a.example.com'] }),
    'allowedImages.harnessRegistries[1]',
    /without duplicates/,
  ),
  badFarm('a word for digests', images([NODE], { digests: 'yes' }), 'allowedImages.digests', /true or false/),
  ...['', ' ', 'x'.repeat(501)].map((reason) =>
    badFarm(
      `"${reason}" as reason against the images of Harness`,
      { allowedImages: AllowedImages.withoutHarness([NODE], { reason }) },
      'allowedImages.reason',
      /a reason of 1 to 500 characters/,
    ),
  ),
  badFarm(
    'no reason against the images of Harness',
    { allowedImages: AllowedImages.withoutHarness([NODE], undefined as never) },
    'allowedImages.reason',
    /^a string$/,
  ),
  badFarm(
    'images without a policy',
    { ...images([NODE]), clusterScoped: false },
    'allowedImages',
    /no value, because there is no admission policy: clusterScoped is false/,
  ),
];

const costs = (costLabels: object, others: object = {}) => ({ costLabels, ...others });

const COSTS: readonly BadFarm[] = [
  badFarm('no cost label', costs({}), 'costLabels', /at least one label/),
  badFarm('a cost label that is none', costs({ 'a b': 'ads' }), 'costLabels["a b"]', /^a key: /),
  ...[
    'stageID',
    'projectID',
    'harness.io/name',
    'app.kubernetes.io/name',
    'kubernetes.io/metadata.name',
    'pod-security.kubernetes.io/enforce',
    'istio-injection',
    'sidecar.istio.io/inject',
    'azure.workload.identity/use',
  ].map((key) =>
    badFarm(
      `the cost label ${key}`,
      costs({ team: 'ads', [key]: 'payments' }),
      `costLabels["${key}"]`,
      /none that Kubernetes, Istio or Harness reads$/,
    ),
  ),
  ...['', 'x', '-a', 'a b', 'a'.repeat(64), '<+pipeline.name>'].map((value) =>
    badFarm(
      `"${value}" as cost label, which Harness drops`,
      costs({ team: value }),
      'costLabels["team"]',
      /^2 to 63 letters.*because Harness drops other labels$/,
    ),
  ),
  badFarm('a number as cost label', costs({ team: 4711 }), 'costLabels["team"]', /^a string$/),
  badFarm(
    'a cost label that is known later',
    costs({ team: late('ads') }),
    'costLabels["team"]',
    /known at construction/,
  ),
  badFarm(
    'another value of a label',
    costs({ team: 'ads' }, { labels: { team: 'search' } }),
    'labels["team"]',
    /^"ads", as in costLabels/,
  ),
  badFarm(
    'another value in the profile',
    costs({ team: 'ads' }, { podProfile: BuildPodProfile.of({ labels: { team: 'search' } }) }),
    'podProfile.labels["team"]',
    /^"ads", as in costLabels/,
  ),
  badFarm(
    'cost labels without a policy',
    costs({ team: 'ads' }, { clusterScoped: false }),
    'costLabels',
    /no value, because there is no admission policy: clusterScoped is false/,
  ),
];

const FIRST_TYPE = 'additionalVolumeTypes[0]';

const VOLUMES: readonly BadFarm[] = [
  ...['', 'a b', '-a', 'a/b', 'x'.repeat(64), 'a"'].map((driver) =>
    badFarm(`the driver "${driver}"`, types(BuildVolumeType.csi(driver, why)), `${FIRST_TYPE}.driver`, /a CSI driver/),
  ),
  ...['', 'nfs://a', 'a/b', 'a b'].map((server) =>
    badFarm(`the server "${server}"`, types(BuildVolumeType.nfs(server, why)), `${FIRST_TYPE}.server`, /NFS server/),
  ),
  ...['hostPath', 'csi', 'nfs', 'gitRepo', 'emptyDir', 'isci'].map((type) =>
    badFarm(`the type ${type}`, types(BuildVolumeType.other(type, why)), `${FIRST_TYPE}.type`, /one of awsElastic/),
  ),
  ...['', ' ', 'x'.repeat(501)].map((reason) =>
    badFarm(
      `"${reason}" as reason for a type of volume`,
      types(BuildVolumeType.ephemeral({ reason })),
      `${FIRST_TYPE}.reason`,
      /a reason of 1 to 500 characters/,
    ),
  ),
  badFarm(
    'no reason for a type of volume',
    types(BuildVolumeType.image(undefined as never)),
    `${FIRST_TYPE}.reason`,
    /^a string$/,
  ),
  badFarm(
    'a driver that is known later',
    types(BuildVolumeType.csi(late('a'), why)),
    `${FIRST_TYPE}.driver`,
    /known at construction/,
  ),
  badFarm(
    'a type of volume twice',
    types(BuildVolumeType.csi('a', why), BuildVolumeType.csi('b', why), BuildVolumeType.csi('a', why)),
    'additionalVolumeTypes[2]',
    /without duplicates/,
  ),
  ...[BuildVolumeType.nfs('nfs', why), BuildVolumeType.other('iscsi', why)].map((type) =>
    badFarm(
      `${type.toString()} under restricted`,
      { ...types(type), isolation: RESTRICTED },
      FIRST_TYPE,
      /the Pod Security level restricted refuses all others/,
    ),
  ),
];

const QUOTA: readonly BadFarm[] = [
  ...[0, -1, 1.5, NaN, 100_001].map((count) =>
    badFarm(`${count} builds`, builds(count), 'quota.builds', /a whole number from 1/),
  ),
  ...(['cpu', 'memory', 'ephemeralStorage'] as const).flatMap((name) => [
    ...['', '0', '-1', '1 Gi', '1GiB', 'much'].map((text) =>
      badFarm(`${name} "${text}"`, builds(2, { [name]: text }), `quota.requests.${name}`, QUANTITY),
    ),
    badFarm(`${name} of a total`, total({ [name]: '0' }), `quota.total.${name}`, QUANTITY),
    badFarm(
      `${name} below one build`,
      name === 'cpu' ? total({ cpu: '1' }, { cpu: '1.001' }) : total({ [name]: '1G' }, { [name]: '1.001G' }),
      `quota.total.${name}`,
      /one build/,
    ),
    badFarm(`${name} known later`, builds(2, { [name]: late('1') }), `quota.requests.${name}`, /at construction/),
  ]),
  badFarm('no CPU', builds(2, { cpu: undefined }), 'quota.requests.cpu', /^a string$/),
  badFarm('memory of a build', total({}, { memory: 'x' }), 'quota.build.memory', QUANTITY),
  badFarm('claims of a build', builds(2, { claims: -1 }), 'quota.requests.claims', /from 0/),
  badFarm('claims of a total', total({ claims: 0.5 }), 'quota.total.claims', /from 0/),
  ...['secrets', 'services'].flatMap((name) => [
    badFarm(`${name} of a build`, builds(2, { [name]: -1 }), `quota.requests.${name}`, /from 0/),
    badFarm(`${name} of a total`, total({ [name]: 1.5 }), `quota.total.${name}`, /from 0/),
  ]),
  badFarm('storage of a build', builds(2, { storage: '5k' }), 'quota.requests.storage', /at least 1Mi/),
  badFarm('storage of a total', total({ storage: 'x' }), 'quota.total.storage', QUANTITY),
  badFarm('a limit of CPU', builds(2, { limits: { cpu: '0' } }), 'quota.requests.limits.cpu', QUANTITY),
  badFarm(
    'a limit below the request',
    builds(2, { limits: { cpu: '999m' } }),
    'quota.requests.limits.cpu',
    /at least 1,/,
  ),
  badFarm('a limit below all', total({ limits: { memory: '7Gi' } }), 'quota.total.limits.memory', /at least 8Gi,/),
  badFarm(
    'a limit below one build',
    total({ limits: { cpu: '8' } }, { limits: { cpu: '9' } }),
    'quota.total.limits.cpu',
    /at least 9, the request of one build/,
  ),
  ...[
    'gpu',
    'nvidia.com/',
    'a.kubernetes.io/gpu',
    'requests.nvidia.com/gpu',
    'limits.nvidia.com/gpu',
    'nvidia.com/gpu/a',
    'N.com/gpu',
  ].map((name) =>
    badFarm(
      `the extended resource ${name}`,
      builds(2, { extendedResources: { [name]: 1 } }),
      'quota.requests.extendedResources',
      /an extended resource/,
    ),
  ),
  badFarm(
    'half an extended resource',
    total({ extendedResources: { 'nvidia.com/gpu': 0.5 } }),
    'quota.total.extendedResources.nvidia.com/gpu',
    /a whole number from 0/,
  ),
  badFarm('no pods', total({ pods: 0 }), 'quota.total.pods', /from 1/),
  badFarm('no number of builds', builds('2'), 'quota.builds', /^a number$/),
];

const MESH: readonly BadFarm[] = [
  badFarm(
    'an init container under baseline',
    { istio: Istio.initContainer() },
    'istio',
    /BuildIsolation\.baseline\(\)/,
  ),
  badFarm(
    'an init container under restricted',
    { istio: Istio.initContainer(), isolation: RESTRICTED },
    'istio',
    /BuildIsolation\.restricted\(\)/,
  ),
  badFarm('a revision that is no label', { istio: Istio.cni({ revision: 'a b' }) }, 'istio.revision', /at most 63/),
  badFarm(
    'port handling in the ambient mesh',
    { istio: Istio.ambient({ portHandling: IstioPortHandling.UNSAFE_EXCLUDE_PORT }) },
    'istio.portHandling',
    /have no proxy/,
  ),
  badFarm(
    'port handling that is none',
    { istio: Istio.cni({ portHandling: 'x' as IstioPortHandling }) },
    'istio.portHandling',
    /one of/,
  ),
];

const CLUSTER: readonly BadFarm[] = [
  ...['', '1', '2.30', '1.x', 'latest', '1.30.x'].map((version) =>
    badFarm(`version "${version}"`, { kubernetesVersion: version }, 'kubernetesVersion', /a Kubernetes version/),
  ),
  badFarm('a version known later', { kubernetesVersion: late('1.30') }, 'kubernetesVersion', /at construction/),
];

/** Every way to get them wrong, by subject, without those of the network. */
export const BAD_FARM: { readonly [subject: string]: readonly BadFarm[] } = {
  accounts: ACCOUNTS,
  isolation: ISOLATION,
  volumes: VOLUMES,
  enforcements: ENFORCEMENTS,
  projects: PROJECTS,
  images: IMAGES,
  costs: COSTS,
  quota: QUOTA,
  mesh: MESH,
  cluster: CLUSTER,
  'build pods': BAD_POD_PROFILE,
};
