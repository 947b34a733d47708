/** What Harness does with the API server, acted out call by call. */
import type { Actor } from '../client/actor';
import type { Answer } from '../client/api-client';

/** One call. */
export interface Step {
  readonly name: string;
  /** Where it is written that Harness does this. */
  readonly source: string;
  /** Objects have names of their own in each run, so that a run may be repeated. */
  readonly call: (actor: Actor, place: Place) => Promise<Answer>;
  /** Answers other than success that show that the call was allowed. */
  readonly alsoFine?: readonly number[];
}

/** Where a flow runs. */
export interface Place {
  readonly namespace: string;
  /** For names of objects. */
  readonly run: string;
}

/** A step was not allowed. */
export interface Refusal {
  readonly step: string;
  readonly message: string;
}

/** Pages of the Harness documentation, and where there is none, published source. */
export const SOURCES = {
  connector: 'https://developer.harness.io/docs/platform/connectors/cloud-providers/add-a-kubernetes-cluster-connector',
  connectorSettings:
    'https://developer.harness.io/docs/platform/connectors/cloud-providers/ref-cloud-providers/kubernetes-cluster-connector-settings-reference',
  releases:
    'https://developer.harness.io/docs/continuous-delivery/deploy-srv-diff-platforms/kubernetes/cd-k8s-ref/kubernetes-releases-and-versioning',
  buildHandler: 'https://github.com/harness/harness-core, class CIK8JavaClientHandler',
  chart: 'https://github.com/harness/delegate-helm-chart, values ccm.visibility',
} as const;

let runs = 0;

/** Runs all steps, and tells the first one that the server forbids. Throws when one fails in another way. */
export async function firstRefusal(
  flow: readonly Step[],
  actor: Actor,
  namespace: string,
): Promise<Refusal | undefined> {
  const place = { namespace, run: `run-${process.pid}-${runs++}` };
  for (const { name, call, alsoFine = [] } of flow) {
    const { status, body } = await call(actor, place);
    if (status === 403) {
      return { step: name, message: String(body.message) };
    }
    if (status >= 300 && !alsoFine.includes(status)) {
      throw new Error(`${name}: ${status} ${JSON.stringify(body)}`);
    }
  }
  return undefined;
}

/** The path of objects of the core group in a namespace. */
export function core({ namespace }: Place, resource: string, name?: string): string {
  return `/api/v1/namespaces/${namespace}/${resource}${name === undefined ? '' : `/${name}`}`;
}

/** The same for Deployments and their like. */
export function apps({ namespace }: Place, resource: string, name?: string): string {
  return `/apis/apps/v1/namespaces/${namespace}/${resource}${name === undefined ? '' : `/${name}`}`;
}

/** A pod that needs nothing. */
export function podSpec(): object {
  return {
    automountServiceAccountToken: false,
    restartPolicy: 'Never',
    containers: [{ name: 'step', image: 'registry.example.com/step:1' }],
  };
}
