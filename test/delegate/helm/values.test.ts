import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { HarnessErrors } from '../../../lib/core';
import { HelmValues, type HelmValuesOptions } from '../../../lib/delegate';
import { covers } from '../../testkit/covers';
import { refused } from '../../testkit/refused';

const LEAST = 'accountId: 6_vVHzo9Qeu9fXvj-AcQCb\ndelegateName: d1\n';
const TOKEN = 'YWJjZGVmZ2hpamtsbW5vcA';

function parse(yaml: string, options?: HelmValuesOptions) {
  return HelmValues.parse(LEAST + yaml, options)._settings;
}

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'harness-values-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test('loads a values file, and takes everything else from the defaults of the chart', () => {
  covers('S003.chart.values-file');
  const values = HelmValues.load(file('values.yaml', `${LEAST}replicas: 3\n`));
  expect(values.delegateName).toBe('d1');
  expect(values._settings.number('replicas')).toBe(3);
  expect(values._settings.number('minReadySeconds')).toBe(120);
  expect(values._settings.flag('upgrader.enabled')).toBe(true);
});

test('gives single values precedence over files, strings over other values, and a later file over an earlier one', () => {
  covers('S003.command.values-flag');
  const files = [file('second.yaml', 'replicas: 2\nmemory: 1024\ntags: second\nupgrader: { schedule: "0 * * * *" }\n')];
  const set = ['memory=4096,tags=set', 'upgrader.enabled=false'];
  const settings = parse('replicas: 1\ncpu: 2\n', { files, set, setString: ['tags=7'] });
  expect(['replicas', 'cpu', 'memory', 'tags', 'upgrader.schedule'].map((path) => settings.text(path))).toEqual([
    '2',
    '2',
    '4096',
    '7',
    '0 * * * *',
  ]);
  expect(settings.flag('upgrader.enabled')).toBe(false);
});

test('removes a default of the chart with null', () => {
  expect(parse('').map('annotations')).toHaveProperty(['prometheus.io/scrape'], 'true');
  const settings = parse('annotations: { prometheus.io/scrape: null }\ndelegate: { securityContext: null }');
  expect(settings.map('annotations')).not.toHaveProperty(['prometheus.io/scrape']);
  expect(settings.object('delegate.securityContext')).toBeUndefined();
  expect(parse('', { set: ['javaOpts=null'] }).text('javaOpts')).toBeUndefined();
});

test('accepts the output of helm get values', () => {
  const printed = HelmValues.parse(`USER-SUPPLIED VALUES:\n${LEAST}`);
  expect(printed.delegateName).toBe('d1');
  expect(refused(() => HelmValues.parse('USER-SUPPLIED VALUES:\nnull\n')).property).toBe('values.accountId');
});

test('refuses a value that the chart does not know, and suggests the closest one', () => {
  expect(refused(() => parse('upgrader: { enable: true }'))).toMatchObject({
    property: 'values.upgrader.enable',
    remedy: expect.stringContaining('Did you mean upgrader.enabled?'),
  });
  expect(refused(() => parse('ingress: {}')).remedy).toBe('Remove it: the chart ignores it.');
  expect(refused(() => parse('', { set: ['__proto__.x=1'] })).property).toBe('values.__proto__');
});

test.each<[string, string]>([
  ['accountId: 123', 'accountId'],
  ['image: { tag: 26.10 }', 'image.tag'],
  ['image: harness/delegate', 'image'],
  ['upgrader: { enabled: "false" }', 'upgrader.enabled'],
  ['upgrader: { enabled: yes }', 'upgrader.enabled'],
  ['pollForTasks: sometimes', 'pollForTasks'],
  ['replicas: two', 'replicas'],
  ['replicas: [1]', 'replicas'],
  ['tolerations: {}', 'tolerations'],
  ['custom_envs: { A: b }', 'custom_envs'],
  ['nodeSelector: { a: 1 }', 'nodeSelector'],
  ['affinity: []', 'affinity'],
  ['upgrader: { rbac: { deploymentVerbs: get } }', 'upgrader.rbac.deploymentVerbs'],
])('refuses %s, which has the wrong type', (yaml, path) => {
  const text = yaml.startsWith('accountId') ? yaml : LEAST + yaml;
  expect(refused(() => HelmValues.parse(text)).property).toBe(`values.${path}`);
});

test.each(['"upgrader.enabled": false', '"upgrader.rbac": {}', 'upgrader: { "image.tag": a }'])(
  'refuses %s, which the chart ignores: it takes the dot as part of the name',
  (yaml) => {
    expect(refused(() => parse(yaml)).remedy).toMatch(/^Nest it: /);
  },
);

test('accepts dots in the keys of a map', () => {
  expect(parse('nodeSelector: { kubernetes.io/os: linux }').map('nodeSelector')).toEqual({
    'kubernetes.io/os': 'linux',
  });
});

