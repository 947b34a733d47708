import { ApiObject, Duration } from 'cdk8s';
import { changedElsewhere } from '../../lib/core';
import {
  CustomCa,
  DelegateImage,
  DelegateProfile,
  DelegateToken,
  MutualTls,
  ProxyCredentials,
  ProxyScheme,
  UpgradeSchedule,
} from '../../lib/delegate';
import { InstalledUpgrader } from '../../lib/reference';
import { ImagePullPolicy, TaintEffect } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newChart, synth, yamlOf } from '../testkit/synth';
import { addDelegate, synthDelegate } from './delegates';
import { LEGACY, objectsOfUpgrader, synthUpgrader, withUpgrader } from './upgraders';

describe('an upgrader', () => {
  test('is created only if it is set', () => {
    covers('S003.command.upgrader');
    expect(objectsOfUpgrader(synthDelegate(LEGACY).manifests)).toEqual([]);
    expect(objectsOfUpgrader(synthUpgrader().manifests).map(({ kind }) => kind)).toEqual([
      'ServiceAccount',
      'Role',
      'RoleBinding',
      'ConfigMap',
      'CronJob',
    ]);
  });

  test('is what was reviewed', () => {
    expect(yamlOf(...objectsOfUpgrader(synthUpgrader().manifests))).toMatchSnapshot();
  });

  test('leaves everything else of the delegate unchanged, including its initial image', () => {
    const others = synthUpgrader().manifests.filter((object) => !objectsOfUpgrader([object]).length);
    expect(others).toEqual(synthDelegate(LEGACY).manifests);
  });

  test('can get and patch only the Deployment of the delegate', () => {
    const { role, binding } = synthUpgrader();
    expect(role.rules).toEqual([
      { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['ci'], verbs: ['get', 'patch'] },
    ]);
    expect(binding.subjects).toEqual([
      { kind: 'ServiceAccount', name: 'ci-upgrader-cronjob-sa', namespace: 'harness-delegate' },
    ]);
    expect(binding.roleRef).toMatchObject({ kind: 'Role', name: 'ci-upgrader' });
  });

  test("reads the token of the delegate from the delegate's own Secret, under its own variable name", () => {
    const token = DelegateToken.fromSecretName('ci-token', { key: 'token' });
    const { container, manifests } = synthUpgrader({}, { token });
    expect(container.env).toEqual([
      { name: 'UPGRADER_TOKEN', valueFrom: { secretKeyRef: { name: 'ci-token', key: 'token' } } },
    ]);
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(container).not.toHaveProperty('envFrom');
  });

  test('creates no second copy of a token in clear text', () => {
    const { container, manifests } = synthUpgrader({}, { token: DelegateToken.unsafePlainText('a-token') });
    expect(JSON.stringify(manifests).split('a-token')).toHaveLength(2);
    expect(container.env[0].valueFrom.secretKeyRef).toEqual({ name: 'ci', key: 'DELEGATE_TOKEN' });
  });

  test('reads another token if one is set', () => {
    const { container } = synthUpgrader({ token: DelegateToken.fromSecretName('other') });
    expect(container.env[0].valueFrom.secretKeyRef).toEqual({ name: 'other', key: 'UPGRADER_TOKEN' });
  });

  test('passes Pod Security and the limits of a namespace', () => {
    const { pod, container } = synthUpgrader();
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1001,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      runAsNonRoot: true,
    });
    expect(container.resources).toEqual({
      requests: { cpu: '50m', memory: '128Mi' },
      limits: { cpu: '500m', memory: '128Mi' },
    });
  });

  test('has the users of the namespace on OpenShift', () => {
    const { securityContext } = synthUpgrader({}, { openShift: true }).pod;
    expect(securityContext).not.toHaveProperty('runAsUser');
    expect(securityContext).not.toHaveProperty('fsGroup');
    expect(securityContext.runAsNonRoot).toBe(true);
  });

  test('does not run as root where the delegate does', () => {
    expect(synthUpgrader({}, { unsafeRunAsRoot: true }).pod.securityContext.runAsUser).toBe(1001);
  });

  test('gives a token of its account to its own pods only', () => {
    const { account, pod } = synthUpgrader();
    expect(account.automountServiceAccountToken).toBe(false);
    expect(pod).toMatchObject({
      serviceAccountName: 'ci-upgrader-cronjob-sa',
      automountServiceAccountToken: true,
      enableServiceLinks: false,
    });
  });

  test('runs one at a time, ends, and leaves little behind', () => {
    const { spec } = synthUpgrader().cronJob;
    expect(spec).toMatchObject({
      schedule: '0 */1 * * *',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 60,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
    });
    expect(spec).not.toHaveProperty('suspend');
    expect(spec.jobTemplate.spec).toMatchObject({
      backoffLimit: 1,
      activeDeadlineSeconds: 600,
      ttlSecondsAfterFinished: 86_400,
    });
  });

  test('can be created without running', () => {
    expect(synthUpgrader({ suspend: true }).cronJob.spec.suspend).toBe(true);
  });

  test("has pods that the delegate's budget and policies do not select, without a proxy of Istio", () => {
    const { cronJob, delegate } = synthUpgrader();
    const { labels } = cronJob.spec.jobTemplate.spec.template.metadata;
    expect(labels).not.toMatchObject(delegate.podSelector);
    expect(labels['sidecar.istio.io/inject']).toBe('false');
  });

  test('follows the profile DOCUMENTED: the user of the image, no limits, and still no right too many', () => {
    const { pod, container, role } = synthUpgrader({}, { profile: DelegateProfile.DOCUMENTED });
    expect(pod.securityContext).toEqual({ fsGroup: 1001 });
    expect(container).not.toHaveProperty('securityContext');
    expect(container).not.toHaveProperty('resources');
    expect(container.imagePullPolicy).toBe('Always');
    expect(role.rules[0].verbs).toEqual(['get', 'patch']);
    expect(container).not.toHaveProperty('envFrom');
  });
});

