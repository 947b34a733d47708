/** A farm on a cluster, in its own namespaces, and the author of its pipelines. */
import { Chart } from 'cdk8s';
import { CiBuildInfra, type CiBuildInfraProps, DelegateImage, DelegateToken } from 'harness-constructs';
import { type Manifest, newApp, synth } from '../../testkit/synth';
import type { Actor } from '../client/actor';
import type { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { makeNamespaces } from '../prepare';
import { type Layer, post } from './outcome';
import { buildPod, type Change } from './pods';

export const ACCOUNT_ID = '6_vVHzo9Qeu9fXvj-AcQCb';

/** An account that an administrator has added to every build namespace. */
export const OTHER_ACCOUNT = 'other';

/** The label by which Pod Security refuses pods of a namespace. */
const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** A farm whose objects are applied. */
export interface InstalledFarm {
  readonly name: string;
  readonly delegateNamespace: string;
  /** The build namespaces. */
  readonly namespaces: readonly string[];
  /** Uses the token of the delegate: the most that a pipeline author can obtain. */
  readonly author: Actor;
  readonly manifests: readonly Manifest[];
}

/** Name, properties and additions of a farm. */
export interface FarmOptions {
  readonly props?: Partial<CiBuildInfraProps>;
  readonly extend?: (farm: CiBuildInfra) => void;
  /** What a webhook of the cluster adds to build pods. */
  readonly webhook?: Change;
  /** Labels that an administrator changes on the build namespaces. */
  readonly relabel?: { readonly [label: string]: string };
}

/** The objects of the farm. The delegate has the name of the farm, and its pods never start. */
export function synthFarm(
  name: string,
  { props = {}, extend = () => undefined }: FarmOptions,
): [CiBuildInfra, Manifest[]] {
  const chart = new Chart(newApp(), 'test');
  const farm = new CiBuildInfra(chart, 'Farm', {
    accountId: ACCOUNT_ID,
    delegateName: name,
    image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
    token: DelegateToken.fromSecretName(`${name}-token`),
    delegateNamespace: name,
    ...(props.sharedNamespace ? {} : { buildNamespaces: [`${name}-builds`] }),
    ...props,
  });
  extend(farm);
  return [farm, synth(chart)];
}

/** Applies a farm and waits until its rights and policies are in effect. */
export async function installFarm(cluster: Cluster, name: string, options: FarmOptions = {}): Promise<InstalledFarm> {
  const [farm, manifests] = synthFarm(name, options);
  await cluster.applyAll(await makeNamespaces(cluster, manifests));
  const namespaces = farm.buildNamespaces.map(({ namespace }) => namespace);
  for (const namespace of namespaces) {
    await addAccounts(cluster, namespace, ['default', OTHER_ACCOUNT, name]);
    await relabel(cluster, namespace, options.relabel);
  }
  const author = await cluster.as({ namespace: name, name });
  const hasPolicy = manifests.some(({ kind }) => kind === 'ValidatingAdmissionPolicy');
  for (const namespace of namespaces) {
    await holds(author, namespace, hasPolicy, options);
    if (options.relabel?.[ENFORCE] === 'privileged') await isUnlabeled(author, namespace, hasPolicy);
  }
  return { name, delegateNamespace: farm.delegate.namespace, namespaces, author, manifests };
}

/** Adds ServiceAccounts next to that of the builds. Without controllers, `default` does not exist either. */
async function addAccounts(cluster: Cluster, namespace: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts`;
    await cluster.admin.post(path, { metadata: { name }, automountServiceAccountToken: false });
  }
}

async function relabel(cluster: Cluster, namespace: string, labels: FarmOptions['relabel']): Promise<void> {
  if (labels !== undefined) {
    const patch = { metadata: { labels } };
    await cluster.admin.patch(`/api/v1/namespaces/${namespace}`, patch, 'application/merge-patch+json');
  }
}

/** Rights, accounts and policies take effect with a delay. */
async function holds(
  author: Actor,
  namespace: string,
  hasPolicy: boolean,
  { props, webhook = {} }: FarmOptions,
): Promise<void> {
  await decided(author, namespace, buildPod(webhook, props?.isolation), 'admitted');
  const spec = { ...webhook.spec, serviceAccountName: OTHER_ACCOUNT };
  const otherAccount = buildPod({ ...webhook, spec }, props?.isolation);
  await decided(author, namespace, otherAccount, hasPolicy ? 'admission policy' : 'admitted');
}

/** So do labels of namespaces: Pod Security no longer refuses what the policy refuses, too. */
async function isUnlabeled(author: Actor, namespace: string, hasPolicy: boolean): Promise<void> {
  const onNode = buildPod({ spec: { hostNetwork: true } });
  await decided(author, namespace, onNode, hasPolicy ? 'admission policy' : 'admitted');
}

/** Waits until that is what becomes of the pod, without making it. */
async function decided(author: Actor, namespace: string, pod: object, layer: Layer): Promise<void> {
  const outcome = await eventually(
    () => post(author, namespace, pod, { dryRun: true }),
    (found) => found.layer === layer,
  );
  if (outcome.layer !== layer) {
    throw new Error(`${namespace}: expected ${layer}, got ${JSON.stringify(outcome)} for ${JSON.stringify(pod)}`);
  }
}
