import type { HarnessDelegateProps } from 'harness-constructs';
import { DOCUMENTED, synthDelegate } from '../delegate/delegates';
import { covers } from '../testkit/covers';
import type { Answer } from './client/api-client';
import { Cluster } from './client/cluster';
import { eventually } from './client/eventually';

const cluster = Cluster.newest();

/** Creates a pod as the delegate's Deployment would, in a namespace that enforces the level. */
async function createPod(level: string, props: Partial<HarnessDelegateProps>): Promise<Answer> {
  const namespace = `pods-${level}`;
  await cluster.namespace(namespace, { 'pod-security.kubernetes.io/enforce': level });
  const { deployment } = synthDelegate({ ...props, namespace });
  const { metadata, spec } = deployment.spec.template;
  const account = { name: spec.serviceAccountName, namespace };
  await cluster.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: account });
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, generateName: 'delegate-' }, spec };
  // The admission plugin learns of a new account with a delay.
  return eventually(
    () => cluster.admin.post(`/api/v1/namespaces/${namespace}/pods`, pod),
    ({ body }) => !/serviceaccount .* not found/.test(String(body.message)),
  );
}

const HARDENED: [what: string, props: Partial<HarnessDelegateProps>][] = [
  ['with nothing but what it needs', {}],
  ['with a read-only root file system', { readOnlyRootFilesystem: true }],
  ['for OpenShift', { openShift: true }],
  [
    'with containers and volumes of its own',
    {
      initContainers: [{ name: 'certs', image: 'registry.example.com/certs:1' }],
      sidecars: [{ name: 'proxy', image: 'registry.example.com/proxy:1' }],
      volumes: [{ name: 'cache', emptyDir: {} }],
      volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
    },
  ],
];

describe('a namespace that enforces the Pod Security level restricted', () => {
  test.each(HARDENED)('admits a hardened delegate %s', async (_what, props) => {
    expect((await createPod('restricted', props)).status).toBe(201);
  });

  test('refuses the documented delegate, since it runs as root', async () => {
    covers('S001.manifest.run-as-user');
    const { status, body } = await createPod('restricted', DOCUMENTED);
    expect([status, body.message]).toEqual([403, expect.stringContaining('violates PodSecurity "restricted')]);
    expect(body.message).toContain('runAsNonRoot != true');
    expect(body.message).toContain('runAsUser=0');
  });

  test('refuses a delegate that opted out of hardening', async () => {
    expect((await createPod('restricted', { unsafeRunAsRoot: true })).status).toBe(403);
  });
});

describe('a namespace that enforces the level baseline', () => {
  test.each<[string, Partial<HarnessDelegateProps>]>([
    ['the documented delegate', DOCUMENTED],
    ['a delegate that runs as root', { unsafeRunAsRoot: true }],
    ...HARDENED.map(([what, props]): [string, Partial<HarnessDelegateProps>] => [`a hardened delegate ${what}`, props]),
  ])('admits %s', async (_what, props) => {
    expect((await createPod('baseline', props)).status).toBe(201);
  });
});
