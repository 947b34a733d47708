/** What a pipeline author, and others who create pods, try in a namespace that builds share with their delegate. */
import { asInitContainer, buildPod, type Change, CONTAINER } from '../build-farm/pods';
import { volumesOf, withVolume } from '../build-farm/policy/volumes';
import { admitted, type Attempt, cannot, core, podSecurity, policy, type Request, STRATEGIC, updated } from './attempt';
import { tries } from './by-policy';
import { DELEGATE_POD, SHARED, VICTIM } from './places';
import { RULES, WAYS } from './ways';

const KIND = 'shared namespace';
const TOKEN = `${SHARED}-token`;
const LABEL = { 'harness.io/name': SHARED };
const at = { at: SHARED };
const asDelegate = { serviceAccountName: SHARED };

function withMetadata(pod: any, metadata: object): object {
  return { ...pod, metadata: { ...pod.metadata, ...metadata } };
}

/** Swaps the image of the first container of the list. */
function withImage(pod: any, list: 'containers' | 'initContainers'): object {
  const [first, ...others] = pod.spec[list] as object[];
  return { ...pod, spec: { ...pod.spec, [list]: [{ ...first, image: 'registry.example.com/mine:1' }, ...others] } };
}

const SWAPS: Attempt[] = (['the delegate', 'another creator', 'an administrator'] as const).map((who) => ({
  kind: 'image swap',
  who,
  what: "another image for the delegate's pod",
  request: updated(SHARED, DELEGATE_POD, (pod) => withImage(pod, 'containers')),
  end: policy(RULES.account),
  control: updated(SHARED, VICTIM, (pod) => withImage(pod, 'containers')),
}));

/** The controller by whose ReplicaSet the pod claims to be made. */
const ownerReferences = [
  {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: SHARED,
    uid: '00000000-0000-0000-0000-000000000000',
    controller: true,
  },
];

function owned(change: Change): object {
  return withMetadata(buildPod(change), { ownerReferences });
}

const SPOOFED: Attempt[] = [
  tries('label spoofing', "a pod with the delegate's label", buildPod({ labels: LABEL }), policy(RULES.label), at),
  tries(
    'label spoofing',
    "a pod with the delegate's label and owner",
    owned({ labels: LABEL }),
    policy(RULES.label),
    at,
  ),
  {
    kind: 'label spoofing',
    who: 'the delegate',
    what: "the delegate's label for a build that runs",
    request: updated(SHARED, VICTIM, (pod) => withMetadata(pod, { labels: { ...pod.metadata.labels, ...LABEL } })),
    end: policy(RULES.label),
    control: updated(SHARED, VICTIM, (pod) =>
      withMetadata(pod, { labels: { ...pod.metadata.labels, harmless: 'true' } }),
    ),
  },
];

/** Pods that would be taken for those of the delegate, without its Deployment. */
const ORPHANS: Attempt[] = (['the delegate', 'another creator', 'an administrator'] as const).flatMap((who) => [
  tries('orphans', "a pod with the delegate's account", buildPod({ spec: asDelegate }), policy(RULES.account), {
    ...at,
    who,
  }),
  tries(
    'orphans',
    "a pod with the delegate's account, label and owner",
    owned({ labels: LABEL, spec: asDelegate }),
    policy(RULES.account),
    { ...at, who },
  ),
]);

const CONTROLLERS: Attempt[] = (['the job controller', 'the daemon set controller'] as const).map((who) =>
  tries(
    "Jobs and DaemonSets with the delegate's account",
    `a pod with the delegate's account, for ${who}`,
    owned({ spec: asDelegate }),
    policy(RULES.account),
    { ...at, who },
  ),
);

const CONTAINERS: Attempt[] = [
  {
    kind: 'ephemeral containers',
    who: 'the delegate',
    what: "an ephemeral container for the delegate's pod",
    request: debug(DELEGATE_POD),
    end: cannot('patch', 'pods/ephemeralcontainers'),
    control: debug(VICTIM),
  },
  {
    kind: 'ephemeral containers',
    who: 'an administrator',
    what: "an ephemeral container for the delegate's pod",
    request: debug(DELEGATE_POD),
    end: policy(RULES.account),
    control: debug(VICTIM),
  },
];

function debug(pod: string): Request {
  const body = { spec: { ephemeralContainers: [{ ...CONTAINER, name: 'debugger' }] } };
  return { method: 'PATCH', path: core(SHARED, `pods/${pod}/ephemeralcontainers`), body, type: STRATEGIC };
}

/** Everything by which a container gets a Secret. */
const IN_CONTAINERS: [what: string, container: object][] = [
  ['a variable', { env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: TOKEN, key: 'any' } } }] }],
  ['all variables', { envFrom: [{ secretRef: { name: TOKEN } }] }],
];