describe('its configuration', () => {
  test('names the delegate and the Harness endpoint', () => {
    const { config } = synthUpgrader({}, { managerEndpoint: 'https://app.harness.io/gratis/', namespace: 'ops' });
    expect(config).toEqual({
      mode: 'Delegate',
      dryRun: false,
      workloadName: 'ci',
      namespace: 'ops',
      containerName: 'delegate',
      delegateConfig: { accountId: '6_vVHzo9Qeu9fXvj-AcQCb', managerHost: 'https://app.harness.io/gratis' },
    });
  });

  test.each(['1e5', '007', '0x1F', 'null', '123456'])('keeps the account ID %s a string', (accountId) => {
    expect(synthUpgrader({}, { accountId }).config.delegateConfig).toMatchObject({ accountId });
  });

  test('is mounted for reading, where the upgrader looks', () => {
    const { pod, container } = synthUpgrader();
    expect(container.volumeMounts).toEqual([{ name: 'config-volume', mountPath: '/etc/config', readOnly: true }]);
    expect(pod.volumes).toEqual([{ name: 'config-volume', configMap: { name: 'ci-upgrader-config' } }]);
  });

  test('takes the new image from a mirror', () => {
    covers('S003.air-gap.registry');
    expect(synthUpgrader({ registryMirror: 'registry.example.com:5000/harness' }).config.registryMirror).toBe(
      'registry.example.com:5000/harness',
    );
    const { property } = refused(() => synthUpgrader({ registryMirror: 'https://registry.example.com' }));
    expect(property).toBe('upgrader.registryMirror');
  });
});

