import { DelegateAccess } from '../../../lib/access';
import { HelmHardening, type HelmReleaseOptions, HelmValues, type HelmValuesOptions } from '../../../lib/delegate';
import { FIXTURES, fixtureOf } from '../../testkit/helm-chart';
import { adopted } from './releases';

function reportOf(title: string, harden: HelmHardening[] = [], set: string[] = []) {
  const fixture = fixtureOf(title);
  return adopted(fixture, { harden }, { set }).values.adoptionReport({ ...fixture.options, harden });
}

test('reports on a typical release', () => {
  expect(reportOf('defaults').toString()).toMatchSnapshot();
});

test('reports on a release with certificates, a proxy and hardening steps', () => {
  const steps = [HelmHardening.CONFIG_CHECKSUM, HelmHardening.CERTIFICATE_MODE];
  const set = ['proxyHost=proxy.example.com', 'proxyPort=3128', 'delegateCustomCa.secretName=ca'];
  expect(reportOf('mTLS', steps, set).toString()).toMatchSnapshot();
});

test('restarts no pods without a step, and lists the objects that are only referenced', () => {
  for (const { title } of FIXTURES) expect([title, reportOf(title).restartsPods]).toEqual([title, false]);
  expect(reportOf('NAMESPACE_ADMIN').stays.join()).toContain('Role/d1-harness-namespace-admin: referenced by name');
  expect(reportOf('no upgrader').stays.join()).toContain('Secret/d1: referenced by name');
  expect(reportOf('existing tokens').stays.join()).not.toContain('Secret/');
});

test.each([
  ['defaults', ['Secret/d1', 'Secret/d1-upgrader-token']],
  ['NAMESPACE_ADMIN', ['Secret/d1', 'Role/d1-harness-namespace-admin']],
  ['CLUSTER_VIEWER with cost visibility', ['Secret/d1', 'ClusterRole/d1-ccm-visibility']],
  ['proxy', ['Secret/d1', 'Secret/d1-proxy']],
  ['shared certificates', ['Secret/d1', 'Secret/d1-addcerts', 'ConfigMap/d1-shared-certificates']],
  ['existing tokens', []],
])('lists what must stay of the release "%s": %j', (title, objects) => {
  const report = reportOf(title);
  expect(report.mustStay).toEqual(objects);
  const [, section = ''] = report.toString().split('Must stay: do not prune:\n');
  for (const object of objects) expect(section.split('\n\n')[0]).toContain(`  - ${object}`);
});

test('does not list what a step leaves behind as something that must stay', () => {
  const steps = [HelmHardening.NO_UPGRADER, HelmHardening.leastAccess(DelegateAccess.none())];
  expect(reportOf('defaults', steps).mustStay).toEqual(['Secret/d1']);
  expect(reportOf('NAMESPACE_ADMIN', steps).mustStay).toEqual(['Secret/d1']);
});

test('lists further changes of the upgrader', () => {
  const changes = reportOf('defaults').changes.join();
  expect(changes).toContain('on the nodes of the delegate');
  expect(changes).toContain('stops a run after ten minutes');
  expect(changes).not.toContain('becomes CronJob/');
  const name = 'harness-delegate-for-the-builds-of-all-teams';
  expect(reportOf('defaults', [], [`fullnameOverride=${name}`]).changes.join()).toMatch(
    new RegExp(`CronJob/${name}-upgrader-job becomes CronJob/harness-[a-z-]+-[0-9a-f]{8}-upgrader-job`),
  );
  expect(reportOf('no upgrader').changes.join()).not.toContain('upgrader');
});

/** The report on the defaults with other values, or the error in its place. */
function said(overrides: HelmValuesOptions, release: Partial<HelmReleaseOptions> = {}): string {
  const { values, options } = fixtureOf('defaults');
  try {
    return HelmValues.parse(values, overrides)
      .adoptionReport({ ...options, ...release })
      .toString();
  } catch (error) {
    return String(error);
  }
}

test.each([
  ['an access token', 'pat.6_vVHzo9Qeu9fXvj-AcQCb.65f0c1d2e3f4a5b6c7d8e9f0.aB3dE5gH7jK9mN1pQ3rS'],
  ['a token of a delegate', 'OGVlMzZkM2RkNTNjNGNiZTlhMmEzYThjM2E4ZDhiNTE='],
  ['a decoded token', '8ee36d3dd53c4cbe9a2a3a8c3a8d8b51'],
])('does not show %s that was put in place of a name', (_what, token) => {
  const names = ['delegateName', 'fullnameOverride', 'serviceAccount.name', 'delegateDockerImage', 'image.repository'];
  for (const name of [...names, 'upgrader.cronJobServiceAccountName', 'proxyUser']) {
    expect(said({ set: [`${name}=${token}`] })).not.toContain(token);
  }
  expect(said({}, { release: token, namespace: token })).not.toContain(token);
});

test('does not suggest steps that would change nothing', () => {
  const steps = (title: string) => reportOf(title).nextSteps.map((step) => step.split(':')[0]);
  expect(steps('no upgrader')).not.toEqual(expect.arrayContaining(['NO_UPGRADER']));
  expect(steps('no upgrader')).not.toEqual(expect.arrayContaining(['CERTIFICATE_MODE']));
  expect(steps('settings')).not.toEqual(expect.arrayContaining(['PULL_ONCE']));
  expect(steps('mTLS')).toEqual(expect.arrayContaining(['CERTIFICATE_MODE', 'PULL_ONCE', 'NON_ROOT']));
});

test('points out that an image missing in the values is the default of the chart', () => {
  expect(reportOf('no upgrader').stays.join()).toContain('the values set no image, so check which one runs');
  expect(reportOf('settings').stays.join()).not.toContain('the values set none');
});
