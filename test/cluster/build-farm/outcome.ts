/** The outcome of a request, and the layer that decided it. */
import type { Answer, ApiClient } from '../client/api-client';

/** The layer that refused the request, if any. */
export type Layer =
  | 'admitted'
  | 'RBAC'
  | 'Pod Security'
  | 'admission policy'
  | 'ServiceAccount admission'
  | 'quota'
  | 'validation'
  | 'other';

/** The deciding layer and its message. */
export interface Outcome {
  readonly layer: Layer;
  readonly message: string;
}

const WORDS: [words: RegExp, layer: Layer][] = [
  [/^ValidatingAdmissionPolicy '|: ValidatingAdmissionPolicy '/, 'admission policy'],
  [/violates PodSecurity "/, 'Pod Security'],
  [/error looking up service account |a mirror pod may not reference /, 'ServiceAccount admission'],
  [/exceeded quota: /, 'quota'],
  [/ cannot [-:\w]+ resource "/, 'RBAC'],
];

/** Reads the outcome from a response. */
export function outcomeOf({ status, body }: Answer): Outcome {
  const message = String(body?.message ?? '');
  if (status < 300) {
    return { layer: 'admitted', message: '' };
  }
  const layer = status === 422 ? 'validation' : (WORDS.find(([words]) => words.test(message))?.[1] ?? 'other');
  return { layer, message };
}

/** Creates an object of the core group, by default a pod. */
export async function post(
  actor: ApiClient,
  namespace: string,
  body: object,
  { dryRun = false, resource = 'pods' } = {},
): Promise<Outcome> {
  const query = dryRun ? '?dryRun=All' : '';
  return outcomeOf(await actor.post(`/api/v1/namespaces/${namespace}/${resource}${query}`, body));
}
