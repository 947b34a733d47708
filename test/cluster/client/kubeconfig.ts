import type { Cluster } from './cluster';

/** A kubeconfig of the cluster, as its administrator, or as whoever has the token; an empty one: as nobody. */
export function kubeconfigOf({ admin: { server } }: Cluster, token = server.token): { readonly content: string } {
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server: server.url, 'certificate-authority': server.certificate } }],
    users: [{ name: 'test', user: token === '' ? {} : { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  };
  return { content: JSON.stringify(content) };
}
