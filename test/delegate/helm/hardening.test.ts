import { DelegateAccess } from '../../../lib/access';
import { HelmHardening, HelmValues } from '../../../lib/delegate';
import { STEPS } from '../../../lib/delegate/helm/helm-hardening';
import { fixtureOf } from '../../testkit/helm-chart';
import { refused } from '../../testkit/refused';
import { adopted, named } from './releases';

const FIXTURE = fixtureOf('mTLS');

/** The pod template after these steps. */
function template(...harden: HelmHardening[]): any {
  return named(adopted(FIXTURE, { harden }).manifests, 'Deployment', 'd1').spec.template;
}

test('restarts the pods exactly for the steps that say so', () => {
  const before = JSON.stringify(template());
  for (const step of [...STEPS, HelmHardening.leastAccess(DelegateAccess.none())]) {
    expect([step.id, JSON.stringify(template(step)) !== before]).toEqual([step.id, step.restartsPods]);
  }
});

test('states for each step what changes and why, under a stable name', () => {
  for (const step of STEPS) {
    expect((HelmHardening as unknown as { [id: string]: unknown })[step.id]).toBe(step);
    expect([step.id, step.change.length > 10, step.reason.length > 10]).toEqual([step.id, true, true]);
    expect(step.toString()).toBe(step.id);
  }
});

test('gives the same result for any order of steps', () => {
  const reversed = [...STEPS].reverse();
  expect(adopted(FIXTURE, { harden: reversed }).manifests).toEqual(adopted(FIXTURE, { harden: [...STEPS] }).manifests);
});

test('NON_ROOT sets the user on the container as well, where Helm still owns the 0', () => {
  const { spec } = template(HelmHardening.NON_ROOT);
  expect(spec.containers[0].securityContext).toMatchObject({ runAsUser: 1001, runAsNonRoot: true });
  expect(spec.securityContext).toMatchObject({
    runAsUser: 1001,
    fsGroup: 1001,
    seccompProfile: { type: 'RuntimeDefault' },
  });
});

test('NON_ROOT applies to the upgrader as well', () => {
  const fixture = fixtureOf('defaults');
  const { manifests } = adopted(fixture, { harden: [HelmHardening.NON_ROOT] });
  const { containers } = named(manifests, 'CronJob', 'd1-upgrader-job').spec.jobTemplate.spec.template.spec;
  expect(containers[0].securityContext).toMatchObject({ runAsNonRoot: true, allowPrivilegeEscalation: false });
});

test('TOKEN_BY_KEY takes the token from the same Secret, and keeps the other sources', () => {
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

test('starts new pods for changed settings only with CONFIG_CHECKSUM', () => {
  const withTags = (harden: HelmHardening[], tags: string) =>
    named(adopted(FIXTURE, { harden }, { set: [`tags=${tags}`] }).manifests, 'Deployment', 'd1').spec.template;
  expect(withTags([], 'a')).toEqual(withTags([], 'b'));
  const checksum = [HelmHardening.CONFIG_CHECKSUM];
  expect(withTags(checksum, 'a')).not.toEqual(withTags(checksum, 'b'));
});

test('leastAccess leaves the bindings of the chart behind, and the report lists them', () => {
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

test('NO_UPGRADER leaves its objects behind, including renamed ones, and the report lists them', () => {
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

test('NO_UPGRADER and leastAccess together leave behind the objects of both, without duplicates, in any order', () => {
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

test('refuses a value that is not a step', () => {
  const harden = ['NON_ROOT'] as unknown as HelmHardening[];
  expect(refused(() => adopted(FIXTURE, { harden })).property).toBe('harden[0]');
});
