/** Rights, reviewed one by one. An access review returns the decision of the API server's authorizer. */
import { type AccessRule, CAPABILITIES, type Feature } from '../../access';
import type { Finding } from '../result';
import { ClusterFailure, foundInCluster } from './cluster-failure';
import type { Connection } from './connection';

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Maximum number of concurrent reviews. */
const AT_ONCE = 8;

/** A verb on a resource. */
interface Right {
  readonly group: string;
  /** Resource, with its subresource after a slash. */
  readonly resource: string;
  readonly verb: string;
}

interface Review {
  readonly allowed: boolean;
  /** Why it was denied, if the server says so. */
  readonly reason: string;
}

/** Rights that an account lacks. */
export interface Lack {
  /** One rule per resource, with only the missing verbs. Empty if nothing is missing. */
  readonly rules: readonly AccessRule[];
  /** Whether the account has none of the rights. */
  readonly isAll: boolean;
  /** Reasons that the server gave. */
  readonly reasons: readonly string[];
}

/** Finds the rights of the features that the account lacks in a namespace or, if omitted, in the whole cluster. */
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

/** Returns the rights without duplicates, in the order of the capability table. */
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
    throw new ClusterFailure('UNKNOWN_FAILURE', 'the API server did not review the rights of the account', {
      evidence,
    });
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

/** The finding for rights that an account lacks. `where` ends its message. */
export function rightsMissing({ rules, reasons }: Lack, where: string, namespace?: string): Finding[] {
  if (rules.length === 0) {
    return [];
  }
  const listed = rules.map(({ apiGroups: [group], resources: [resource], verbs }) => {
    return `${verbs.join(', ')} ${resource}${group === '' ? '' : `.${group}`}`;
  });
  const evidence = reasons.length > 0 ? reasons.join('\n') : undefined;
  const missingRules = [{ ...(namespace === undefined ? {} : { namespace }), rules }];
  return [foundInCluster('RIGHTS_MISSING', `${listed.join('; ')} ${where}`, { evidence, missingRules })];
}
