import * as fc from 'fast-check';
import {
  type DelegateContainerProps,
  DelegateVariable,
  type DelegateVolumeMount,
  type ProbeTuning,
} from '../../../lib/delegate';
import { anyFactory, type ArbitraryOf, struct } from './recorded';
import { resources } from './resources';
import { anyText, dataKey, dnsLabel, dnsSubdomain, seconds, secretName } from './texts';

const probe = struct<ProbeTuning>(
  'ProbeTuning',
  {
    initialDelay: seconds(0, 600),
    period: seconds(1, 600),
    timeout: seconds(1, 600),
    failureThreshold: fc.integer({ min: 1, max: 100 }),
  },
  [],
);

/** Not a variable of the delegate itself, and not a name that indicates a secret. */
const variableName = fc.oneof(
  fc.constantFrom('LOG_LEVEL', '-', 'a.b', '_', 'TOKENS_PER_HOUR', 'NO_PROXY'),
  fc.stringMatching(/^[A-Za-z_.-][A-Za-z0-9_-]{0,20}_X$/),
);
const secretVariableName = fc.oneof(variableName, fc.constantFrom('GITHUB_TOKEN', 'DB_PASSWORD', 'MY_API_KEY'));
const field = fc.constantFrom(
  'metadata.name',
  'metadata.uid',
  "metadata.labels['app']",
  "metadata.annotations['example.com/a']",
  'spec.nodeName',
  'status.hostIP',
  'status.podIPs',
);
const variable = anyFactory(DelegateVariable, {
  plain: fc.tuple(variableName, anyText),
  unsafePlainSecret: fc.tuple(secretVariableName, anyText),
  fromSecret: fc.tuple(secretVariableName, secretName, dataKey),
  fromConfigMap: fc.tuple(variableName, dnsSubdomain, dataKey),
  fromField: fc.tuple(variableName, field),
});

const source = fc.constantFrom<object>(
  { emptyDir: {} },
  { emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
  { configMap: { name: 'settings', items: [{ key: 'a', path: 'a' }] } },
  { secret: { secretName: 'certificates', defaultMode: 256 } },
  { persistentVolumeClaim: { claimName: 'cache', readOnly: true } },
  { projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3600 } }] } },
);
const volumeName = dnsLabel.map((name) => `v${name}`.slice(0, 63).replace(/-+$/, '0'));
const volume = fc.tuple(volumeName, source).map(([name, rest]) => ({ name, ...rest }));

const path = fc.oneof(
  fc.constantFrom('/', '/etc/ssl/certs', '/mnt/with blank'),
  fc.stringMatching(/^(\/[a-z0-9._-]{1,8}){1,3}$/),
);
const volumeMount = struct<DelegateVolumeMount>(
  'DelegateVolumeMount',
  {
    name: fc.constant('the name of a volume'),
    mountPath: path,
    subPath: fc.constantFrom('a', 'a/b.c', '..a'),
    readOnly: fc.boolean(),
  },
  ['name', 'mountPath'],
);

/** An autoscaler requires requests in every container. */
const REQUESTS = { resources: { requests: { cpu: '10m', memory: '16Mi' } } };

function containers(prefix: string): fc.Arbitrary<object[]> {
  const container = fc
    .tuple(
      dnsLabel,
      fc.constantFrom('busybox:1.37', 'example.com:5000/a/b@sha256:' + '0'.repeat(64)),
      anyContainerExtra,
    )
    .map(([name, image, extra]) => ({
      ...REQUESTS,
      name: `${prefix}${name}`.slice(0, 63).replace(/-+$/, '0'),
      image,
      ...extra,
    }));
  return fc.uniqueArray(container, { maxLength: 2, selector: ({ name }) => name });
}

const anyContainerExtra = fc.constantFrom<object>(
  {},
  { command: ['sh', '-c', 'true'], env: [{ name: 'A', value: '1e5' }] },
  { env: [{ name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'api', key: 'token' } } }] },
  { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }, args: [] },
);

/** The properties of DelegateContainerProps, each by itself; `consistent` makes them fit each other. */
export const containerProps: ArbitraryOf<DelegateContainerProps> = {
  resources,
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  env: fc.uniqueArray(variable, { maxLength: 5, selector: ({ name }) => name }),
  initScript: anyText,
  volumes: fc.uniqueArray(volume, { maxLength: 3, selector: ({ name }) => name }),
  volumeMounts: fc.uniqueArray(volumeMount, { minLength: 1, maxLength: 3, selector: ({ mountPath }) => mountPath }),
  initContainers: containers('i'),
  sidecars: containers('s'),
  readOnlyRootFilesystem: fc.boolean(),
  unsafeRunAsRoot: fc.boolean(),
  openShift: fc.boolean(),
};
