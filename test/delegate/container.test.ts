import { Duration } from 'cdk8s';
import type { ProbeTuning } from '../../lib/delegate';
import { PodSecurityLevel } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { yamlOf } from '../testkit/synth';
import { DOCUMENTED, synthDelegate } from './delegates';

const ASKED = { httpGet: { path: '/health', port: 3000 } };

describe('a namespace that is not created here', () => {
  const privileged = { name: 'dind', image: 'docker:27-dind', securityContext: { privileged: true } };
  const hostPath = { name: 'node', hostPath: { path: '/var/lib/kubelet' } };

  test('has unknown labels: the API server decides what the level restricted refuses', () => {
    const { pod } = synthDelegate({ createNamespace: false, sidecars: [privileged], volumes: [hostPath] });
    expect(pod.containers[1].securityContext.privileged).toBe(true);
    expect(pod.volumes).toEqual([hostPath]);
    expect(refused(() => synthDelegate({ sidecars: [privileged] })).property).toContain('sidecars[0]');
  });
});

describe('probes', () => {
  test('ask the delegate for its health, and leave it time, as documented', () => {
    covers('S001.manifest.liveness-probe', 'S001.manifest.readiness-probe', 'S003.verify.health-checks');
    const { container } = synthDelegate();
    const timing = { periodSeconds: 10, failureThreshold: 5 };
    expect(container.livenessProbe).toEqual({ ...ASKED, ...timing, initialDelaySeconds: 10 });
    expect(container.readinessProbe).toEqual({ ...ASKED, ...timing, initialDelaySeconds: 5 });
    expect(container).not.toHaveProperty('startupProbe');
  });

  const tuning: ProbeTuning = {
    initialDelay: Duration.seconds(0),
    period: Duration.minutes(1),
    timeout: Duration.seconds(3),
    failureThreshold: 2,
  };

  test.each(['livenessProbe', 'readinessProbe', 'startupProbe'] as const)('%s can be timed', (property) => {
    const { container } = synthDelegate({ [property]: tuning });
    expect(container[property]).toEqual({
      ...ASKED,
      initialDelaySeconds: 0,
      periodSeconds: 60,
      timeoutSeconds: 3,
      failureThreshold: 2,
    });
  });

  test.each([
    ['livenessProbe', { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 7 }],
    ['readinessProbe', { initialDelaySeconds: 5, periodSeconds: 10, failureThreshold: 7 }],
    ['startupProbe', { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 7 }],
  ] as const)('%s keeps the other settings', (property, timing) => {
    expect(synthDelegate({ [property]: { failureThreshold: 7 } }).container[property]).toEqual({ ...ASKED, ...timing });
  });

  test('startupProbe gives a slow node five minutes', () => {
    const { periodSeconds, failureThreshold } = synthDelegate({ startupProbe: {} }).container.startupProbe;
    expect(periodSeconds * failureThreshold).toBe(300);
  });

  test.each([
    ['livenessProbe.period', { livenessProbe: { period: Duration.seconds(0) } }],
    ['readinessProbe.timeout', { readinessProbe: { timeout: Duration.millis(500) } }],
    ['startupProbe.failureThreshold', { startupProbe: { failureThreshold: 0 } }],
  ])('%s is refused where the API server would', (property, props) => {
    expect(refused(() => synthDelegate(props)).property).toBe(property);
  });
});

