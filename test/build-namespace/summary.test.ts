import { Lazy } from 'cdk8s';
import { BuildFarmNamespace, BuildIsolation, ClusterPlatform } from '../../lib/build-namespace';
import { unresolved } from '../../lib/core';
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
      'Rights: as declared. Bindings elsewhere, and those to all users, add to them.',
    ]);
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
      'Cannot describe isolation, network and rights yet: [test/Builds/Resource] has a value known only at deployment.',
    );
    known.name = 'team-a';
    synth(chart);
    expect(farm.summary()).toContain('Builds in namespace team-a, as');
    expect(farm.summary()).toContain('Reason: why team-a');
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