describe('the way to Harness', () => {
  const proxy = { host: 'proxy.example.com', port: 3128 };

  test('is through the proxy of the delegate', () => {
    const { config } = synthUpgrader({}, { proxy: { ...proxy, scheme: ProxyScheme.HTTPS } });
    expect(config).toMatchObject({ proxyScheme: 'https', proxyHost: 'proxy.example.com', proxyPort: 3128 });
    expect(synthUpgrader({}, { proxy }).config.proxyScheme).toBe('http');
    expect(Object.keys(synthUpgrader().config).filter((key) => /proxy|client/.test(key))).toEqual([]);
  });

  test('is refused through a proxy with credentials, which would end up in a ConfigMap', () => {
    const credentials = ProxyCredentials.fromSecretName('proxy');
    const { property, allowed, remedy } = refused(() => synthUpgrader({}, { proxy: { ...proxy, credentials } }));
    expect([property, allowed]).toEqual(['upgrader', expect.stringContaining('in clear text')]);
    expect(remedy).toContain('remove the upgrader');
  });

  test('has the certificate of the delegate, which only its user can read', () => {
    const mutualTls = MutualTls.fromSecretName('mtls', { certificateKey: 'tls.crt', privateKeyKey: 'tls.key' });
    const { config, container, pod } = synthUpgrader({}, { mutualTls });
    expect(config).toMatchObject({
      clientCertificateFilePath: '/etc/mtls/tls.crt',
      clientCertificateKeyFilePath: '/etc/mtls/tls.key',
    });
    expect(pod.volumes).toContainEqual({
      name: 'client-certificate',
      secret: { secretName: 'mtls', defaultMode: 0o400 },
    });
    expect(container.volumeMounts).toContainEqual({
      name: 'client-certificate',
      mountPath: '/etc/mtls',
      readOnly: true,
    });
  });

  test.each([
    [CustomCa.fromSecretName('ca'), { secret: { secretName: 'ca', defaultMode: 256 } }],
    [CustomCa.fromConfigMapName('ca'), { configMap: { name: 'ca', defaultMode: 256 } }],
  ])('trusts the authorities that the delegate trusts, from %s', (customCa, source) => {
    covers('S003.air-gap.certificate');
    const { container, pod } = synthUpgrader({}, { customCa });
    expect(pod.volumes).toContainEqual({ name: 'custom-certs', ...source });
    expect(container.volumeMounts).toContainEqual({ name: 'custom-certs', mountPath: '/ca-bundle', readOnly: true });
  });
});

describe('its image', () => {
  const refusal = (reference: string) => refused(() => synthUpgrader({ image: DelegateImage.of(reference) }));

  test.each(['example.com/upgrader', 'example.com/upgrader:latest', 'upgrader:latest'])(
    'is pinned: not %s',
    (reference) => {
      const { property, given, remedy } = refusal(reference);
      expect([property, given]).toEqual(['upgrader.image', JSON.stringify(reference)]);
      expect(remedy).toContain('harness/upgrader');
    },
  );

  test('can have the tag latest together with a digest', () => {
    const reference = `example.com/upgrader:latest@sha256:${'0'.repeat(64)}`;
    const { container } = synthUpgrader({ image: DelegateImage.of(reference) });
    expect(container).toMatchObject({ image: reference, imagePullPolicy: 'IfNotPresent' });
  });

  test('is pulled as its reference requires, or as set', () => {
    expect(synthUpgrader().container.imagePullPolicy).toBe('IfNotPresent');
    expect(synthUpgrader({ imagePullPolicy: ImagePullPolicy.NEVER }).container.imagePullPolicy).toBe('Never');
  });

  test('has the parts checked under its own name', () => {
    const image = DelegateImage.fromParts({ registry: 'a b', repository: 'upgrader', tag: '1' });
    expect(refused(() => synthUpgrader({ image })).property).toBe('upgrader.image.registry');
  });
});

