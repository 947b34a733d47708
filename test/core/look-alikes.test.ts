/** An object that has the members of an instance is none: nobody would see a misspelled member in it. */
import { Duration, type IResolver } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { HarnessApp } from '../../lib/app';
import { BuildEgress, BuildIsolation, BuildQuota, BuildVolumeType, PolicyEnforcement } from '../../lib/build-namespace';
import { ClusterPlatform, NetworkPeer, PercentOrAbsolute } from '../../lib';
import {
  AutoscalingMetric,
  CustomCa,
  DelegateEgress,
  DelegateImage,
  DelegateToken,
  MutualTls,
} from '../../lib/delegate';
import { HarnessScope } from '../../lib/document';
import type { CiBuildInfraProps } from '../../lib/farm';
import { CiStep, StageVariable, StageVolume } from '../../lib/pipeline';
import { DelegateSelection } from '../../lib/reference';
import { CloudIdentity } from '../../lib/workload';
import { temporaryFolders } from '../app/folders';
import { connectorWith } from '../connector/connectors';
import { addFarm, synthInfra } from '../farm/infras';
import { infrastructureOf, MAKE, stageOf } from '../pipeline/stages';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';

const newFolder = temporaryFolders();

type Farm = Partial<CiBuildInfraProps>;

const IRSA = CloudIdentity.irsa('arn:aws:iam::123456789012:role/ci');
const NEW = DelegateImage.of('harness/delegate:1.40.2');
const LONGER = Duration.minutes(5);
const OF_FARMS: readonly [property: string, instance: object, propsWith: (instance: never) => Farm][] = [
  ['token', DelegateToken.fromSecretName('a'), (token) => ({ token })],
  ['image', NEW, (image) => ({ image })],
  ['scope', HarnessScope.project('acme', 'web'), (scope) => ({ scope })],
  ['allowedProjects[0]', HarnessScope.project('acme', 'web'), (scope) => ({ allowedProjects: [scope] })],
  ['isolation', BuildIsolation.baseline(), (isolation) => ({ isolation })],
  ['quota', BuildQuota.forConcurrentBuilds(2, { cpu: '1', memory: '1Gi' }), (quota) => ({ quota })],
  ['egress', BuildEgress.publicOnly(), (egress) => ({ egress })],
  ['enforcement', PolicyEnforcement.deny(), (enforcement) => ({ enforcement })],
  ['platform', ClusterPlatform.eks(), (platform) => ({ platform })],
  ['cloudIdentity', IRSA, (cloudIdentity) => ({ cloudIdentity })],
  [
    'delegateOptions.customCa',
    CustomCa.fromSecretName('a'),
    (customCa) => ({ image: NEW, delegateOptions: { customCa } }),
  ],
  [
    'delegateOptions.mutualTls',
    MutualTls.fromSecretName('a'),
    (mutualTls) => ({ image: NEW, delegateOptions: { mutualTls } }),
  ],
  [
    'delegateOptions.networkPolicy.egress',
    DelegateEgress.open(),
    (egress) => ({ delegateOptions: { networkPolicy: { egress } } }),
  ],
  [
    'delegateOptions.podDisruptionBudget.minAvailable',
    PercentOrAbsolute.absolute(1),
    (minAvailable) => ({ delegateOptions: { replicas: 2, podDisruptionBudget: { minAvailable } } }),
  ],
  [
    'delegateOptions.autoscaling.metrics[0]',
    AutoscalingMetric.cpuUtilization(80),
    (metric) => ({ delegateOptions: { autoscaling: { maxReplicas: 3, metrics: [metric] } } }),
  ],
  [
    'delegateOptions.terminationGracePeriod',
    LONGER,
    (terminationGracePeriod) => ({ delegateOptions: { terminationGracePeriod } }),
  ],
  ['additionalAccess', DelegateAccess.none(), (additionalAccess) => ({ additionalAccess })],
  [
    'additionalVolumeTypes[0]',
    BuildVolumeType.csi('a.b', { reason: 'tests' }),
    (type) => ({ additionalVolumeTypes: [type] }),
  ],
  ['dnsServers[0]', NetworkPeer.cidr('10.0.0.10/32'), (peer) => ({ dnsServers: [peer] })],
];

const like = (instance: object) => ({ ...instance, misspelled: 1 });

describe.each(OF_FARMS)('%s of a farm', (property, instance, propsWith) => {
  test('is the instance, and not an object with its members', () => {
    expect(() => synthInfra(propsWith(instance as never))).not.toThrow();
    const details = refused(() => addFarm(newChart(), 'Farm', propsWith(like(instance) as never)));
    expect(details).toMatchObject({ property, given: 'an object' });
    expect(details.remedy).toMatch(/^Use /);
  });

  test('is not an object without a prototype', () => {
    const bare = Object.assign(Object.create(null) as object, instance);
    const details = refused(() => addFarm(newChart(), 'Farm', propsWith(bare as never)));
    expect(details).toMatchObject({ property, given: 'an object' });
  });
});

test('a misspelled project does not become the whole organization', () => {
  const acme = { orgIdentifier: 'Acme', projectIdentifer: 'web' } as unknown as HarnessScope;
  expect(refused(() => addFarm(newChart(), 'Farm', { allowedProjects: [acme] }))).toMatchObject({
    property: 'allowedProjects[0]',
    given: 'an object',
    allowed: 'a HarnessScope',
    remedy: 'Use a factory such as HarnessScope.project(…).',
  });
});

const CONNECTOR = { reference: 'account.a', misspelled: 1 };
const IMAGE = { image: 'a:1', command: 'b' };

test.each<[property: string, make: () => unknown]>([
  ['connector', () => addFarm(newChart(), 'Farm', { connector: CONNECTOR as never })],
  ['connector', () => infrastructureOf({ connector: CONNECTOR as never })],
  ['volumes[0]', () => infrastructureOf({ volumes: [{ mountPath: '/cache', type: 'EmptyDir' } as never] })],
  ['volumes[0]', () => infrastructureOf({ volumes: [like(StageVolume.emptyDir('/cache')) as never] })],
  ['steps[0]', () => stageOf({ steps: [like(MAKE) as never] })],
  ['steps[0].connector', () => stageOf({ steps: [CiStep.run('a', { ...IMAGE, connector: CONNECTOR as never })] })],
  ['variables[0]', () => stageOf({ variables: [like(StageVariable.text('a', 'b')) as never] })],
  ['delegateSelectors', () => stageOf({ delegateSelectors: like(DelegateSelection.withTags(['a'])) as never })],
  ['infrastructure', () => stageOf({ infrastructure: { _resolved: {}, connector: CONNECTOR } as never })],
  ['timeout', () => stageOf({ timeout: { toMilliseconds: 5 } as never })],
  ['credentials', () => connectorWith({ credentials: { isInherited: true } })],
  ['delegates', () => connectorWith({ delegates: { isAny: true, tags: [], misspelled: 1 } })],
])('%s of a document is not an object with members of an instance', (property, make) => {
  expect(refused(make)).toMatchObject({ property, given: 'an object' });
});

test('a resolver of cdk8s, an interface with one method, can be such an object', () => {
  const resolver: IResolver = { resolve: () => undefined };
  const outdir = newFolder();
  expect(() => new HarnessApp({ outdir, resolvers: [resolver] })).not.toThrow();
  expect(refused(() => new HarnessApp({ outdir, resolvers: [{ resolve: 1 } as never] }))).toMatchObject({
    property: 'resolvers[0]',
    remedy: 'Pass an object with a method resolve(context).',
  });
});