test.each<[string, string]>([
  ['delegateToken: a\nexistingDelegateToken: b', 'delegateToken'],
  ['autoscaling: { enabled: true, targetCPUUtilizationPercentage: 0 }', 'autoscaling.targetCPUUtilizationPercentage'],
  [
    'autoscaling: { enabled: true, targetCPUUtilizationPercentage: null }',
    'autoscaling.targetCPUUtilizationPercentage',
  ],
  ['autoscaling: { enabled: true, minReplicas: 11 }', 'autoscaling.maxReplicas'],
  ['serviceAccount: { create: false }', 'serviceAccount.name'],
  ['serviceAccount: { create: false, name: default }', 'serviceAccount.name'],
  ['serviceAccount: { name: default }', 'serviceAccount.name'],
  ['upgrader: { jobName: a }', 'upgrader.jobName'],
  ['upgrader: { securityContext: { runAsUser: 1 } }', 'upgrader.securityContext'],
  ['upgrader: { pod: { securityContext: { fsGroup: 5 } } }', 'upgrader.pod.securityContext'],
  ['k8sPermissionsType: cluster-admin', 'k8sPermissionsType'],
  ['k8sPermissionsType: CLUSTER_ADMN', 'k8sPermissionsType'],
  ['k8sPermissionsType: CI_USER', 'k8sPermissionsType'],
  ['k8sPermissionsType: ""', 'k8sPermissionsType'],
  ['image: { tag: "26.02.88404" }', 'image.tag'],
  ['image: { registry: example.com }', 'image.registry'],
  ['image: { repository: a, tag: b }\ndelegateDockerImage: c:d', 'delegateDockerImage'],
  ['upgrader: { image: { tag: "1.5.0" } }', 'upgrader.image.tag'],
  ['deploymentStrategy: Recreate\nrollingUpdate: { maxSurge: 1 }', 'rollingUpdate.maxSurge'],
  ['deploymentStrategy: rolling', 'deploymentStrategy'],
  ['cpu: 2\nresources: { limits: { cpu: 1 } }', 'cpu'],
  ['proxyPort: 3128', 'proxyPort'],
  ['proxyHost: a\nproxyUser: dQ==', 'proxyPassword'],
  ['proxyHost: a\nproxyPassword: dQ==', 'proxyUser'],
  ['proxyHost: a\nproxyScheme: socks5', 'proxyScheme'],
  ['upgraderCustomCa: { secretName: a }', 'upgraderCustomCa.secretName'],
  ['nextGen: false', 'nextGen'],
  ['deployMode: ONPREM', 'deployMode'],
  ['dnsPolicy: ClusterFirstWithHostNet', 'dnsPolicy'],
  ['image: { pullPolicy: never }', 'image.pullPolicy'],
  ['commonLabels: { team: "{{ .Release.Name }}" }', 'commonLabels'],
])('refuses the contradiction %s, which the chart accepts', (yaml, path) => {
  const error = refused(() => parse(yaml));
  expect(error.property).toBe(`values.${path}`);
  expect(error.constructPath).toBe('');
});

test.each(['custom-role', 'view-builds', 'harness-builds', 'NAMESPACE_ADMIN', 'CLUSTER_VIEWER'])(
  'does not take the role %s for a typo',
  (role) => {
    expect(parse(`k8sPermissionsType: ${role}`).text('k8sPermissionsType')).toBe(role);
  },
);

describe('a token among the values', () => {
  const bad = [
    `delegateToken: ${TOKEN}\nexistingDelegateToken: b`,
    `delegateToken: [${TOKEN}]`,
    `delegateToken: "${TOKEN}`,
    `delegateToken: ${TOKEN}: x`,
    `delegateToken:\n\t${TOKEN}: 1`,
    `proxyHost: a\nproxyPassword: ${TOKEN}`,
    `delegateToken: { ${TOKEN}x: 1 }`,
  ];

  test.each(bad)('appears in no error about %s', (yaml) => {
    let error: unknown;
    try {
      parse(yaml);
    } catch (thrown) {
      error = thrown;
    }
    expect(HarnessErrors.isHarnessError(error)).toBe(true);
    expect(inspect(error, { depth: 9 })).not.toContain(TOKEN);
  });

  test.each([`delegateToken=${TOKEN},=`, `delegateToken={${TOKEN}`, `a.b.c=${TOKEN}`, `accountId.x=${TOKEN}`])(
    'appears in no error about the option %s',
    (set) => {
      const error = refused(() => parse('', { set: [set] }));
      expect(JSON.stringify(error)).not.toContain(TOKEN);
    },
  );

  test('does not appear when values are logged', () => {
    const values = HelmValues.parse(`${LEAST}delegateToken: ${TOKEN}`);
    expect([inspect(values, { depth: 9 }), JSON.stringify(values), `${values.toString()}`].join()).not.toContain(TOKEN);
  });
});

test.each([
  ['lines', 'delegateName: ci\ndelegateToken: hunter2\n'],
  ['a line', 'delegateToken: hunter2'],
  ['JSON', '{"delegateToken":"hunter2"}'],
  ['more than a path can have', `delegateToken: hunter2 ${'a'.repeat(5000)}`],
])('text in place of a path is not shown: %s', (_what, text) => {
  for (const load of [() => HelmValues.load(text), () => HelmValues.parse(LEAST, { files: [text] })]) {
    const details = refused(load);
    expect(details).toMatchObject({ property: 'file', given: 'the text of a file' });
    expect(JSON.stringify(details)).not.toContain('hunter2');
  }
});

test('names the line of a syntax error, the missing value, and the unreadable file', () => {
  expect(refused(() => HelmValues.parse('a: 1\na: 2')).problem).toMatch(/line 2, column 1/);
  expect(refused(() => HelmValues.parse('- a')).property).toBe('values');
  expect(refused(() => HelmValues.parse('')).property).toBe('values.accountId');
  expect(refused(() => HelmValues.load('/nowhere/values.yaml'))).toMatchObject({
    property: 'file',
    given: '"/nowhere/values.yaml"',
  });
});