describe('volumes', () => {
  const volumes = [
    { name: 'certs', configMap: { name: 'ca', items: [{ key: 'ca.pem', path: 'ca.pem' }] } },
    { name: 'cache', emptyDir: {} },
    { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
  ];

  test('are those of the Kubernetes API, and mounted at the given path', () => {
    const volumeMounts = [
      { name: 'certs', mountPath: '/etc/ssl/ca.pem', subPath: 'ca.pem', readOnly: true },
      { name: 'cache', mountPath: '/cache' },
      { name: 'cache', mountPath: '/other', subPath: 'other' },
    ];
    const { pod, container } = synthDelegate({ volumes, volumeMounts });
    expect(pod.volumes).toEqual(volumes);
    expect(container.volumeMounts).toEqual(volumeMounts);
    expect(yamlOf(pod)).toMatchSnapshot();
  });

  test('are not added by default', () => {
    const { pod, container } = synthDelegate();
    expect(pod).not.toHaveProperty('volumes');
    expect(container).not.toHaveProperty('volumeMounts');
  });

  test('are added to those of a read-only root file system', () => {
    const volumeMounts = [{ name: 'cache', mountPath: '/cache' }];
    const { pod, container } = synthDelegate({ readOnlyRootFilesystem: true, volumes, volumeMounts });
    expect(pod.volumes.map(({ name }) => name)).toEqual(['working-directory', 'tmp', 'certs', 'cache', 'data']);
    expect(container.volumeMounts.map(({ name }) => name)).toEqual(['working-directory', 'tmp', 'cache']);
  });

  test('take the place of those of a read-only root file system where you mount one yourself', () => {
    const volumeMounts = [{ name: 'cache', mountPath: '/tmp' }];
    const { pod, container } = synthDelegate({ readOnlyRootFilesystem: true, volumes, volumeMounts });
    expect(pod.volumes.map(({ name }) => name)).toEqual(['working-directory', 'certs', 'cache', 'data']);
    expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toEqual([
      '/opt/harness-delegate/writable',
      '/tmp',
    ]);
  });

  test.each([
    ['no such volume', 'volumeMounts[0].name', { volumeMounts: [{ name: 'none', mountPath: '/a' }] }],
    ['a relative path', 'volumeMounts[0].mountPath', { volumeMounts: [{ name: 'cache', mountPath: 'a' }] }],
    [
      'one path twice',
      'volumeMounts[1].mountPath',
      { volumeMounts: ['cache', 'certs'].map((name) => ({ name, mountPath: '/a' })) },
    ],
    [
      'a way out of the volume',
      'volumeMounts[0].subPath',
      { volumeMounts: [{ name: 'cache', mountPath: '/a', subPath: 'b/../..' }] },
    ],
    ['one name twice', 'volumes[1].name', { volumes: [volumes[1], volumes[1]] }],
  ])('are refused with %s', (_what, property, props) => {
    expect(refused(() => synthDelegate({ volumes, ...props })).property).toMatch(property);
  });

  test('that the namespace would refuse are refused, unless its level is lowered', () => {
    const host = { volumes: [{ name: 'host', hostPath: { path: '/var' } }] };
    expect(refused(() => synthDelegate(host)).property).toBe('volumes[0]');
    const { pod } = synthDelegate({ ...host, podSecurityLevel: PodSecurityLevel.PRIVILEGED });
    expect(pod.volumes).toEqual(host.volumes);
  });
});

describe('init containers and sidecars', () => {
  const initContainers = [{ name: 'wait', image: 'busybox:1.36', command: ['sleep', '1'] }];
  const sidecars = [
    { name: 'proxy', image: 'envoy:1.30', env: [{ name: 'LEVEL', value: 'debug' }] },
    { name: 'log', image: 'fluent-bit:3', resources: { limits: { memory: '64Mi' } } },
  ];
  const restricted = { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } };

  test('are added to the pod in your order, without privileges', () => {
    const { pod } = synthDelegate({ initContainers, sidecars });
    expect(pod.initContainers).toEqual([{ ...initContainers[0], ...restricted }]);
    expect(pod.containers.map(({ name }) => name)).toEqual(['delegate', 'proxy', 'log']);
    expect(pod.containers.slice(1)).toEqual(sidecars.map((sidecar) => ({ ...sidecar, ...restricted })));
    expect(yamlOf(pod)).toMatchSnapshot();
  });

  test('are not added by default: the only container is the delegate', () => {
    covers('S001.manifest.container-name');
    const { pod } = synthDelegate();
    expect(pod.containers.map(({ name }) => name)).toEqual(['delegate']);
    expect(pod).not.toHaveProperty('initContainers');
  });

  test('are left as they are in profile DOCUMENTED', () => {
    const { pod } = synthDelegate({ ...DOCUMENTED, initContainers, sidecars });
    expect(pod.initContainers).toEqual(initContainers);
    expect(pod.containers.slice(1)).toEqual(sidecars);
  });

  test('may have privileges of their own in a namespace that lets them', () => {
    const sidecar = { ...sidecars[0], securityContext: { privileged: true, allowPrivilegeEscalation: true } };
    expect(refused(() => synthDelegate({ sidecars: [sidecar] })).property).toMatch(/^sidecars\[0\]\.securityContext/);
    const podSecurityLevel = PodSecurityLevel.PRIVILEGED;
    const { pod } = synthDelegate({ sidecars: [sidecar], podSecurityLevel });
    expect(pod.containers[1].securityContext).toMatchObject(sidecar.securityContext);
  });

  test('change nothing about the delegate', () => {
    expect(synthDelegate({ initContainers, sidecars }).container).toEqual(synthDelegate().container);
  });

  test.each([
    ['the name of the delegate', 'sidecars[0].name', { sidecars: [{ name: 'delegate', image: 'a:1' }] }],
    ['one name twice', 'sidecars[0].name', { sidecars: [{ ...initContainers[0] }] }],
    ['no name', 'sidecars[0].name', { sidecars: [{ image: 'a:1' }] }],
    ['no image', 'initContainers[0].image', { initContainers: [{ name: 'a' }], sidecars: [] }],
    [
      'a secret in clear text',
      'sidecars[0].env[0]',
      { sidecars: [{ name: 'a', image: 'a:1', env: [{ name: 'API_TOKEN', value: 'x' }] }] },
    ],
  ])('are refused with %s', (_what, property, props) => {
    expect(refused(() => synthDelegate({ initContainers, ...props })).property).toBe(property);
  });
});