const NAMED: [what: string, change: Change][] = [
  ['a volume', withVolume('secret', { secretName: TOKEN })],
  ['a projected volume', withVolume('projected', { sources: [{ secret: { name: TOKEN } }] })],
  ['imagePullSecrets', { spec: { imagePullSecrets: [{ name: TOKEN }] } }],
  ...IN_CONTAINERS.flatMap(([what, container]): [string, Change][] => [
    [what, { container }],
    [`${what} of an init container`, asInitContainer({ container })],
  ]),
];

/** Types that can name a Secret. The farm has opened some of them; the others are refused as they are everywhere. */
const OPENED = ['azureFile', 'cinder', 'csi', 'flexVolume', 'iscsi'];
const BY_VOLUMES = Object.entries(volumesOf(TOKEN)).filter(([, source]) => JSON.stringify(source).includes(TOKEN));

const TOKENS: Attempt[] = [
  ...NAMED.map(([what, change]) =>
    tries('the token', `the delegate's token in ${what}`, buildPod(change), policy(RULES.token), at),
  ),
  ...BY_VOLUMES.map(([type, source]) =>
    tries(
      'the token',
      `the delegate's token in a volume of the type ${type}`,
      buildPod(withVolume(type, source)),
      policy(OPENED.includes(type) ? RULES.token : RULES.volumes),
      at,
    ),
  ),
];

const LEFT_OPEN: Attempt[] = [
  {
    kind: 'left open in a shared namespace',
    who: 'the delegate',
    what: 'its token, through the API',
    request: { method: 'GET', path: core(SHARED, `secrets/${TOKEN}`) },
    end: admitted('the delegate can read the Secrets of its own namespace, including its token'),
    control: 'none',
  },
  tries(
    'left open in a shared namespace',
    'a copy of the token under another name',
    buildPod(withVolume('secret', { secretName: 'copy-of-the-token' })),
    admitted('a copy of the token under another name'),
    at,
  ),
  tries(
    'left open in a shared namespace',
    'another Secret of the delegate, in all variables',
    buildPod({ container: { envFrom: [{ secretRef: { name: 'proxy-of-the-delegate' } }] } }),
    admitted('other Secrets of the delegate, for example of a proxy'),
    at,
  ),
  tries(
    'left open in a shared namespace',
    'root in its container',
    buildPod({ container: { securityContext: { runAsUser: 0 } } }),
    admitted("the delegate's namespace enforces the level for builds, not `restricted`"),
    at,
  ),
  {
    kind: 'left open in a shared namespace',
    who: 'another creator',
    what: "a Deployment with the delegate's account",
    request: {
      method: 'POST',
      path: `/apis/apps/v1/namespaces/${SHARED}/deployments`,
      body: {
        metadata: { name: 'attempt' },
        spec: {
          selector: { matchLabels: LABEL },
          template: { metadata: { labels: LABEL }, spec: { ...asDelegate, containers: [CONTAINER] } },
        },
      },
    },
    end: admitted('anyone who can create Deployments there can become the delegate'),
    control: 'none',
  },
  {
    kind: 'left open in a shared namespace',
    who: 'the delegate',
    what: 'finalizers on its pod',
    request: updated(SHARED, DELEGATE_POD, (pod) => withMetadata(pod, { finalizers: ['example.com/stays'] })),
    end: admitted('[finalizers][finalizers] that keep it from ending'),
    control: 'none',
  },
  {
    kind: 'left open in a shared namespace',
    who: 'the delegate',
    what: 'removing the label of its pod',
    request: updated(SHARED, DELEGATE_POD, (pod) => withMetadata(pod, { labels: { of: 'nobody' } })),
    end: admitted('removing its label, so that its Deployment makes another pod'),
    control: 'none',
  },
  {
    kind: 'left open in a shared namespace',
    who: 'the delegate',
    what: 'deleting its pod',
    request: { method: 'DELETE', path: core(SHARED, `pods/${DELEGATE_POD}`) },
    end: admitted("deleting the delegate's pod"),
    control: 'none',
  },
  {
    kind: 'left open in a shared namespace',
    who: 'the delegate',
    what: 'leading the headless Service of a mesh elsewhere',
    request: {
      method: 'PUT',
      path: core(SHARED, 'services/headless'),
      body: (service) => ({ ...service, spec: { ...service.spec, selector: { of: 'nobody' } } }),
    },
    end: admitted(
      'changing or deleting the Services of the namespace, for example the selector of the headless Service of a mesh',
    ),
    control: 'none',
  },
  {
    kind: 'left open in a shared namespace',
    who: 'the delegate',
    what: 'deleting the headless Service of a mesh',
    request: { method: 'DELETE', path: core(SHARED, 'services/headless') },
    end: admitted('changing or deleting the Services of the namespace'),
    control: 'none',
  },
];

export const IN_SHARED_NAMESPACE: readonly Attempt[] = [
  ...SWAPS,
  ...SPOOFED,
  ...ORPHANS,
  ...CONTROLLERS,
  ...CONTAINERS,
  ...TOKENS,
  ...LEFT_OPEN,
  ...WAYS.map(({ what, change, check }) => tries(KIND, what, buildPod(change), podSecurity(check), at)),
];
