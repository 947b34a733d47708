/** The rights of an account, asked one by one: an access review is what the API server itself goes by. */
import { type AccessRule, CAPABILITIES, type Feature } from '../../access';
import { ClusterFailure } from './cluster-failure';
import type { Connection } from './connection';

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
/** Reviews at a time: each is a small request. */
const AT_ONCE = 8;

/** A verb on a resource. */
interface Right {
  readonly group: string;
  /** With the subresource behind a slash. */
  readonly resource: string;
  readonly verb: string;
}

interface Review {
  readonly allowed: boolean;
  /** Why not, as far as the server says so. */
  readonly reason: string;
}

/** What an account lacks. */
export interface Lack {
  /** One rule for each resource, with the missing verbs alone. None: it lacks nothing. */
  readonly rules: readonly AccessRule[];
  /** Whether it has none of the rights. */
  readonly isAll: boolean;
  /** What the server says to it. */
  readonly reasons: readonly string[];
}

/** What of the rights that the features need is not there, in a namespace or, without one, in the whole cluster. */
export async function lackOf(connection: Connection, features: readonly Feature[], namespace?: string): Promise<Lack> {
  const rights = rightsOf(features);
  const reviews: Review[] = [];
  while (reviews.length < rights.length) {
    const next = rights.slice(reviews.length, reviews.length + AT_ONCE);
    reviews.push(...(await Promise.all(next.map((right) => review(connection, right, namespace)))));
  }
  const denied = rights.filter((_, index) => !reviews[index].allowed);
  const reasons = reviews.flatMap(({ reason }) => (reason === '' ? [] : [reason]));
  return { rules: rulesFor(denied), isAll: denied.length === rights.length, reasons: [...new Set(reasons)] };
}

/** Each once, in the order of the table. */
function rightsOf(features: readonly Feature[]): Right[] {
  const rights = CAPABILITIES.filter(({ feature }) => features.includes(feature)).flatMap(({ rule }) =>
    rule.apiGroups.flatMap((group) =>
      rule.resources.flatMap((resource) => rule.verbs.map((verb): Right => ({ group, resource, verb }))),
    ),
  );
  return [...new Map(rights.map((right) => [JSON.stringify(right), right])).values()];
}

async function review(connection: Connection, right: Right, namespace: string | undefined): Promise<Review> {
  const { verb, group, resource: path } = right;
  const [resource, subresource] = path.split('/');
  const answer = await connection.ask('POST', REVIEWS, {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb, group, resource, subresource, namespace } },
  });
  if (answer.status !== 201) {
    const evidence = `${answer.status}: ${answer.message}`;
    throw new ClusterFailure('UNKNOWN_FAILURE', 'the API server does not tell what the account may do', { evidence });
  }
  const { allowed, reason, evaluationError } = answer.body.status as {
    allowed: boolean;
    reason?: string;
    evaluationError?: string;
  };
  return { allowed, reason: allowed ? '' : [reason, evaluationError].filter(Boolean).join('; ') };
}

function rulesFor(denied: readonly Right[]): AccessRule[] {
  const byResource = new Map<string, AccessRule>();
  for (const { group, resource, verb } of denied) {
    const rule = byResource.get(`${group}/${resource}`) ?? { apiGroups: [group], resources: [resource], verbs: [] };
    byResource.set(`${group}/${resource}`, { ...rule, verbs: [...rule.verbs, verb] });
  }
  return [...byResource.values()];
}
