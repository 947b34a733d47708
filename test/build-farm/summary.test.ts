import { Lazy } from 'cdk8s';
import { BuildFarmNamespace, BuildIsolation, ClusterPlatform } from 'harness-constructs';
import { unresolved } from '../../lib/values';
import { newChart, synth } from '../support/synth';
import { delegateIn, synthFarm } from './farms';

describe('the summary of a namespace for builds', () => {
  test('says in plain text what was made and who may connect', () => {
    const { farm, chart } = synthFarm({ namespace: 'team-a' });
    expect(farm.summary()).toContain('for delegates: none yet: use addDelegate.');
    farm.addDelegate(delegateIn(chart, 'one'));
    farm.addDelegate(delegateIn(chart, 'two'));
    expect(farm.summary().split('\n')).toEqual([
      'Builds in namespace team-a, as ServiceAccount harness-build, for delegates: one, two.',
      '  Isolation: Pod Security level baseline, and an admission policy.',
      '  Network: in from these delegates only; out to everything but cloud metadata.',
    ]);
  });

  test('shows values that are known later as they are once they are known', () => {
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
    known.name = 'team-a';
    synth(chart);
    expect(farm.summary()).toContain('Builds in namespace team-a, as');
    expect(farm.summary()).toContain('Reason given: why team-a');
  });

  test('names platforms and choices as people do', () => {
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
