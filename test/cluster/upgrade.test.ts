import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLES, parsed } from '../support/examples';
import { Cluster } from './client/cluster';
import { exampleFiles } from './fixtures';
import { inNamespacesOf, makeNamespaces } from './prepare';

/** What the examples gave in earlier versions: by version, then by example. Files are added here, and never changed. */
const RELEASES = join(__dirname, 'releases');
const cluster = Cluster.newest();

const EARLIER = readdirSync(RELEASES).flatMap((version) =>
  readdirSync(join(RELEASES, version)).map((file) => [version, file.replace('.yaml', '.ts'), file] as const),
);

test.each(EARLIER)('whoever has %s of %s gets the current one without a rejection', async (version, example, file) => {
  const earlier = inNamespacesOf('upgrade', parsed(readFileSync(join(RELEASES, version, file), 'utf8')));
  const current = inNamespacesOf('upgrade', exampleFiles(example).flat());
  const objects = await makeNamespaces(cluster, earlier);
  await cluster.applyAll(objects);
  await cluster.applyAll(await makeNamespaces(cluster, current));
  for (const object of [...objects, ...current.filter(({ kind }) => kind !== 'Namespace')]) {
    await cluster.admin.delete(await cluster.pathOf(object));
  }
});

test('every example has an earlier version', () => {
  expect(EARLIER.map(([, example]) => example)).toEqual(expect.arrayContaining(EXAMPLES));
});

test('an object that cannot be changed would be rejected', async () => {
  const [namespace, name] = ['upgrades', 'binding'];
  const binding = (role: string) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name, namespace },
    ...{ roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role } },
  });
  await cluster.namespace(namespace);
  await cluster.apply(binding('view'));
  await expect(cluster.apply(binding('edit'))).rejects.toThrow(/cannot change roleRef/);
});
