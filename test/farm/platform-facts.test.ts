/** Expected values come from the pages of vendors, as of 2026-11-30. */
import { ApiObject } from 'cdk8s';
import { BuildEgress, ClusterPlatform } from '../../lib/build-namespace';
import type { DelegateResources } from '../../lib/delegate';
import type { CiBuildInfraProps, CiFarmStageProps } from '../../lib/farm';
import { BuildOperatingSystem, CiStep, StageVolume, StepConnector, VolumeMedium } from '../../lib/pipeline';
import { refused } from '../testkit/refused';
import { named, newChart } from '../testkit/synth';
import { addFarm, synthInfra } from './infras';

const hub = StepConnector.dockerHub('account.docker_hub');
const step = (name: string, resources?: { cpu: string; memory: string }) =>
  CiStep.run(name, { image: 'node:24', connector: hub, command: 'npm ci', resources });
const linuxDelegate = { delegateOptions: { nodeSelector: { 'kubernetes.io/os': 'linux' } } };

/** The notes of a farm on a platform. */
function notesOf(props: Partial<CiBuildInfraProps>, stages: Partial<CiFarmStageProps>[] = []): string {
  const farm = addFarm(newChart(), 'Farm', props);
  stages.forEach((stage, index) => farm.stage({ name: `S${index}`, steps: [step('T')], ...stage }));
  return farm
    .summary()
    .split('\n')
    .filter((line) => /^\s*NOTE/.test(line))
    .join('\n');
}

const windows = { infrastructureOptions: { os: BuildOperatingSystem.WINDOWS } };

describe('the summary says what concerns the farm', () => {
  // https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
  test('EKS: network policies are off by default, and not applied to pods without an owner', () => {
    const notes = notesOf({ platform: ClusterPlatform.eks() });
    expect(notes).toMatch(/EKS enforces network policies only where they are switched on: enableNetworkPolicy/);
    expect(notes).toMatch(
      /the VPC CNI does not apply network policies to pods without an owner, and Harness documents no owner for build pods/,
    );
    expect(notes).not.toMatch(/Windows|Pod Identity|GKE|AKS/);
  });

  // https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html
  test('EKS Auto Mode: DNS is at the address of the Service, in either default service range', () => {
    const { manifests, farm } = synthInfra({ platform: ClusterPlatform.eks(), egress: BuildEgress.publicOnly() });
    const { egress } = named(manifests, 'NetworkPolicy', 'harness-builds').spec;
    const dns = egress.filter((rule: any) => rule.ports?.some(({ port }: any) => port === 53));
    const blocks = dns.flatMap(({ to }: any) => to.flatMap(({ ipBlock }: any) => ipBlock?.cidr ?? []));
    expect(blocks).toEqual(expect.arrayContaining(['10.100.0.10/32', '172.20.0.10/32']));
    expect(farm.summary()).toMatch(/EKS Auto Mode with IPv6.* dnsServers/);
  });

  // https://docs.cloud.google.com/kubernetes-engine/docs/how-to/network-policy
  test('GKE: network policies need Dataplane V2, which Autopilot has', () => {
    const note = /NOTE: GKE Standard enforces network policies only with Dataplane V2/;
    expect(notesOf({ platform: ClusterPlatform.gke() })).toMatch(note);
    expect(notesOf({ platform: ClusterPlatform.gkeAutopilot() })).not.toMatch(note);
  });

  // https://learn.microsoft.com/azure/aks/use-network-policies
  test('AKS: network policies need an engine', () => {
    const notes = notesOf({ platform: ClusterPlatform.aks() });
    expect(notes).toMatch(/AKS enforces network policies only with an engine: Cilium, Calico or Azure/);
  });

  test('nothing on a cluster of which nothing is known', () => {
    expect(notesOf({})).toBe('');
    expect(notesOf({ platform: ClusterPlatform.rancher() })).toBe('');
  });

  // https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests
  test('Autopilot: builds have 1Gi of disk', () => {
    expect(notesOf({ platform: ClusterPlatform.gkeAutopilot() })).toMatch(
      /Autopilot gives a container 1Gi of disk if it requests none, and Harness has no setting for it/,
    );
  });
});

