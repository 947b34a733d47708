/** A farm on a cluster, in namespaces of its own, and whoever writes its pipelines. */
import { Chart } from 'cdk8s';
import { CiBuildInfra, type CiBuildInfraProps, DelegateImage, DelegateToken } from 'harness-constructs';
import { type Manifest, newApp, synth } from '../../support/synth';
import type { Actor } from '../client/actor';
import type { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { makeNamespaces } from '../prepare';
import { post } from './outcome';
import { buildPod } from './pods';

export const ACCOUNT_ID = '6_vVHzo9Qeu9fXvj-AcQCb';

/** An account that an administrator has put into every namespace of builds, for whatever reason. */
export const OTHER_ACCOUNT = 'other';

/** A farm whose objects are applied. */
export interface InstalledFarm {
  readonly name: string;
  readonly delegateNamespace: string;
  /** The namespaces for builds. */
  readonly namespaces: readonly string[];
  /** Acts by the token of the delegate: the most that whoever writes a pipeline can get out of it. */
  readonly author: Actor;
  readonly manifests: readonly Manifest[];
}

/** Which farm: what it is, beyond the least, and what is added to it. */
export interface FarmOptions {
  readonly props?: Partial<CiBuildInfraProps>;
  readonly extend?: (farm: CiBuildInfra) => void;
  /** Labels that an administrator changes on the namespaces for builds. */
  readonly relabel?: { readonly [label: string]: string };
}

/** The farm's objects: the delegate is called as the farm, and its pods never start. */
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

/** Applies a farm, and waits until what it says holds. */
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
    await holds(author, namespace, hasPolicy);
  }
  return { name, delegateNamespace: farm.delegate.namespace, namespaces, author, manifests };
}

/** Accounts beside that of the builds. Where there are no controllers, nobody else makes `default`. */
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
async function holds(author: Actor, namespace: string, hasPolicy: boolean): Promise<void> {
  const admitted = await eventually(
    () => post(author, namespace, buildPod(), { dryRun: true }),
    ({ layer }) => layer === 'admitted',
  );
  const refused = await eventually(
    () => post(author, namespace, buildPod({ spec: { serviceAccountName: OTHER_ACCOUNT } }), { dryRun: true }),
    ({ layer }) => layer === (hasPolicy ? 'admission policy' : 'admitted'),
  );
  if (admitted.layer !== 'admitted' || refused.layer !== (hasPolicy ? 'admission policy' : 'admitted')) {
    throw new Error(`${namespace}: ${JSON.stringify({ admitted, refused })}`);
  }
}
