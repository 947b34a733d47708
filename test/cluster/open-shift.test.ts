/** OpenShift writes to every ServiceAccount, those of a farm among them. */
import { ClusterPlatform, CloudIdentity } from 'harness-constructs';
import type { Manifest } from '../testkit/synth';
import { synthFarm } from './build-farm/farm';
import type { Answer } from './client/api-client';
import { Cluster } from './client/cluster';
import { makeNamespaces } from './prepare';

const APPLY = 'application/apply-patch+yaml';
const MERGE = 'application/strategic-merge-patch+json';

/** Applies as GitOps tools do by default: a field of another manager is a conflict. */
async function applied(cluster: Cluster, manifest: Manifest): Promise<Answer> {
  return cluster.admin.patch(`${await cluster.pathOf(manifest)}?fieldManager=gitops`, manifest, APPLY);
}

/** The objects that conflict. */
async function conflictsOf(cluster: Cluster, manifests: readonly Manifest[]): Promise<string[]> {
  const found: string[] = [];
  for (const manifest of manifests) {
    const { status, body } = await applied(cluster, manifest);
    if (status >= 300) found.push(`${manifest.kind} ${manifest.metadata.name}: ${status} ${body.message}`);
  }
  return found;
}

/**
 * What OpenShift adds: a Secret in two lists, and an annotation that names it.
 *
 * @see https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/images/managing-images
 */
function additionsTo({ apiVersion, kind, metadata: { name, namespace } }: Manifest) {
  const secret = { name: `${name}-dockercfg-1a2b3` };
  const annotations = { 'openshift.io/internal-registry-pull-secret-ref': secret.name };
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, annotations },
    secrets: [secret],
    imagePullSecrets: [secret],
  };
}

const WAYS: [string, string, (path: string) => string][] = [
  ['an update', MERGE, (path) => `${path}?fieldManager=openshift-controller-manager`],
  ['server-side apply', APPLY, (path) => `${path}?fieldManager=openshift.io%2Fimage-registry-pull-secrets&force=true`],
];

describe.each(Cluster.all().map((cluster) => [cluster.version, cluster] as const))(
  'on Kubernetes %s, as under OpenShift',
  (version, cluster) => {
    test.each(WAYS)('pull secrets that it adds by %s stay, and nothing conflicts', async (way, type, as) => {
      const name = `openshift-${version.replace('.', '-')}-${way.replace(/[^a-z]/g, '')}`;
      const cloudIdentity = CloudIdentity.irsa('arn:aws:iam::123456789012:role/ci');
      const [, manifests] = synthFarm(name, {
        props: { platform: ClusterPlatform.openShift(), cloudIdentity, delegateOptions: { cloudIdentity } },
      });
      const objects = await makeNamespaces(cluster, manifests);
      const accounts = objects.filter(({ kind }) => kind === 'ServiceAccount');
      expect(accounts.map(({ metadata }) => metadata.name)).toEqual([name, 'harness-build']);
      expect(await conflictsOf(cluster, objects)).toEqual([]);
      for (const account of accounts) {
        const { status } = await cluster.admin.patch(as(await cluster.pathOf(account)), additionsTo(account), type);
        expect(status).toBe(200);
      }
      expect(await conflictsOf(cluster, objects)).toEqual([]);
      for (const account of accounts) {
        const { body } = await cluster.admin.get(await cluster.pathOf(account));
        const { secrets, imagePullSecrets, metadata } = additionsTo(account);
        expect(body).toMatchObject({ secrets, imagePullSecrets });
        expect(body.metadata.annotations).toMatchObject({
          ...metadata.annotations,
          'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/ci',
        });
      }
    });

    test('pull secrets of ours would conflict, which is why they are refused there', async () => {
      const name = `openshift-${version.replace('.', '-')}-own`;
      const [, manifests] = synthFarm(name, { props: { imagePullSecrets: ['registry'] } });
      const objects = await makeNamespaces(cluster, manifests);
      const [account] = objects.filter(({ metadata }) => metadata.name === 'harness-build');
      await applied(cluster, account);
      const [[, type, as]] = WAYS;
      await cluster.admin.patch(as(await cluster.pathOf(account)), additionsTo(account), type);
      expect(await conflictsOf(cluster, [account])).toEqual([
        expect.stringMatching(/^ServiceAccount harness-build: 409 .*imagePullSecrets/s),
      ]);
      expect(() =>
        synthFarm(name, { props: { imagePullSecrets: ['registry'], platform: ClusterPlatform.openShift() } }),
      ).toThrow(/no value on OpenShift/);
    });
  },
);
