import { CloudIdentity, ClusterPlatform, Istio } from 'harness-constructs';
import { covers } from '../support/covers';
import { newChart } from '../support/synth';
import { addFarm, synthInfra } from './infras';

describe('the summary of a farm', () => {
  test('is what was reviewed', () => {
    covers('S001.flags.k8s-builds-use-runner', 'S001.flags.pl-use-runner', 'S001.flags.account-level');
    covers('S001.routing.account-flag', 'S001.runner-tests.flag', 'S001.runner-tests.secret-operations');
    const identity = CloudIdentity.azure('01234567-89ab-cdef-0123-456789abcdef');
    const { farm } = synthInfra({ istio: Istio.cni(), cloudIdentity: identity, delegateOptions: { tags: ['linux'] } });
    expect(farm.summary()).toMatchSnapshot();
  });

  test('names the feature flags and the stage variable by which builds reach the new delegate', () => {
    covers('S001.flags.k8s-builds-use-runner', 'S001.flags.pl-use-runner', 'S001.runner-tests.flag');
    covers('S001.routing.account-flag', 'S001.use.purposes');
    const summary = synthInfra().farm.summary();
    expect(summary).toContain('HARNESS_CI_INTERNAL_ROUTE_TO_RUNNER = true for one stage');
    expect(summary).toContain('CI_V0_K8S_BUILDS_USE_RUNNER for the account');
    expect(summary).toContain('PL_USE_RUNNER for connector tests and secret');
  });

  test('says what a stage sets: namespace, ServiceAccount without token, and annotations against eviction', () => {
    covers('S004.troubleshoot.eviction', 'S004.automount.off');
    const summary = synthInfra({ buildNamespaces: ['team-a'] }).farm.summary();
    expect(summary).toContain(
      'namespace: team-a, serviceAccountName: harness-build, automountServiceAccountToken: false',
    );
    expect(summary).toContain("cluster-autoscaler.kubernetes.io/safe-to-evict: 'false'");
    expect(summary).toContain("karpenter.sh/do-not-disrupt: 'true'");
  });

  test('tells each namespace, and which have a headless service', () => {
    covers('S002.intro.three-parts', 'S004.intro.three-parts');
    const farm = addFarm(newChart(), 'Farm', { istio: Istio.cni(), buildNamespaces: ['a', 'b'] });
    for (const namespace of ['a', 'b']) expect(farm.summary()).toContain(`Builds in namespace ${namespace}, as`);
    expect(farm.summary()).toContain('Headless services for Istio in harness-delegate, a, b.');
  });

  test('tells that the new delegate is in closed beta, and what stages of each namespace set', () => {
    covers('S001.intro.closed-beta');
    const cloudIdentity = CloudIdentity.azure('01234567-89ab-cdef-0123-456789abcdef');
    const farm = addFarm(newChart(), 'Farm', { buildNamespaces: ['a', 'b'] });
    farm.addBuildNamespace('c', { serviceAccountName: 'team-c', cloudIdentity });
    const summary = farm.summary();
    expect(summary).toContain('the new delegate is in closed beta');
    expect(summary).toContain('namespace: c, serviceAccountName: team-c');
    expect(summary).toContain('annotations of stages in a, b, c: { cluster-autoscaler');
    expect(summary).toContain("labels of stages in c: { azure.workload.identity/use: 'true' }");
  });

  test('tells that Fargate keeps no network policy', () => {
    const summary = synthInfra({ platform: ClusterPlatform.eksFargate() }).farm.summary();
    expect(summary).toContain('NOTE: Fargate keeps no network policy.');
  });

  test('holds no secret', () => {
    expect(synthInfra().farm.summary()).toContain('its token is in Secret ci-delegate-token.');
  });

  test('names what is left to you where the namespace is made elsewhere', () => {
    const { farm } = synthInfra({ createNamespace: false });
    expect(farm.summary()).toContain('label it pod-security.kubernetes.io/enforce=baseline there');
  });

  test('does not promise a policy that is not there', () => {
    const summary = synthInfra({ sharedNamespace: true, clusterScoped: false }).farm.summary();
    expect(summary).toContain('Without a policy every build pod can take its account');
    expect(summary).not.toContain('The policy keeps');
  });
});