describe('where it runs', () => {
  const props = {
    nodeSelector: { pool: 'ops' },
    tolerations: [{ key: 'ops', effect: TaintEffect.NO_SCHEDULE }],
    priorityClassName: 'ops',
    imagePullSecrets: ['registry'],
    hostAliases: [{ ip: '10.0.0.1', hostnames: ['harness.example.com'] }],
    topologySpread: [{ topologyKey: 'topology.kubernetes.io/zone' }],
  };

  test('is where the delegate runs, unless set otherwise', () => {
    const { pod, pod: own } = synthUpgrader({}, props);
    expect(own).toMatchObject({
      nodeSelector: { pool: 'ops' },
      tolerations: [{ key: 'ops', operator: 'Exists', effect: 'NoSchedule' }],
      priorityClassName: 'ops',
      imagePullSecrets: [{ name: 'registry' }],
      hostAliases: props.hostAliases,
    });
    expect(pod).not.toHaveProperty('topologySpreadConstraints');
    const other = synthUpgrader(
      { nodeSelector: { pool: 'other' }, tolerations: [{ key: 'b' }], priorityClassName: 'low', imagePullSecrets: [] },
      props,
    ).pod;
    expect(other).toMatchObject({
      nodeSelector: { pool: 'other' },
      tolerations: [{ key: 'b', operator: 'Exists' }],
      priorityClassName: 'low',
    });
    expect(other).not.toHaveProperty('imagePullSecrets');
  });

  test('follows the node affinity of the delegate, and not its pod affinity', () => {
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } };
    const affinity = { nodeAffinity, podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } };
    expect(synthUpgrader({}, { affinity }).pod.affinity).toEqual({ nodeAffinity });
    expect(synthUpgrader({}, { affinity: { podAntiAffinity: {} } }).pod).not.toHaveProperty('affinity');
    expect(synthUpgrader({ affinity: { podAffinity: {} } }, { affinity }).pod.affinity).toEqual({ podAffinity: {} });
  });
});

describe('its name', () => {
  const nameOf = (delegateName: string): string => synthUpgrader({}, { delegateName }).cronJob.metadata.name;

  test('is that of the Helm chart as long as it has at most 52 characters', () => {
    expect(nameOf('a'.repeat(39))).toBe(`${'a'.repeat(39)}-upgrader-job`);
    expect(nameOf('a'.repeat(40))).toMatch(/^a{30}-[0-9a-f]{8}-upgrader-job$/);
  });

  test('is the same from run to run, and another for each delegate', () => {
    const names = ['x', 'y'].map((end) => nameOf(`${'a'.repeat(60)}${end}`));
    expect(new Set(names).size).toBe(2);
    expect(names).toEqual(['x', 'y'].map((end) => nameOf(`${'a'.repeat(60)}${end}`)));
    expect(nameOf(`${'a'.repeat(29)}-${'b'.repeat(20)}`)).not.toContain('--');
  });

  test('is an output, with its other attributes', () => {
    const { delegate, cronJob, account } = synthUpgrader();
    expect(delegate.upgrader).toMatchObject({
      cronJobName: cronJob.metadata.name,
      serviceAccountName: account.metadata.name,
    });
    expect(synthDelegate(LEGACY).delegate.upgrader).toBeUndefined();
  });

  test('of another object of the app is an error', () => {
    const chart = newChart();
    addDelegate(chart, 'One', withUpgrader({}, { createNamespace: false }));
    const other = () =>
      addDelegate(chart, 'Other', { ...LEGACY, delegateName: 'ci-upgrader-config', createNamespace: false });
    expect(other).not.toThrow();
    expect(() => addDelegate(chart, 'Same', withUpgrader({}, { createNamespace: false }))).toThrow(/already creates/);
  });
});

describe('what it changes in the cluster', () => {
  const { delegate, deployment } = synthUpgrader({}, { sidecars: [{ name: 'helper', image: 'a:1' }] });
  const at = (pointer: string): unknown =>
    pointer
      .slice(1)
      .split('/')
      .reduce((inside: any, part) => inside[part], deployment);

  test("is the image of the delegate's container, which precedes all sidecars", () => {
    expect(delegate.upgrader?.changedFields.map(at)).toEqual([delegate.image]);
  });

  test('is available in the formats of Argo CD, Flux and Pulumi', () => {
    const paths = ['/spec/template/spec/containers/0/image'];
    const object = { group: 'apps', kind: 'Deployment', name: 'ci', namespace: 'harness-delegate' };
    expect(delegate.upgrader?.argoCdIgnoreDifferences()).toEqual({ ...object, jsonPointers: paths });
    expect(delegate.upgrader?.fluxIgnoreRule()).toEqual({ paths, target: object });
    expect(delegate.upgrader?.pulumiIgnoreChanges()).toEqual(['spec.template.spec.containers[0].image']);
    expect(InstalledUpgrader.ARGO_CD_SYNC_OPTION).toBe('RespectIgnoreDifferences=true');
  });

  test('is marked on the Deployment, unless it is suspended', () => {
    const markOf = (suspend: boolean) => changedElsewhere(ApiObject.of(synthUpgrader({ suspend }).delegate));
    expect(markOf(false)).toEqual(['/spec/template/spec/containers/0/image']);
    expect(markOf(true)).toEqual([]);
    expect(changedElsewhere(ApiObject.of(synthDelegate(LEGACY).delegate))).toEqual([]);
  });
});

