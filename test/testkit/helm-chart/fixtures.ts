/** Releases of the official chart: their values, and the objects that the chart makes of them. */
import { DelegateImage, type HelmReleaseOptions } from '../../../lib/delegate';
import type { Manifest } from '../synth';
import * as access from './access';
import { ACCOUNT, type Facts } from './facts';
import { CERTIFICATES_PATH, proxy, PROXY_IN_UPGRADER, sharedCertificates, WRONG_MODE } from './network';
import { upgraderObjects } from './upgrader';
import { autoscaler, configMap, deployment, serviceAccount, tokenSecret } from './workload';

export interface ChartFixture {
  readonly title: string;
  /** The values file. */
  readonly values: string;
  readonly options: HelmReleaseOptions;
  /** Names of the objects. */
  readonly fullname: string;
  /** What the chart makes. */
  readonly objects: Manifest[];
}

const LATEST = 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/upgrader:latest';
const PINNED = 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/upgrader:1.6.0';

/** The fixture of a title, with the facts that differ from the defaults of the chart. */
function fixture(title: string, values: string, changes: Partial<Facts> = {}): ChartFixture {
  const namespace = `helm-${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  const { delegateName = 'd1', release = 'd1', fullname = delegateName } = changes;
  const usual: Facts = {
    ...{ delegateName, release, fullname, namespace },
    serviceAccount: fullname,
    createsAccount: true,
    accountAnnotations: {},
    tokenSecret: fullname,
    writesToken: true,
    upgrader: false,
    upgraderConfig: [],
    upgraderImage: LATEST,
    access: access.clusterAdmin,
    others: () => [],
    ...{ environment: {}, labels: {}, annotations: {}, podLabels: {}, podAnnotations: {} },
    ...{ deployment: {}, pod: {}, container: {} },
  };
  const facts = { ...usual, ...changes };
  const upgraderImage = facts.upgrader ? DelegateImage.of(PINNED) : undefined;
  return {
    title,
    values: `accountId: ${ACCOUNT}\ndelegateName: ${delegateName}\n${facts.upgrader ? '' : 'upgrader: { enabled: false }\n'}${values}`,
    options: { release, namespace, upgraderImage },
    fullname,
    objects: [
      ...serviceAccount(facts),
      ...facts.access(facts),
      configMap(facts),
      ...tokenSecret(facts),
      ...facts.others(facts),
      deployment(facts),
      ...upgraderObjects(facts),
    ],
  };
}

const certificateVolume = (name: string, secretName: string) => ({
  name,
  secret: { secretName, defaultMode: WRONG_MODE },
});

export const FIXTURES: readonly ChartFixture[] = [
  fixture('defaults', 'delegateToken: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n', { upgrader: true }),
  fixture('no upgrader', ''),
  fixture('NAMESPACE_ADMIN', 'k8sPermissionsType: NAMESPACE_ADMIN\n', { access: access.namespaceAdmin }),
  fixture('CLUSTER_VIEWER with cost visibility', 'k8sPermissionsType: CLUSTER_VIEWER\nccm: { visibility: true }\n', {
    access: (facts) => [...access.clusterViewer(facts), ...access.costVisibility(facts)],
  }),
  fixture('custom role', 'k8sPermissionsType: builds\n', { access: access.customRole('builds') }),
  fixture('existing tokens', 'existingDelegateToken: one\nupgrader: { existingUpgraderToken: two }\n', {
    upgrader: true,
    tokenSecret: 'one',
    writesToken: false,
    upgraderTokenSecret: 'two',
  }),
  fixture(
    'proxy',
    'proxyHost: proxy.example.com\nproxyPort: 3128\nproxyScheme: http\nnoProxy: 10.0.0.1,.svc\nproxyUser: dXNlcg==\nproxyPassword: cGFzc3dvcmQ=\n',
    { others: proxy, upgraderConfig: PROXY_IN_UPGRADER },
  ),
  fixture('mTLS', 'mTLS: { secretName: client }\nmanagerEndpoint: https://acme.harness.io:8443\n', {
    environment: {
      MANAGER_HOST_AND_PORT: 'https://acme.harness.io:8443',
      LOG_STREAMING_SERVICE_URL: 'https://acme.harness.io:8443/log-service/',
      DELEGATE_CLIENT_CERTIFICATE_PATH: '/etc/mtls/client.crt',
      DELEGATE_CLIENT_CERTIFICATE_KEY_PATH: '/etc/mtls/client.key',
    },
    container: { volumeMounts: [{ name: 'client-certificate', mountPath: '/etc/mtls', readOnly: true }] },
    pod: { containers: [], volumes: [certificateVolume('client-certificate', 'client')] },
  }),
  fixture('custom CA', 'delegateCustomCa: { secretName: ca }\ndestinationCaPath: /etc/ssl/a.crt,/etc/ssl/b.crt\n', {
    environment: { DESTINATION_CA_PATH: '/etc/ssl/a.crt,/etc/ssl/b.crt' },
    container: {
      volumeMounts: [{ name: 'custom-certs', mountPath: '/opt/harness-delegate/ca-bundle/', readOnly: true }],
    },
    pod: { containers: [], volumes: [certificateVolume('custom-certs', 'ca')] },
  }),
  fixture(
    'shared certificates',
    `shared_certificates:\n  ca_bundle: |\n    -----BEGIN CERTIFICATE-----\n    MIIB\n    -----END CERTIFICATE-----\n  ci_mount_targets: [/etc/ssl/certs/ca-bundle.crt, /kaniko/ssl/certs/ca.crt]\n`,
    {
      others: sharedCertificates,
      container: { volumeMounts: [{ name: 'certvol', mountPath: CERTIFICATES_PATH, subPath: 'ca.bundle' }] },
      pod: {
        containers: [],
        volumes: [
          { name: 'certvol', secret: { secretName: 'd1-addcerts', items: [{ key: 'ca.bundle', path: 'ca.bundle' }] } },
        ],
      },
    },
  ),
  fixture('autoscaling', 'autoscaling: { enabled: true, targetMemoryUtilizationPercentage: 70 }\n', {
    deployment: { replicas: undefined },
    others: (facts) => [autoscaler(facts, { cpu: 80, memory: 70 })],
  }),
  fixture('fullnameOverride', 'fullnameOverride: harness\n', {
    upgrader: true,
    fullname: 'harness',
    release: 'my-release',
  }),
  fixture(
    'labels and annotations',
    `commonLabels: { team: ci }\nadditionalLabels: { nologging: "true" }\ndelegateLabels: { a: b }\ndelegatePodLabels: { c: d }
commonAnnotations: { e: f }\ndelegateAnnotations: { g: h }\nannotations: { prometheus.io/scrape: "false", i: j }\n`,
    {
      labels: { team: 'ci', nologging: 'true' },
      annotations: { e: 'f' },
      podLabels: { team: 'ci', a: 'b', c: 'd' },
      podAnnotations: { 'prometheus.io/scrape': 'false', i: 'j', e: 'f', g: 'h' },
    },
  ),
  fixture(
    'settings',
    `tags: "linux,arm64"\ndescription: The build farm\npollForTasks: true\njavaOpts: -XX:MaxRAMPercentage=70.0\ninitScript: "echo $(hostname)"
cpu: 0.5\nmemory: 4096\nreplicas: 2\nminReadySeconds: 30\nimage: { repository: example.com/harness/delegate, tag: "26.02.88404.minimal", pullPolicy: IfNotPresent }
imagePullSecret: registry\nstartupProbe: { failureThreshold: 60 }\nlivenessProbe: { timeoutSeconds: 5 }\nservice: { port: 9090 }\n`,
    {
      environment: {
        DELEGATE_TAGS: 'linux,arm64',
        DELEGATE_DESCRIPTION: 'The build farm',
        POLL_FOR_TASKS: 'true',
        JAVA_OPTS: '-XX:MaxRAMPercentage=70.0',
        INIT_SCRIPT: 'echo $(hostname)',
      },
      deployment: { replicas: 2, minReadySeconds: 30 },
      pod: { containers: [], imagePullSecrets: [{ name: 'registry' }] },
      container: {
        image: 'example.com/harness/delegate:26.02.88404.minimal',
        imagePullPolicy: 'IfNotPresent',
        ports: [{ containerPort: 9090 }, { name: 'api', containerPort: 3460 }],
        resources: { limits: { memory: '4096Mi' }, requests: { cpu: '0.5', memory: '4096Mi' } },
        startupProbe: {
          httpGet: { path: '/api/health', port: 3460, scheme: 'HTTP' },
          ...{ initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 60, timeoutSeconds: 1 },
        },
        livenessProbe: {
          httpGet: { path: '/api/health', port: 3460, scheme: 'HTTP' },
          ...{ initialDelaySeconds: 30, periodSeconds: 20, failureThreshold: 3, timeoutSeconds: 5 },
        },
      },
    },
  ),
  fixture(
    'additions',
    `nodeSelector: { pool: ci }\ntolerations: [{ key: ci }, { key: spot, operator: Exists, effect: NoSchedule }]\npriorityClassName: system-cluster-critical
dnsPolicy: Default\ndnsConfig: { options: [{ name: ndots, value: "2" }] }
affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app.kubernetes.io/name: d1 } } } }] } }
custom_envs: [{ name: DELEGATE_TASK_CAPACITY, value: "10" }, { name: KEY, valueFrom: { secretKeyRef: { name: s, key: k } } }, { name: IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }]
custom_volumes: [{ name: certs, persistentVolumeClaim: { claimName: certs } }]\ncustom_mounts: [{ name: certs, mountPath: /certs, readOnly: true }]
custom_init_containers: [{ name: first, image: "busybox:1.37", command: [sh, -c, "true"] }]\ncustom_containers: [{ name: beside, image: "busybox:1.37", command: [sleep, infinity] }]\n`,
    {
      container: {
        env: [
          { name: 'DELEGATE_TASK_CAPACITY', value: '10' },
          { name: 'KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
          { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        ],
        volumeMounts: [{ name: 'certs', mountPath: '/certs', readOnly: true }],
      },
      pod: {
        nodeSelector: { pool: 'ci' },
        tolerations: [{ key: 'ci' }, { key: 'spot', operator: 'Exists', effect: 'NoSchedule' }],
        priorityClassName: 'system-cluster-critical',
        dnsPolicy: 'Default',
        dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 1,
                podAffinityTerm: {
                  topologyKey: 'kubernetes.io/hostname',
                  labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'd1' } },
                },
              },
            ],
          },
        },
        volumes: [{ name: 'certs', persistentVolumeClaim: { claimName: 'certs' } }],
        initContainers: [{ name: 'first', image: 'busybox:1.37', command: ['sh', '-c', 'true'] }],
        containers: [{ name: 'beside', image: 'busybox:1.37', command: ['sleep', 'infinity'] }],
      },
    },
  ),
  fixture(
    'security of its own',
    'delegate: { pod: { securityContext: { fsGroup: 2000, runAsGroup: 2000 } }, securityContext: { runAsUser: 1001, runAsNonRoot: true, capabilities: { drop: [ALL] } } }\n',
    {
      pod: { containers: [], securityContext: { fsGroup: 2000, runAsGroup: 2000 } },
      container: {
        securityContext: {
          ...{ allowPrivilegeEscalation: false, runAsUser: 1001, runAsNonRoot: true },
          capabilities: { drop: ['ALL'] },
        },
      },
    },
  ),
  fixture('no security context', 'securityContext: { runAsRoot: false }\n', {
    container: { securityContext: undefined },
  }),
  fixture(
    'resources and Recreate',
    'deploymentStrategy: Recreate\nresources: { requests: { cpu: 2, memory: 3Gi }, limits: { cpu: 4 } }\n',
    {
      deployment: { strategy: { type: 'Recreate' } },
      container: { resources: { requests: { cpu: '2', memory: '3Gi' }, limits: { cpu: '4' } } },
    },
  ),
  fixture('rolling update', 'rollingUpdate: { maxSurge: 25%, maxUnavailable: 0% }\n', {
    deployment: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '0%' } } },
  }),
  fixture(
    'account of its own',
    'serviceAccount: { name: builder, annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::123456789012:role/ci" } }\n',
    {
      serviceAccount: 'builder',
      accountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/ci' },
    },
  ),
  fixture('account made elsewhere', 'serviceAccount: { create: false, name: builder }\n', {
    serviceAccount: 'builder',
    createsAccount: false,
  }),
];

/** The fixture of that title. */
export function fixtureOf(title: string): ChartFixture {
  const found = FIXTURES.find((one) => one.title === title);
  if (found === undefined) throw new Error(`no release "${title}"`);
  return found;
}
