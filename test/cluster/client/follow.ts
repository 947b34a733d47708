/** Follows objects as they change, so that nothing between two looks is missed. */
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import type { Cluster } from './cluster';

/** A change of an object, as a watch tells it. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'ERROR';
  /** The object after the change, or before it was deleted. */
  readonly object: any;
}

/** What became of the objects of a list. */
export interface Followed {
  /** All changes so far, the oldest first: at its beginning, each object that was there is added. */
  readonly changes: readonly Change[];
  end(): void;
}

/** Follows all objects of a list, for example `/api/v1/namespaces/a/pods`, as they are and as they become. */
export async function follow(cluster: Cluster, list: string): Promise<Followed> {
  const { items, metadata } = (await cluster.admin.get(list)).body as { items: any[]; metadata: any };
  const changes: Change[] = items.map((object: unknown) => ({ type: 'ADDED', object }));
  const end = await begin(cluster, `${list}?watch=true&resourceVersion=${metadata.resourceVersion}`, (line) =>
    changes.push(JSON.parse(line) as Change),
  );
  return { changes, end };
}

/** Resolves to its end once the server has agreed; each line is a change. */
function begin({ admin: { server } }: Cluster, path: string, tell: (line: string) => void): Promise<() => void> {
  const headers = { authorization: `Bearer ${server.token}` };
  const ca = readFileSync(server.certificate);
  return new Promise((resolve, reject) => {
    const watch = request(`${server.url}${path}`, { headers, ca }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`${path}: ${response.statusCode}`));
      // Its end by the test is no failure.
      const lines = createInterface(response.on('error', () => undefined)).on('line', tell);
      resolve(() => {
        lines.close();
        watch.destroy();
      });
    });
    watch.on('error', reject);
    watch.end();
  });
}
