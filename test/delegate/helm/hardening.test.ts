import { DelegateAccess, HelmHardening, HelmValues } from 'harness-constructs';
import { STEPS } from '../../../lib/delegate/helm/helm-hardening';
import { fixtureOf } from '../../support/helm-chart';
import { refused } from '../../support/refused';
import { adopted, named } from './releases';

const FIXTURE = fixtureOf('mTLS');

/** The template of the pods after these steps. */
function template(...harden: HelmHardening[]): any {
  return named(adopted(FIXTURE, { harden }).manifests, 'Deployment', 'd1').spec.template;
}

test('a step restarts the pods exactly when it says so', () => {
  const before = JSON.stringify(template());
  for (const step of [...STEPS, HelmHardening.leastAccess(DelegateAccess.none())]) {
    expect([step.id, JSON.stringify(template(step)) !== before]).toEqual([step.id, step.restartsPods]);
  }
});

test('steps say what changes and why, and keep their names', () => {
  for (const step of STEPS) {
    expect((HelmHardening as unknown as { [id: string]: unknown })[step.id]).toBe(step);
    expect([step.id, step.change.length > 10, step.reason.length > 10]).toEqual([step.id, true, true]);
    expect(step.toString()).toBe(step.id);
  }
});

test('the order of the steps does not matter', () => {
  const reversed = [...STEPS].reverse();
  expect(adopted(FIXTURE, { harden: reversed }).manifests).toEqual(adopted(FIXTURE, { harden: [...STEPS] }).manifests);
});

test('without root the user is said of the container, too: Helm still owns the 0 there', () => {
  const { spec } = template(HelmHardening.NON_ROOT);
  expect(spec.containers[0].securityContext).toMatchObject({ runAsUser: 1001, runAsNonRoot: true });
  expect(spec.securityContext).toMatchObject({
    runAsUser: 1001,
    fsGroup: 1001,
    seccompProfile: { type: 'RuntimeDefault' },
  });
});

test('without root the upgrader has none either', () => {
  const fixture = fixtureOf('defaults');
  const { manifests } = adopted(fixture, { harden: [HelmHardening.NON_ROOT] });
  const { containers } = named(manifests, 'CronJob', 'd1-upgrader-job').spec.jobTemplate.spec.template.spec;
  expect(containers[0].securityContext).toMatchObject({ runAsNonRoot: true, allowPrivilegeEscalation: false });
});

test('the token by its key comes from the same Secret, and the other sources stay', () => {
  const [container] = template(HelmHardening.TOKEN_BY_KEY).spec.containers;
  expect(container.env).toEqual([
    { name: 'DELEGATE_TOKEN', valueFrom: { secretKeyRef: { name: 'd1', key: 'DELEGATE_TOKEN' } } },
  ]);
  expect(container.envFrom.map((source: any) => Object.values<any>(source)[0].name)).toEqual([
    'd1',
    'd1-proxy',
    'd1-proxy',
    'd1-shared-certificates',
  ]);
});

test('settings that change start new pods only with a checksum', () => {
  const withTags = (harden: HelmHardening[], tags: string) =>
    named(adopted(FIXTURE, { harden }, { set: [`tags=${tags}`] }).manifests, 'Deployment', 'd1').spec.template;
  expect(withTags([], 'a')).toEqual(withTags([], 'b'));
  const checksum = [HelmHardening.CONFIG_CHECKSUM];
  expect(withTags(checksum, 'a')).not.toEqual(withTags(checksum, 'b'));
});

test('the least access leaves the bindings of the chart behind, and the report names them', () => {
  const fixture = fixtureOf('CLUSTER_VIEWER with cost visibility');
  const harden = [HelmHardening.leastAccess(DelegateAccess.ciBuilds(['builds']))];
  const { manifests, values } = adopted(fixture, { harden });
  expect(manifests.filter(({ kind }) => kind.startsWith('Cluster'))).toEqual([]);
  expect(values.adoptionReport({ ...fixture.options, harden }).leftBehind).toEqual([
    'ClusterRoleBinding/d1-cluster-viewer',
    'ClusterRoleBinding/d1-ccm-visibility-roleBinding',
    'ClusterRole/d1-ccm-visibility',
  ]);
});

test('no upgrader leaves its objects behind, also those of other names, and the report names them', () => {
  const fixture = fixtureOf('defaults');
  const set = ['upgrader.cronJobServiceAccountName=sa'];
  const values = HelmValues.parse(fixture.values, { set });
  const report = values.adoptionReport({ ...fixture.options, harden: [HelmHardening.NO_UPGRADER] });
  expect(report.leftBehind).toEqual(
    expect.arrayContaining(['CronJob/d1-upgrader-job', 'Secret/d1-upgrader-token', 'ServiceAccount/d1-sa']),
  );
  expect(values.adoptionReport(fixture.options).leftBehind).toEqual(['ServiceAccount/d1-sa']);
  expect(adopted(fixture, { harden: [HelmHardening.NO_UPGRADER] }).delegate.upgrader).toBeUndefined();
});

test('no upgrader and the least access together leave behind what each leaves, each object once, in any order', () => {
  const fixture = fixtureOf('defaults');
  const values = HelmValues.parse(fixture.values, { set: ['upgrader.cronJobServiceAccountName=sa'] });
  const leftBy = (...harden: HelmHardening[]) => values.adoptionReport({ ...fixture.options, harden }).leftBehind;
  const [access, upgrader] = [HelmHardening.leastAccess(DelegateAccess.none()), HelmHardening.NO_UPGRADER];
  const both = leftBy(access, upgrader);
  expect(both).toEqual(expect.arrayContaining([...leftBy(access), ...leftBy(upgrader)]));
  expect(both).toContain('ClusterRoleBinding/d1-cluster-admin');
  expect(new Set(both).size).toBe(both.length);
  expect([...leftBy(upgrader, access)].sort()).toEqual([...both].sort());
});

test('what is no step is refused', () => {
  const harden = ['NON_ROOT'] as unknown as HelmHardening[];
  expect(refused(() => adopted(FIXTURE, { harden })).property).toBe('harden[0]');
});
