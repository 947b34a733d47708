/** The rows of the admission policy, and what each of them refuses. */
import type { Layer } from '../outcome';
import { OTHER_ACCOUNT } from '../farm';
import { asInitContainer, type Change, hostPath, UNMASKED_PROC, WAYS_TO_THE_NODE } from '../pods';
import { volumesOf, withVolume } from './volumes';

/** One pod that a row refuses. */
export interface Attempt {
  readonly what: string;
  readonly change: Change;
  /** What else refuses it, at the Pod Security level baseline; without, the row is alone. */
  readonly also?: Layer;
  /** The version of Kubernetes from which on that does; left out: from the first. */
  readonly alsoFrom?: string;
  /** The version of Kubernetes from which on it no longer does. */
  readonly alsoBefore?: string;
  /** The rows that refuse the pod as well, because Kubernetes takes one only with the other. */
  readonly needs?: readonly string[];
}

/** The start of the message of a row, and pods that it refuses. */
export interface Row {
  readonly words: string;
  readonly attempts: readonly Attempt[];
}

export const DELEGATE = 'rows-delegate';
const TOKEN_SECRET = `${DELEGATE}-token`;

const HOST = 'Build pods must not use hostNetwork, hostPID or hostIPC';
/** On the network of the node, every port of a container is one of the node. */
const HOST_PORT = 'Build pods must not use hostPort';
const VOLUME_TYPES = 'Build pods must not mount volumes of types other than';

/** Those that `WAYS_TO_THE_NODE` has for the message, which Pod Security refuses, too. */
function ways(words: string): Attempt[] {
  return WAYS_TO_THE_NODE.filter(([, , message]) => words.includes(message)).flatMap(([what, change]) => [
    { what, change, also: 'Pod Security', needs: 'hostNetwork' in (change.spec ?? {}) ? [HOST_PORT] : [] },
    ...(change.container === undefined
      ? []
      : [{ what: `${what}, for an init container`, change: asInitContainer(change), also: 'Pod Security' } as const]),
  ]);
}

const METADATA = '169.254.169.254';
const HTTP = { httpGet: { host: METADATA, port: 80 } };
const TCP = { tcpSocket: { host: '127.0.0.1', port: 10255 } };

/** Every place of a container for a host that the node connects to. */
const HANDLERS: [what: string, container: object][] = [
  ...(['livenessProbe', 'readinessProbe', 'startupProbe'] as const).flatMap((probe): [string, object][] => [
    [`httpGet of a ${probe}`, { [probe]: HTTP }],
    [`tcpSocket of a ${probe}`, { [probe]: TCP }],
  ]),
  ...(['postStart', 'preStop'] as const).flatMap((hook): [string, object][] => [
    [`httpGet of ${hook}`, { lifecycle: { [hook]: HTTP } }],
    [`tcpSocket of ${hook}`, { lifecycle: { [hook]: TCP } }],
  ]),
];

/** Init containers have probes only if they run beside the others. */
function asSidecar({ container }: Change): Change {
  return asInitContainer({ container: { ...container, restartPolicy: 'Always' } });
}

const HOSTS: Attempt[] = HANDLERS.flatMap(([what, container]) =>
  [
    { what: `a host in ${what}`, change: { container } },
    { what: `a host in ${what}, for a sidecar`, change: asSidecar({ container }) },
  ].map((attempt) => ({ ...attempt, also: 'Pod Security', alsoFrom: '1.34' })),
);

const HOST_PROCESS = { windowsOptions: { hostProcess: true } };

/** Rows of every namespace. */
export const ROWS: readonly Row[] = [
  {
    words: 'Build pods must use the ServiceAccount harness-build',
    attempts: [
      { what: 'another account', change: { spec: { serviceAccountName: OTHER_ACCOUNT } } },
      { what: 'no account, which is default', change: { spec: { serviceAccountName: undefined } } },
    ],
  },
  { words: HOST, attempts: ways(HOST) },
  { words: 'Build pods must not use hostPort', attempts: ways('Build pods must not use hostPort') },
  { words: 'Build containers must not set host in httpGet or tcpSocket of probes', attempts: HOSTS },
  {
    words: 'Build pods must not mount hostPath volumes',
    attempts: ways('Build pods must not mount hostPath volumes'),
  },
  {
    words: VOLUME_TYPES,
    attempts: Object.entries(volumesOf('any')).map(([type, source]) => ({
      what: `a volume of the type ${type}`,
      change: withVolume(type, source),
    })),
  },
  { words: 'Build containers must not be privileged', attempts: ways('Build containers must not be privileged') },
  { words: 'Build containers must not add capabilities', attempts: ways('Build containers must not add capabilities') },
  {
    words: 'Build containers must not be Windows HostProcess containers',
    attempts: [
      {
        what: 'a Windows HostProcess container',
        change: { spec: { hostNetwork: true, securityContext: HOST_PROCESS }, container: { securityContext: {} } },
        also: 'Pod Security',
        needs: [HOST, HOST_PORT],
      },
    ],
  },
  {
    words: 'Build containers must use the default procMount',
    attempts: [
      { what: 'an unmasked /proc', change: UNMASKED_PROC, also: 'Pod Security', alsoBefore: '1.35' },
      {
        what: 'an unmasked /proc, for an init container',
        change: asInitContainer(UNMASKED_PROC),
        also: 'Pod Security',
        alsoBefore: '1.35',
      },
    ],
  },
  {
    words: 'Build containers must not use Unconfined seccomp or AppArmor profiles, or custom SELinux options',
    attempts: ways('Build containers must not use Unconfined seccomp or AppArmor profiles, or custom SELinux options'),
  },
  {
    words: 'Build pods must not set sysctls beyond the Pod Security level baseline',
    attempts: ways('Build pods must not set sysctls beyond the Pod Security level baseline'),
  },
];

