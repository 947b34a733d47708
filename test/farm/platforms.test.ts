import { rulesOf } from '../../lib/access';
import { BuildIsolation, ClusterPlatform } from '../../lib/build-namespace';
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

const METADATA = ['169.254.169.254/32', 'fd00:ec2::254/128'];
const POLICY = ['NetworkPolicy harness-builds/harness-builds'];

describe('a platform sets only its differences', () => {
  test.each<[string, ClusterPlatform, string[]]>([
    ['any', ClusterPlatform.generic(), []],
    ['EKS', ClusterPlatform.eks(), []],
    ['EKS on Fargate', ClusterPlatform.eksFargate(), []],
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
        'Role harness-builds/harness-builds',
      ],
    ],
  ])('%s', (_name, platform, objects) => {
    covers('S002.cluster.any-provider', 'S004.cluster.any-provider');
    expect(differing({ platform })).toEqual(objects);
  });

  test('GKE and AKS block an additional address of cloud metadata', () => {
    covers('S002.cluster.any-provider', 'S004.cluster.any-provider');
    expect(exceptOf(ClusterPlatform.eks()).sort()).toEqual(METADATA);
    expect(exceptOf(ClusterPlatform.gke())).toEqual(expect.arrayContaining([...METADATA, '169.254.169.252/32']));
    expect(exceptOf(ClusterPlatform.aks())).toEqual(expect.arrayContaining([...METADATA, '168.63.129.16/32']));
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
