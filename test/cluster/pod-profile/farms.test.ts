/** Profiles of whole farms on real API servers: with Pod Security, beside a delegate, and for some pods only. */
import {
  BuildIsolation,
  type BuildPodProfileOptions,
  BuildPodProfile,
  type CiBuildInfraProps,
  CiStep,
  ProcMount,
  ProfileRollout,
  type StageInfrastructureOptions,
  StepConnector,
  UserNamespaces,
} from 'harness-constructs';
import { podOf } from '../../testkit/build-pods/fixture';
import { podOfStage } from '../../testkit/build-pods/of-stage';
import { synthFarm } from '../build-farm/farm';
import { outcomeOf } from '../build-farm/outcome';
import { buildPod } from '../build-farm/pods';
import { eventually } from '../client/eventually';
import { create, marked, mutatingClusters, type Pod, profiledNamespace, stored } from './profiled';

/** The pod that Harness makes of a stage of a farm, with one step. */
function podIn(
  props: Partial<CiBuildInfraProps>,
  runAsUser?: number,
  infrastructureOptions: StageInfrastructureOptions = {},
): object {
  let document: object = {};
  synthFarm('stage', {
    props: { kubernetesVersion: '1.36', ...props },
    extend: (farm) => {
      const connector = StepConnector.dockerHub('account.docker_hub');
      const step = CiStep.run('Step', { image: 'alpine', connector, command: 'id', runAsUser });
      document = farm.stage({ name: 'Build', steps: [step], infrastructureOptions }).toDocument();
    },
  });
  return podOf(podOfStage(document));
}

const OWN_USERS: BuildPodProfileOptions = { userNamespaces: UserNamespaces.REQUIRED };

describe.each(mutatingClusters())('on Kubernetes %s', (_version, cluster) => {
  test('restricted admits builds, because the profile sets the seccomp profile, and refuses root', async () => {
    const props = { isolation: BuildIsolation.restricted() };
    const pod = podIn(props);
    const namespace = await profiledNamespace(cluster, 'profile-restricted', {}, { props, pod });
    expect(outcomeOf(await create(cluster, namespace, pod))).toEqual({ layer: 'admitted', message: '' });
    const asRoot = {
      ...(pod as { spec: object }),
      spec: { ...(pod as { spec: object }).spec, securityContext: { runAsUser: 0 } },
    };
    expect(outcomeOf(await create(cluster, namespace, asRoot)).layer).toBe('Pod Security');
  });

  test('restricted admits root steps with user namespaces', async () => {
    const props = { isolation: BuildIsolation.restricted() };
    const pod = podIn({ ...props, podProfile: BuildPodProfile.of(OWN_USERS) }, 0);
    const namespace = await profiledNamespace(cluster, 'profile-root', OWN_USERS, { props, pod });
    const { spec } = await stored(cluster, namespace, pod);
    expect([spec.hostUsers, spec.containers[1].securityContext]).toMatchObject([false, { runAsUser: 0 }]);
    // Without a user namespace, Pod Security refuses the same pod.
    const other = await profiledNamespace(cluster, 'profile-no-root', {}, { props, pod: podIn(props) });
    expect(outcomeOf(await create(cluster, other, pod)).layer).toBe('Pod Security');
  });

  test('baseline admits an unmasked /proc with user namespaces, and only then', async () => {
    const podProfile = BuildPodProfile.of(OWN_USERS);
    const pod = podIn({ podProfile }, undefined, { containerSecurityContext: { procMount: ProcMount.UNMASKED } });
    const namespace = await profiledNamespace(cluster, 'profile-proc', OWN_USERS);
    const { spec } = await stored(cluster, namespace, pod);
    expect([spec.hostUsers, spec.containers[1].securityContext]).toMatchObject([false, { procMount: 'Unmasked' }]);
    const other = await profiledNamespace(cluster, 'profile-no-proc', {});
    expect(outcomeOf(await create(cluster, other, pod)).layer).not.toBe('admitted');
  });

  test('a canary changes and holds the pods with its labels, and no others', async () => {
    const rollout = ProfileRollout.canary({ 'example.com/canary': 'yes' });
    const canary = buildPod({ labels: { 'example.com/canary': 'yes' } });
    const namespace = await profiledNamespace(cluster, 'profile-canary', { ...OWN_USERS, rollout }, { pod: canary });
    expect((await stored(cluster, namespace, canary)).spec.hostUsers).toBe(false);
    const other = await stored(cluster, namespace, buildPod());
    expect([other.spec.hostUsers, other.spec.enableServiceLinks]).toEqual([undefined, true]);
  });

  test('a delegate in the namespace stays as it is, and builds beside it do not', async () => {
    const name = 'profile-shared';
    const namespace = await profiledNamespace(cluster, name, OWN_USERS, { props: { sharedNamespace: true } });
    expect((await stored(cluster, namespace, buildPod())).spec.hostUsers).toBe(false);
    const podProfile = BuildPodProfile.of(marked(OWN_USERS, name));
    const props = { sharedNamespace: true, kubernetesVersion: '1.36', podProfile };
    const [, manifests] = synthFarm(name, { props });
    const deployment = manifests.find(({ kind }) => kind === 'Deployment') as { spec: { template: Pod } } | undefined;
    const { metadata, spec } = deployment!.spec.template;
    await cluster.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
    // The ReplicaSet controller makes the pods of a delegate.
    const maker = cluster.admin.impersonating({
      'Impersonate-User': 'system:serviceaccount:kube-system:replicaset-controller',
      'Impersonate-Group': 'system:masters',
    });
    const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
    const answer = await eventually(
      () => maker.post(path, { metadata: { ...metadata, generateName: 'ci-' }, spec }),
      ({ status }) => status === 201,
    );
    expect([answer.status, answer.body.spec?.hostUsers, answer.body.metadata?.annotations]).toEqual([
      201,
      undefined,
      metadata.annotations,
    ]);
  });
});