/** Rows of the namespace of a delegate. */
export const SHARED_ROWS: readonly Row[] = [
  {
    words: `Build pods must not have the label harness.io/name=${DELEGATE}`,
    attempts: [{ what: "the delegate's label", change: { labels: { 'harness.io/name': DELEGATE } } }],
  },
  {
    words: 'Build pods must not refer to the Secret with the token of the delegate',
    attempts: [
      { what: 'the token as a volume', change: withVolume('secret', { secretName: TOKEN_SECRET }) },
      {
        what: 'the token in a projected volume',
        change: withVolume('projected', { sources: [{ secret: { name: TOKEN_SECRET } }] }),
      },
      {
        what: 'the token in a variable',
        change: {
          container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: TOKEN_SECRET, key: 'any' } } }] },
        },
      },
      {
        what: 'the token in all variables',
        change: { container: { envFrom: [{ secretRef: { name: TOKEN_SECRET } }] } },
      },
      { what: 'the token in imagePullSecrets', change: { spec: { imagePullSecrets: [{ name: TOKEN_SECRET }] } } },
      ...(['csi.volumeAttributes', 'flexVolume.options'] as const).map((path) => {
        const [type, attributes] = path.split('.');
        const source = { driver: 'example.com', [attributes]: { shareName: 'a', secretName: TOKEN_SECRET } };
        return { what: `the token in ${path}`, change: withVolume(type, source), needs: [VOLUME_TYPES] };
      }),
      ...Object.entries(volumesOf(TOKEN_SECRET))
        .filter(([, source]) => JSON.stringify(source).includes(TOKEN_SECRET))
        .map(([type, source]) => ({
          what: `the token in a volume of the type ${type}`,
          change: withVolume(type, source),
          needs: [VOLUME_TYPES],
        })),
    ],
  },
];

/** The labels of another project, and none. The pods of the tests are of the project payments in default. */
export const PROJECT_ROW: Row = {
  words: 'Build pods must belong to project payments of organization default or organization eng',
  attempts: [
    { what: 'another project', change: { labels: { projectID: 'search' } } },
    { what: 'a project of that name in another organization', change: { labels: { orgID: 'sales' } } },
    { what: 'no project', change: { labels: { projectID: undefined } } },
    { what: 'no organization', change: { labels: { orgID: undefined } } },
    { what: 'an organization with another case', change: { labels: { orgID: 'Default' } } },
  ],
};

const DIGEST = `sha256:${'0'.repeat(64)}`;

/** Images that the patterns `registry.example.com/*` and `ghcr.io/example/**` do not admit, in every place of a pod. */
export const IMAGE_ROW: Row = {
  words: 'Build containers must use images that the namespace allows: registry.example.com/*, ghcr.io/example/**',
  attempts: [
    { what: 'an image of Docker Hub', change: { container: { image: 'node:24' } } },
    { what: 'an image of another registry', change: { container: { image: 'quay.io/step:1' } } },
    { what: 'an image two levels below', change: { container: { image: 'registry.example.com/a/step:1' } } },
    {
      what: 'an image of a registry that begins like it',
      change: { container: { image: 'registry.example.community/step' } },
    },
    { what: 'an image at another port', change: { container: { image: 'registry.example.com:443/step:1' } } },
    {
      what: 'a repository of Docker Hub that is named like it',
      change: { container: { image: 'example/ghcr.io/example/a' } },
    },
    { what: 'the namespace itself', change: { container: { image: `ghcr.io/example@${DIGEST}` } } },
    { what: 'an image of Harness from elsewhere', change: { container: { image: 'quay.io/harness/ci-addon:1' } } },
    { what: 'an image beside those of Harness', change: { container: { image: 'harness/any:1' } } },
    { what: 'another image, for an init container', change: asInitContainer({ container: { image: 'node:24' } }) },
    {
      what: 'another image, for a sidecar',
      change: asSidecar({ container: { image: 'node:24' } }),
    },
  ],
};

/** The labels of another team, and none. */
export const COST_ROW: Row = {
  words: 'Build pods must have the labels team=payments',
  attempts: [
    { what: 'no cost label', change: {} },
    { what: 'the cost label of another team', change: { labels: { team: 'search' } } },
    { what: 'an empty cost label', change: { labels: { team: '' } } },
  ],
};

/** A directory of the node is another row where some are allowed. */
export const HOST_PATH_ROW: Row = {
  words: 'Build pods must not mount hostPath volumes other than /var/cache/builds.',
  attempts: [{ what: 'another directory of the node', change: { spec: hostPath('/etc') }, also: 'Pod Security' }],
};
