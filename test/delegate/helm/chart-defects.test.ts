/** Defects of the official chart that concern its values. An adopted delegate has none of them. */
import { parse } from 'yaml';
import { DelegateAccess } from '../../../lib/access';
import { HelmHardening } from '../../../lib/delegate';
import { FIXTURES, fixtureOf } from '../../testkit/helm-chart';
import { refused } from '../../testkit/refused';
import { yamlOf } from '../../testkit/synth';
import { adopted, named } from './releases';

const FIXTURE = fixtureOf('no upgrader');

function synthesized(set: string[], setString: string[] = []) {
  return adopted(FIXTURE, {}, { set, setString }).manifests;
}

test.each(['1234567890', '1e5', '0x1F'])('keeps the account ID %s a string in the ConfigMap', (accountId) => {
  const yaml = yamlOf(named(synthesized([], [`accountId=${accountId}`]), 'ConfigMap', 'd1'));
  expect(parse(yaml, { version: '1.1' }).data.ACCOUNT_ID).toBe(accountId);
});

test('writes no URL of Harness with a double slash', () => {
  const { data } = named(synthesized(['managerEndpoint=https://app.harness.io/']), 'ConfigMap', 'd1');
  expect(data.LOG_STREAMING_SERVICE_URL).toBe('https://app.harness.io/log-service/');
});

test('keeps a number of pods in rollingUpdate a number, including 0', () => {
  const { spec } = named(
    synthesized(['rollingUpdate.maxSurge=1', 'rollingUpdate.maxUnavailable=0']),
    'Deployment',
    'd1',
  );
  expect(spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
});

test('renders no user or password of a proxy', () => {
  const { values, options } = fixtureOf('proxy');
  expect(values).toContain('cGFzc3dvcmQ=');
  const text = JSON.stringify(adopted({ values, options }).manifests);
  for (const secret of ['cGFzc3dvcmQ=', 'dXNlcg==']) expect(text).not.toContain(secret);
  const set = ['upgrader.enabled=true', 'upgrader.upgraderDockerImage=a/b:1.6.0'];
  expect(refused(() => adopted({ values, options }, {}, { set })).allowed).toContain(
    'no value when values.proxyPassword is set, because the upgrader',
  );
});

test('renders a requested autoscaler, and leaves the number of pods to it', () => {
  const { manifests } = adopted(fixtureOf('autoscaling'));
  expect(named(manifests, 'Deployment', 'd1').spec.replicas).toBeUndefined();
  expect(named(manifests, 'HorizontalPodAutoscaler', 'd1').spec.metrics).toHaveLength(2);
});

test('gives no permissions to the account "default"', () => {
  expect(refused(() => synthesized(['serviceAccount.create=false'])).property).toBe('values.serviceAccount.name');
  for (const fixture of FIXTURES) {
    const bindings = adopted(fixture).manifests.filter(({ kind }) => kind.endsWith('Binding'));
    expect(JSON.stringify(bindings)).not.toContain('"name":"default"');
  }
});

test('renders no rule with a wildcard or nodes/proxy', () => {
  for (const fixture of FIXTURES) {
    const text = JSON.stringify(adopted(fixture).manifests);
    expect([fixture.title, /"\*"|nodes\/proxy/.test(text)]).toEqual([fixture.title, false]);
  }
});

test.each([
  ['NAMESPACE_ADMIN', 'd1-harness-namespace-admin', DelegateAccess.namespaceAdmin(['builds'])],
  ['CLUSTER_VIEWER with cost visibility', 'd1-ccm-visibility', DelegateAccess.costVisibility()],
])('%s: keeps the wide role of the chart, %s, bound until leastAccess', (title, role, access) => {
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

test('lets the upgrader only get and patch one Deployment, and pins its image', () => {
  const { manifests } = adopted(fixtureOf('defaults'));
  expect(named(manifests, 'Role', 'd1-upgrader').rules).toEqual([
    { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['d1'], verbs: ['get', 'patch'] },
  ]);
  expect(JSON.stringify(manifests)).not.toContain(':latest');
});

test('keeps the wrong file mode of certificates until CERTIFICATE_MODE corrects it', () => {
  const modeOf = (harden: HelmHardening[]) =>
    named(adopted(fixtureOf('mTLS'), { harden }).manifests, 'Deployment', 'd1').spec.template.spec.volumes[0].secret
      .defaultMode;
  expect(modeOf([])).toBe(400);
  expect(modeOf([HelmHardening.CERTIFICATE_MODE])).toBe(0o400);
});

test('gives the files of an adopted upgrader the right mode from the start', () => {
  const set = ['upgrader.enabled=true', 'upgrader.upgraderDockerImage=a/b:1.6.0', 'delegateCustomCa.secretName=ca'];
  const { manifests } = adopted(fixtureOf('mTLS'), {}, { set });
  const { volumes } = named(manifests, 'CronJob', 'd1-upgrader-job').spec.jobTemplate.spec.template.spec;
  expect(volumes.flatMap(({ secret }: any) => (secret ? [secret] : []))).toEqual([
    { secretName: 'ca', defaultMode: 0o400 },
    { secretName: 'client', defaultMode: 0o400 },
  ]);
});

test('starts new pods for a changed proxy with CONFIG_CHECKSUM', () => {
  const templateWith = (host: string) =>
    named(
      adopted(FIXTURE, { harden: [HelmHardening.CONFIG_CHECKSUM] }, { set: [`proxyHost=${host}`, 'proxyPort=1'] })
        .manifests,
      'Deployment',
      'd1',
    ).spec.template;
  expect(templateWith('a')).not.toEqual(templateWith('b'));
});