describe('critical priority classes on GKE', () => {
  const note = /system-cluster-critical outside kube-system only where a ResourceQuota/;
  const critical = { infrastructureOptions: { priorityClassName: 'system-cluster-critical' } };
  const delegateOptions = { priorityClassName: 'system-node-critical' };

  // https://istio.io/latest/docs/ambient/install/platform-prerequisites/
  test('of a delegate or a stage need a quota', () => {
    for (const platform of [ClusterPlatform.gke(), ClusterPlatform.gkeAutopilot()]) {
      expect(notesOf({ platform })).not.toMatch(note);
      expect(notesOf({ platform, delegateOptions })).toMatch(note);
      expect(notesOf({ platform }, [critical])).toMatch(note);
    }
    expect(notesOf({ platform: ClusterPlatform.eks(), delegateOptions }, [critical])).not.toMatch(note);
    expect(notesOf({ platform: ClusterPlatform.gke(), delegateOptions: { priorityClassName: 'mine' } })).not.toMatch(
      note,
    );
  });

  test('of a delegate and of stages are said once', () => {
    const notes = notesOf({ platform: ClusterPlatform.gke(), delegateOptions }, [critical, critical]);
    expect(notes.split('\n').filter((line) => note.test(line))).toHaveLength(1);
  });

  test('are no concern with a quota of the app', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { platform: ClusterPlatform.gke(), delegateOptions });
    expect(farm.summary()).toMatch(note);
    void new ApiObject(chart, 'Critical', {
      ...{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'critical', namespace: 'harness-delegate' } },
      spec: {
        hard: { pods: '10' },
        scopeSelector: {
          matchExpressions: [{ operator: 'In', scopeName: 'PriorityClass', values: ['system-node-critical'] }],
        },
      },
    });
    expect(farm.summary()).not.toMatch(note);
  });
});

describe('Windows builds', () => {
  const note = /NOTE: assume that builds on Windows nodes reach cloud metadata and each other, .*: W/;

  test.each<[string, ClusterPlatform | undefined, RegExp]>([
    ['any cluster', undefined, /few network plugins enforce network policies on Windows nodes/],
    // https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html: Amazon EC2 Linux nodes only.
    ['EKS', ClusterPlatform.eks(), /the VPC CNI enforces network policies on Linux nodes of EC2 only/],
    // https://docs.tigera.io/calico-cloud/get-started/windows-limitations: GKE is unsupported.
    ['GKE', ClusterPlatform.gke(), /no engine of GKE enforces network policies on Windows nodes/],
    // https://learn.microsoft.com/azure/aks/use-network-policies: Cilium supports Linux.
    ['AKS', ClusterPlatform.aks(), /only Calico enforces network policies on Windows nodes/],
    // https://docs.rke2.io/networking/basic_network_options
    ['RKE2', ClusterPlatform.rancher(), /RKE2 runs Windows nodes with Calico and Flannel only/],
  ])('can reach cloud metadata on %s', (_name, platform, reason) => {
    const notes = notesOf({ platform, ...linuxDelegate }, [{ name: 'W', ...windows }, { name: 'L' }]);
    expect(notes).toMatch(note);
    expect(notes).toMatch(reason);
    expect(notesOf({ platform, ...linuxDelegate }, [{ name: 'L' }])).not.toMatch(/Windows/);
  });

  test('are also said of an infrastructure without a stage', () => {
    const { farm } = synthInfra(linuxDelegate);
    farm.stageInfrastructure(undefined, { os: BuildOperatingSystem.WINDOWS });
    expect(farm.summary()).toMatch(/whatever network policies say: Infrastructure\.harness-builds\.Windows\./);
  });
});

