/** Defects of the official chart that concern its values: none of them comes along. */
import { parse } from 'yaml';
import { DelegateAccess, HelmHardening } from 'harness-constructs';
import { FIXTURES, fixtureOf } from '../../support/helm-chart';
import { refused } from '../../support/refused';
import { yamlOf } from '../../support/synth';
import { adopted, named } from './releases';

const FIXTURE = fixtureOf('no upgrader');

function synthesized(set: string[], setString: string[] = []) {
  return adopted(FIXTURE, {}, { set, setString }).manifests;
}

test.each(['1234567890', '1e5', '0x1F'])('the account id %s is a text in the ConfigMap', (accountId) => {
  const yaml = yamlOf(named(synthesized([], [`accountId=${accountId}`]), 'ConfigMap', 'd1'));
  expect(parse(yaml, { version: '1.1' }).data.ACCOUNT_ID).toBe(accountId);
});

test('no address of Harness has a slash twice', () => {
  const { data } = named(synthesized(['managerEndpoint=https://app.harness.io/']), 'ConfigMap', 'd1');
  expect(data.LOG_STREAMING_SERVICE_URL).toBe('https://app.harness.io/log-service/');
});

test('a number of pods in rollingUpdate stays a number, also none', () => {
  const { spec } = named(
    synthesized(['rollingUpdate.maxSurge=1', 'rollingUpdate.maxUnavailable=0']),
    'Deployment',
    'd1',
  );
  expect(spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
});

test('no user and no password of a proxy is in any object', () => {
  const { values, options } = fixtureOf('proxy');
  expect(values).toContain('cGFzc3dvcmQ=');
  const text = JSON.stringify(adopted({ values, options }).manifests);
  for (const secret of ['cGFzc3dvcmQ=', 'dXNlcg==']) expect(text).not.toContain(secret);
  const set = ['upgrader.enabled=true', 'upgrader.upgraderDockerImage=a/b:1.6.0'];
  expect(refused(() => adopted({ values, options }, {}, { set })).allowed).toContain('no upgrader behind a proxy');
});

test('an autoscaler is there where it was asked for, and the number of pods is left to it', () => {
  const { manifests } = adopted(fixtureOf('autoscaling'));
  expect(named(manifests, 'Deployment', 'd1').spec.replicas).toBeUndefined();
  expect(named(manifests, 'HorizontalPodAutoscaler', 'd1').spec.metrics).toHaveLength(2);
});

test('the account "default" gets no rights', () => {
  expect(refused(() => synthesized(['serviceAccount.create=false'])).property).toBe('values.serviceAccount.name');
  for (const fixture of FIXTURES) {
    const bindings = adopted(fixture).manifests.filter(({ kind }) => kind.endsWith('Binding'));
    expect(JSON.stringify(bindings)).not.toContain('"name":"default"');
  }
});

test('no rule that is written has a wildcard or nodes/proxy', () => {
  for (const fixture of FIXTURES) {
    const text = JSON.stringify(adopted(fixture).manifests);
    expect([fixture.title, /"\*"|nodes\/proxy/.test(text)]).toEqual([fixture.title, false]);
  }
});

test.each([
  ['NAMESPACE_ADMIN', 'd1-harness-namespace-admin', DelegateAccess.namespaceAdmin(['builds'])],
  ['CLUSTER_VIEWER with cost visibility', 'd1-ccm-visibility', DelegateAccess.costVisibility()],
])('%s: the wide role of the chart, %s, stays bound until leastAccess, and no longer', (title, role, access) => {
  const fixture = fixtureOf(title);
  const wide = fixture.objects.find(({ kind, metadata }) => kind.endsWith('Role') && metadata.name === role);
  expect(JSON.stringify(wide)).toMatch(/"\*"|nodes\/proxy/);
  const rolesBound = (harden: HelmHardening[]) =>
    adopted(fixture, { harden }).manifests.flatMap(({ roleRef }: any) => (roleRef ? [roleRef.name] : []));
  expect(rolesBound([])).toContain(role);
  const least = rolesBound([HelmHardening.leastAccess(access)]);
  expect(least).not.toEqual([]);
  expect(least).not.toContain(role);
});

test('the upgrader may get and patch one Deployment, and its image is pinned', () => {
  const { manifests } = adopted(fixtureOf('defaults'));
  expect(named(manifests, 'Role', 'd1-upgrader').rules).toEqual([
    { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['d1'], verbs: ['get', 'patch'] },
  ]);
  expect(JSON.stringify(manifests)).not.toContain(':latest');
});

test('files of certificates keep the wrong mode of the chart until it is to change, and then have the right one', () => {
  const modeOf = (harden: HelmHardening[]) =>
    named(adopted(fixtureOf('mTLS'), { harden }).manifests, 'Deployment', 'd1').spec.template.spec.volumes[0].secret
      .defaultMode;
  expect(modeOf([])).toBe(400);
  expect(modeOf([HelmHardening.CERTIFICATE_MODE])).toBe(0o400);
});

test('the files of an adopted upgrader have the right mode from the start', () => {
  const set = ['upgrader.enabled=true', 'upgrader.upgraderDockerImage=a/b:1.6.0', 'delegateCustomCa.secretName=ca'];
  const { manifests } = adopted(fixtureOf('mTLS'), {}, { set });
  const { volumes } = named(manifests, 'CronJob', 'd1-upgrader-job').spec.jobTemplate.spec.template.spec;
  expect(volumes.flatMap(({ secret }: any) => (secret ? [secret] : []))).toEqual([
    { secretName: 'ca', defaultMode: 0o400 },
    { secretName: 'client', defaultMode: 0o400 },
  ]);
});

test('with a checksum, a changed proxy starts new pods', () => {
  const templateWith = (host: string) =>
    named(
      adopted(FIXTURE, { harden: [HelmHardening.CONFIG_CHECKSUM] }, { set: [`proxyHost=${host}`, 'proxyPort=1'] })
        .manifests,
      'Deployment',
      'd1',
    ).spec.template;
  expect(templateWith('a')).not.toEqual(templateWith('b'));
});
