/** What an API server serves: read off its discovery documents. */
import type { ApiClient } from './api-client';

/** A resource, or a subresource such as `pods/log`. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** In the plural, as in paths and rules. */
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** All resources of the preferred versions, or of every version. */
export async function discover(client: ApiClient, versions: 'preferred' | 'all' = 'preferred'): Promise<Resource[]> {
  const { groups } = (await client.get('/apis')).body as { groups: Group[] };
  const places = groups.flatMap(({ name, versions: all, preferredVersion }) =>
    (versions === 'all' ? all : [preferredVersion]).map(({ version }) => ({ group: name, version })),
  );
  const lists = [{ group: '', version: 'v1' }, ...places].map(async ({ group, version }) => {
    const { resources } = (await client.get(basePath(group, version))).body as { resources: Listed[] };
    return resources.map(({ name, kind, namespaced, verbs }) => ({ group, version, name, kind, namespaced, verbs }));
  });
  return (await Promise.all(lists)).flat();
}

/** Where objects of a group and version are served. */
export function basePath(group: string, version: string): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

interface Group {
  readonly name: string;
  readonly versions: ReadonlyArray<{ readonly version: string }>;
  readonly preferredVersion: { readonly version: string };
}

interface Listed {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}