describe('two upgraders in one app', () => {
  test('stay apart', () => {
    const chart = newChart();
    addDelegate(chart, 'One', withUpgrader());
    addDelegate(chart, 'Two', withUpgrader({}, { delegateName: 'two', createNamespace: false }));
    expect(objectsOfUpgrader(synth(chart))).toHaveLength(10);
  });
});

describe('its schedule', () => {
  const scheduleOf = (schedule: UpgradeSchedule, suspend?: boolean): string =>
    synthUpgrader({ schedule, suspend }).cronJob.spec.schedule;
  const everyMinutes = (minutes: number) => scheduleOf(UpgradeSchedule.every(Duration.minutes(minutes)));

  test('is any interval that divides an hour', () => {
    expect([1, 5, 30, 60].map(everyMinutes)).toEqual(['*/1 * * * *', '*/5 * * * *', '*/30 * * * *', '0 * * * *']);
    expect(scheduleOf(UpgradeSchedule.every(Duration.hours(1)))).toBe('0 * * * *');
  });

  test.each([0, 7, 45, 90, 120])('is no interval of %s minutes, which a cron expression cannot express', (minutes) => {
    const { property, given, allowed } = refused(() => everyMinutes(minutes));
    expect([property, given]).toEqual(['upgrader.schedule', `every ${minutes} minutes`]);
    expect(allowed).toContain('1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60');
  });

  test('is refused below a minute', () => {
    expect(refused(() => scheduleOf(UpgradeSchedule.every(Duration.seconds(30)))).property).toBe('upgrader.schedule');
  });

  test.each([
    '* * * * *',
    '*/30 * * * *',
    '17 * * * *',
    '0 */1 * * *',
    '0 0-23 * * *',
    '@hourly',
    '0,45 * * * *',
    '5-59/20 * * * *',
    '0 * ? * *',
    '0 * 1-31 JAN-DEC sun-sat',
    '0  *  *  *  *',
  ])('may be "%s"', (expression) => {
    expect(scheduleOf(UpgradeSchedule.cron(expression))).toBe(expression);
  });

  test.each([
    '0 */2 * * *',
    '0 0-22 * * *',
    '0 8-18 * * *',
    '0 * * * MON-FRI',
    '0 * 1 * *',
    '0 * * 1-11 *',
    '0 0 * * *',
  ])('is not "%s": Harness would show automatic upgrades as off', (expression) => {
    const { property, given, allowed } = refused(() => scheduleOf(UpgradeSchedule.cron(expression)));
    expect([property, given]).toEqual(['upgrader.schedule', JSON.stringify(expression)]);
    expect(allowed).toContain('90 minutes');
    expect(scheduleOf(UpgradeSchedule.cron(expression), true)).toBe(expression);
  });

  test.each([
    '',
    'hourly',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '0 24 * * *',
    '*/0 * * * *',
    '9-5 * * * *',
    '0 * * * 7',
    'a * * * *',
    '0 * * FOO *',
    'TZ=UTC 0 * * * *',
    '@every 1h',
    '0 * 0 * *',
  ])('is a cron expression, suspended or not: not "%s"', (expression) => {
    for (const suspend of [false, true]) {
      const { property, allowed } = refused(() => scheduleOf(UpgradeSchedule.cron(expression), suspend));
      expect([property, allowed]).toEqual(['upgrader.schedule', 'a cron expression of five fields']);
    }
  });

  test('can have runs at most ninety minutes apart', () => {
    expect(scheduleOf(UpgradeSchedule.cron('0,30 */2 * * *'))).toBe('0,30 */2 * * *');
    expect(() => scheduleOf(UpgradeSchedule.cron('0,29 */2 * * *'))).toThrow(/90 minutes/);
  });
});