// https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests#min-max-requests
describe('on Autopilot', () => {
  const platform = ClusterPlatform.gkeAutopilot();
  const stageOn = (on: ClusterPlatform | undefined, stage: Partial<CiFarmStageProps>) => () =>
    addFarm(newChart(), 'Farm', { platform: on }).stage({ name: 'B', steps: [step('T')], ...stage });
  const disk = (volume: StageVolume, nodeSelector?: { [key: string]: string }) => ({
    infrastructureOptions: { volumes: [volume], ...(nodeSelector ? { nodeSelector } : {}) },
  });
  const big = StageVolume.emptyDir('/cache', { size: '40Gi' });

  test('an empty directory beyond 10Gi is refused, and a claim advised', () => {
    expect(refused(stageOn(platform, disk(big)))).toMatchObject({
      property: 'infrastructureOptions.volumes[0].size',
      given: '"40Gi"',
      allowed: expect.stringMatching(/^at most 10Gi: .* 10Gi of disk$/),
      remedy: expect.stringContaining('StageVolume.persistentVolumeClaim'),
    });
    const { farm } = synthInfra({ platform });
    expect(refused(() => farm.stageInfrastructure(undefined, { volumes: [big] })).property).toBe(
      'options.volumes[0].size',
    );
  });

  test('what may be larger is admitted', () => {
    const admitted = [
      disk(StageVolume.emptyDir('/cache', { size: '10Gi' })),
      disk(StageVolume.emptyDir('/cache')),
      disk(StageVolume.emptyDir('/cache', { size: '40Gi', medium: VolumeMedium.MEMORY })),
      disk(StageVolume.emptyDir('/cache', { size: '<+pipeline.variables.size>' })),
      disk(StageVolume.persistentVolumeClaim('/cache', 'cache')),
      disk(big, { 'cloud.google.com/compute-class': 'Performance' }),
    ];
    admitted.forEach((stage) => expect(stageOn(platform, stage)).not.toThrow());
    for (const other of [undefined, ClusterPlatform.gke(), ClusterPlatform.eks()])
      expect(stageOn(other, disk(big))).not.toThrow();
  });

  test('a pod beyond 30 CPUs or 110Gi is refused', () => {
    const huge = { steps: [step('T', { cpu: '31', memory: '32Gi' })] };
    expect(refused(stageOn(platform, huge))).toMatchObject({
      property: 'steps',
      given: expect.stringContaining('a pod that requests 31'),
      allowed: expect.stringMatching(/^at most 30: a pod of the default compute class/),
    });
    const fat = { steps: [step('T', { cpu: '20', memory: '111Gi' })] };
    expect(refused(stageOn(platform, fat)).allowed).toMatch(/^at most 110Gi:/);
    const nodeSelector = { 'cloud.google.com/compute-class': 'Balanced' };
    expect(stageOn(platform, { ...huge, infrastructureOptions: { nodeSelector } })).not.toThrow();
    expect(stageOn(platform, { steps: [step('T', { cpu: '29', memory: '100Gi' })] })).not.toThrow();
    expect(stageOn(ClusterPlatform.gke(), huge)).not.toThrow();
  });

  test('a delegate beyond 30 CPUs, 110Gi or 10Gi of disk is refused, with its other containers', () => {
    const with_ =
      (delegateOptions: CiBuildInfraProps['delegateOptions'], on = platform) =>
      () =>
        addFarm(newChart(), 'Farm', { platform: on, delegateOptions });
    const helper = (requests: { [resource: string]: string }) => ({
      sidecars: [{ name: 'helper', image: 'busybox:1.37', resources: { requests } }],
    });
    const huge: [CiBuildInfraProps['delegateOptions'], string, string][] = [
      [{ resources: { cpuRequest: '31', cpuLimit: '31' } }, '31 of cpu', '30'],
      [{ resources: { cpuRequest: '16', cpuLimit: '16' }, ...helper({ cpu: '15' }) }, '31 of cpu', '30'],
      [{ resources: { memoryRequest: '111Gi', memoryLimit: '111Gi' } }, '111Gi of memory', '110Gi'],
      [{ resources: { ephemeralStorageRequest: '11Gi' } }, '11Gi of ephemeral-storage', '10Gi'],
    ];
    for (const [delegateOptions, given, most] of huge) {
      expect(refused(with_(delegateOptions))).toMatchObject({
        property: 'delegateOptions.resources',
        given: `a pod that requests ${given}`,
        allowed: expect.stringMatching(`^at most ${most}: a pod of the default compute class`) as string,
      });
      const nodeSelector = { 'cloud.google.com/compute-class': 'Performance' };
      expect(with_({ ...delegateOptions, nodeSelector })).not.toThrow();
      expect(with_(delegateOptions, ClusterPlatform.gke())).not.toThrow();
    }
    expect(with_({ resources: { cpuRequest: '29', cpuLimit: '29' } })).not.toThrow();
  });

  test('a delegate drifts, unless its amounts are those that Autopilot keeps', () => {
    const note = /Autopilot changes the resources of the delegate in its Deployment/;
    const kept = {
      ...{ cpuRequest: '1', cpuLimit: '1', memoryRequest: '4Gi', memoryLimit: '4Gi' },
      ...{ ephemeralStorageRequest: '2Gi', ephemeralStorageLimit: '2Gi' },
    };
    const of = (resources?: DelegateResources) => notesOf({ platform, delegateOptions: { resources } });
    expect(of()).toMatch(note);
    expect(of(kept)).not.toMatch(note);
    for (const changed of [
      { ...kept, cpuLimit: '2' },
      { ...kept, memoryRequest: '8Gi', memoryLimit: '8Gi' },
      { ...kept, memoryRequest: '512Mi', memoryLimit: '512Mi' },
      { ...kept, ephemeralStorageRequest: undefined, ephemeralStorageLimit: undefined },
    ])
      expect(of(changed)).toMatch(note);
    expect(notesOf({ platform: ClusterPlatform.gke() })).not.toMatch(note);
  });
});
