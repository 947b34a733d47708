/** Tries attempts on one API server, and keeps nothing of them. */
import { type Layer, type Outcome, outcomeOf } from '../build-farm/outcome';
import type { Answer, ApiClient } from '../client/api-client';
import type { Cluster } from '../client/cluster';
import type { Attempt, Control, Request } from './attempt';
import { preparePlaces } from './places';

/** What came of an attempt, and of its control. */
export interface Found {
  readonly outcome: Outcome;
  /** The object as the server would keep it. */
  readonly body: unknown;
  /** `undefined` without a control. */
  readonly control?: Outcome;
}

/** Tries all of them at once; the client bounds how many requests are under way. */
export async function tryAll(cluster: Cluster, attempts: readonly Attempt[]): Promise<Map<Attempt, Found>> {
  const clientOf = await preparePlaces(cluster);
  const controls = new Map<Request | string, Promise<Outcome>>();
  const tried = attempts.map(async (attempt): Promise<[Attempt, Found]> => {
    const { who, request, control } = attempt;
    const namespace = /namespaces\/([^/]+)/.exec(request.path)?.[1] ?? '';
    const answer = await send(cluster, clientOf(who, namespace), request);
    const outcome = outcomeOf(answer);
    return [attempt, { outcome, body: answer.body as unknown, control: await controlOf(cluster, control, controls) }];
  });
  return new Map(await Promise.all(tried));
}

/** Several attempts share a control. */
function controlOf(cluster: Cluster, control: Control, known: Map<Request | string, Promise<Outcome>>) {
  if (control === 'none') return undefined;
  const { request, answer } = 'answer' in control ? control : { request: control, answer: undefined };
  const key = typeof request.body === 'function' ? request : JSON.stringify(request);
  const outcome = known.get(key) ?? send(cluster, cluster.admin, request).then(outcomeOf);
  known.set(key, outcome);
  return outcome.then((found) => (answer?.test(found.message) ? { layer: 'admitted' as Layer, message: '' } : found));
}

/** Sends a request so that nothing of it is kept. */
export async function send(
  cluster: Cluster,
  client: ApiClient,
  { method, path, body, type = '', impersonate }: Request,
): Promise<Answer> {
  const as = impersonate === undefined ? client : client.impersonating(impersonate);
  // The server refuses dry runs of connections.
  const at = /\/(exec|attach|portforward)\b/.test(path) ? path : `${path}${path.includes('?') ? '&' : '?'}dryRun=All`;
  const sent =
    typeof body === 'function' ? (body as (current: unknown) => object)((await cluster.admin.get(path)).body) : body;
  switch (method) {
    case 'GET':
      return as.get(path);
    case 'DELETE':
      return as.delete(at);
    case 'POST':
      return as.post(at, sent ?? {});
    case 'PUT':
      return as.put(at, sent ?? {});
    case 'PATCH':
      return as.patch(at, sent ?? {}, type);
  }
}
