import { ApiClient } from './api-client';

/** One thing that somebody may be allowed to do. */
export interface Review {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** In the plural, with the subresource behind a slash. */
  readonly resource: string;
  /** Left out: in the whole cluster. */
  readonly namespace?: string;
}

/** Somebody with a token. */
export class Actor extends ApiClient {
  /** Whether the server would allow it. */
  public async can({ verb, group, resource, namespace }: Review): Promise<boolean> {
    const [name, subresource] = resource.split('/');
    const answer = await this.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb, group, resource: name, subresource, namespace } },
    });
    if (answer.status !== 201) {
      throw new Error(`no review: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body.status.allowed === true;
  }
}
