import { ApiObject, Chart } from 'cdk8s';
import { AutoscalingMetric, DelegateProfile } from '../../../lib/delegate';
import { newApp } from '../synth';
import { bad, badLabels, type BadInput, hides, shows } from './bad-input';
import { HEX_SENTINEL, SENTINEL } from './sentinel';

const plainObject = /an object as in the Kubernetes API/;
/** Not JSON data: a construct. */
const construct = new ApiObject(new Chart(newApp(), 'other'), 'Object', { apiVersion: 'v1', kind: 'Pod' });
const METRICS = { memory: AutoscalingMetric.memoryUtilization(80), cpu: AutoscalingMetric.cpuUtilization(80) };
const KEY = '-----BEGIN PRIVATE KEY-----';

const GROUPS = ['initContainers', 'sidecars'] as const;
const container = { name: 'helper', image: 'busybox:1' };
const UNRESTRICTED = {
  privileged: true,
  allowPrivilegeEscalation: true,
  runAsUser: 0,
  runAsNonRoot: false,
  capabilities: { add: ['SYS_ADMIN'], drop: ['ALL'] },
};

export const BAD_CONTAINERS: readonly BadInput[] = [
  ...GROUPS.flatMap((group) => [
    ...badLabels(`${group}[0].name`, (name) => ({ [group]: [{ ...container, name }] })),
    bad(`${group}: a construct`, { [group]: [container, construct] }, `${group}[1]`, plainObject),
    bad(
      `${group}: named delegate`,
      { [group]: [{ ...container, name: 'delegate' }] },
      `${group}[0].name`,
      /not used in the pod yet/,
      shows('delegate'),
    ),
    bad(
      `${group}: one name twice`,
      { [group]: [container, container] },
      `${group}[1].name`,
      /not used in the pod yet/,
      shows('helper'),
    ),
    bad(`${group}: no image`, { [group]: [{ name: 'a' }] }, `${group}[0].image`, /^a string$/),
    bad(
      `${group}: an empty image`,
      { [group]: [{ ...container, image: '' }] },
      `${group}[0].image`,
      /an image reference/,
      shows('""'),
    ),
    bad(
      `${group}: a left-over image`,
      { [group]: [{ ...container, image: 'PUT_YOUR_IMAGE' }] },
      `${group}[0].image`,
      /./,
      shows('PUT_YOUR'),
    ),
    bad(
      `${group}: a token in clear text`,
      {
        [group]: [
          {
            ...container,
            env: [
              { name: 'A', value: '' },
              { name: 'NPM_TOKEN', value: SENTINEL },
            ],
          },
        ],
      },
      `${group}[0].env[1]`,
      /a reference to a Secret/,
      { shows: 'NPM_TOKEN', hides: SENTINEL },
    ),
    bad(
      `${group}: a private key in clear text`,
      { [group]: [{ ...container, env: [{ name: 'A', value: `${KEY}\n${SENTINEL}` }] }] },
      `${group}[0].env[0].value`,
      /without a private key, token or password/,
      hides(SENTINEL),
    ),
  ]),
  ...GROUPS.flatMap((group) =>
    Object.entries(UNRESTRICTED).map(([field, value]) =>
      bad(
        `${group}: ${field} where the level is restricted`,
        { [group]: [{ ...container, securityContext: { [field]: value } }] },
        `${group}[0].securityContext.${field}`,
        /that the Pod Security level restricted of the namespace allows/,
        shows(typeof value === 'object' ? 'SYS_ADMIN' : `${value}`),
      ),
    ),
  ),
  ...GROUPS.map((group) =>
    bad(
      `${group}: a URL with a password`,
      { [group]: [{ ...container, env: [{ name: 'DB', value: `postgres://me:${HEX_SENTINEL}@db/ci` }] }] },
      `${group}[0].env[0].value`,
      /without a private key, token or password/,
      hides(HEX_SENTINEL),
    ),
  ),
  ...(['memory', 'cpu'] as const).map((resource) =>
    bad(
      `a sidecar without a request of ${resource} that an autoscaler watches`,
      { sidecars: [container], autoscaling: { maxReplicas: 3, metrics: [METRICS[resource]] } },
      `sidecars[0].resources.requests.${resource}`,
      /a request, because the autoscaler scales by /,
    ),
  ),
  bad(
    'a sidecar named as an init container',
    { initContainers: [container], sidecars: [container] },
    'sidecars[0].name',
    /not used in the pod yet/,
    shows('helper'),
  ),
];

export const BAD_SECURITY: readonly BadInput[] = [
  bad(
    'root on OpenShift',
    { openShift: true, unsafeRunAsRoot: true },
    'unsafeRunAsRoot',
    /does not run as root/,
    shows('true'),
  ),
  bad(
    'DOCUMENTED on OpenShift',
    { openShift: true, profile: DelegateProfile.DOCUMENTED },
    'openShift',
    /root/,
    shows('true'),
  ),
];
