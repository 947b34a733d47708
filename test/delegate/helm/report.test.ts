import { DelegateAccess, HelmHardening } from 'harness-constructs';
import { FIXTURES, fixtureOf } from '../../support/helm-chart';
import { adopted } from './releases';

function reportOf(title: string, harden: HelmHardening[] = [], set: string[] = []) {
  const fixture = fixtureOf(title);
  return adopted(fixture, { harden }, { set }).values.adoptionReport({ ...fixture.options, harden });
}

test('the report of a release as most are', () => {
  expect(reportOf('defaults').toString()).toMatchSnapshot();
});

test('the report of one with certificates, proxy and steps taken', () => {
  const steps = [HelmHardening.CONFIG_CHECKSUM, HelmHardening.CERTIFICATE_MODE];
  const set = ['proxyHost=proxy.example.com', 'proxyPort=3128', 'delegateCustomCa.secretName=ca'];
  expect(reportOf('mTLS', steps, set).toString()).toMatchSnapshot();
});

test('without a step the pods are not restarted, and the report says which objects nobody writes', () => {
  for (const { title } of FIXTURES) expect([title, reportOf(title).restartsPods]).toEqual([title, false]);
  expect(reportOf('NAMESPACE_ADMIN').stays.join()).toContain(
    'Role/d1-harness-namespace-admin: referred to by its name',
  );
  expect(reportOf('no upgrader').stays.join()).toContain('Secret/d1: referred to by its name');
  expect(reportOf('existing tokens').stays.join()).not.toContain('Secret/');
});

test.each([
  ['defaults', ['Secret/d1', 'Secret/d1-upgrader-token']],
  ['NAMESPACE_ADMIN', ['Secret/d1', 'Role/d1-harness-namespace-admin']],
  ['CLUSTER_VIEWER with cost visibility', ['Secret/d1', 'ClusterRole/d1-ccm-visibility']],
  ['proxy', ['Secret/d1', 'Secret/d1-proxy']],
  ['shared certificates', ['Secret/d1', 'Secret/d1-addcerts', 'ConfigMap/d1-shared-certificates']],
  ['existing tokens', []],
])('of the release "%s" must stay, and is said to: %j', (title, objects) => {
  const report = reportOf(title);
  expect(report.mustStay).toEqual(objects);
  const [, section = ''] = report.toString().split('Must stay: keep it from being pruned:\n');
  for (const object of objects) expect(section.split('\n\n')[0]).toContain(`  - ${object}`);
});

test('what a step leaves behind need not stay', () => {
  const steps = [HelmHardening.NO_UPGRADER, HelmHardening.leastAccess(DelegateAccess.none())];
  expect(reportOf('defaults', steps).mustStay).toEqual(['Secret/d1']);
  expect(reportOf('NAMESPACE_ADMIN', steps).mustStay).toEqual(['Secret/d1']);
});

test('the report says what the upgrader gets besides', () => {
  const changes = reportOf('defaults').changes.join();
  expect(changes).toContain('on the nodes of the delegate');
  expect(changes).toContain('a run ends after ten minutes');
  expect(changes).not.toContain('becomes CronJob/');
  const name = 'harness-delegate-for-the-builds-of-all-teams';
  expect(reportOf('defaults', [], [`fullnameOverride=${name}`]).changes.join()).toMatch(
    new RegExp(`CronJob/${name}-upgrader-job becomes CronJob/harness-[a-z-]+-[0-9a-f]{8}-upgrader-job`),
  );
  expect(reportOf('no upgrader').changes.join()).not.toContain('upgrader');
});

test('steps that would change nothing are not advised', () => {
  const steps = (title: string) => reportOf(title).nextSteps.map((step) => step.split(':')[0]);
  expect(steps('no upgrader')).not.toEqual(expect.arrayContaining(['NO_UPGRADER']));
  expect(steps('no upgrader')).not.toEqual(expect.arrayContaining(['CERTIFICATE_MODE']));
  expect(steps('settings')).not.toEqual(expect.arrayContaining(['PULL_ONCE']));
  expect(steps('mTLS')).toEqual(expect.arrayContaining(['CERTIFICATE_MODE', 'PULL_ONCE', 'NON_ROOT']));
});

test('an image that the values do not name is said to be that of the chart', () => {
  expect(reportOf('no upgrader').stays.join()).toContain('the values name none, so look which one runs');
  expect(reportOf('settings').stays.join()).not.toContain('the values name none');
});
