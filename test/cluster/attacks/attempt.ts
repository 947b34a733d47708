/** An attempt against a farm, as data: who tries what, and what must come of it. */
import type { Layer } from '../build-farm/outcome';

/**
 * Who tries. The delegate has the most that a pipeline author can obtain; another creator can edit everything in the build
 * namespaces; controllers create the pods of what others have created.
 */
export type Who =
  | 'the delegate'
  | 'the delegate of another farm'
  | 'the build account'
  | 'another creator'
  | 'an administrator'
  | 'the job controller'
  | 'the daemon set controller';

/** A request to the API server. All are dry runs. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** An object, or a change of the object that is there. */
  readonly body?: object | ((current: any) => object);
  /** What kind of patch the body is. */
  readonly type?: string;
  /** Headers by which somebody acts as somebody else. */
  readonly impersonate?: { readonly [header: string]: string };
}

/** The layer that refuses the attempt, and words of its message, which name the rule. */
export interface Refused {
  readonly by: Exclude<Layer, 'admitted' | 'other'>;
  readonly words: string;
}

/** A sentence of `docs/security.md` that admits the attempt, or a part of one, as it is written there. */
export interface Admitted {
  readonly sentence: string;
}

export type End = Refused | Admitted;

/** One attempt. */
export interface Attempt {
  /** A kind of attempt, of `KINDS`. */
  readonly kind: string;
  readonly who: Who;
  readonly what: string;
  readonly request: Request;
  readonly end: End;
  /** What comes of it before a version of Kubernetes. */
  readonly endBefore?: readonly [version: string, end: End];
  /** The same request by an administrator where no farm is: it is admitted, so that nothing but the named layer is in its way. */
  readonly control: Control;
}

/**
 * A request that an administrator can make; the message with which the server answers an administrator instead, for example
 * because no node runs the pod; or `none`, where the server refuses everybody.
 */
export type Control = Request | { readonly request: Request; readonly answer: RegExp } | 'none';

/** Refusals of RBAC name the verb and the resource. */
export function cannot(verb: string, resource: string, group = ''): Refused {
  return { by: 'RBAC', words: `cannot ${verb} resource "${resource}" in API group "${group}"` };
}

export function policy(words: string): Refused {
  return { by: 'admission policy', words };
}

/** @param check how Pod Security names what it refuses. */
export function podSecurity(check: string): Refused {
  return { by: 'Pod Security', words: check };
}

export function admitted(sentence: string): Admitted {
  return { sentence };
}

/** Objects of the core group in a namespace. */
export function core(namespace: string, resource: string): string {
  return `/api/v1/namespaces/${namespace}/${resource}`;
}

/** Creates a pod. */
export function podIn(namespace: string, pod: object): Request {
  return { method: 'POST', path: core(namespace, 'pods'), body: pod };
}

/** Changes a pod that is there. A delegate has no right to patch pods: it updates them as a whole. */
export function updated(namespace: string, pod: string, change: (pod: any) => object): Request {
  const body = (current: any): object =>
    change({ ...current, metadata: { ...current.metadata, resourceVersion: undefined } });
  return { method: 'PUT', path: core(namespace, `pods/${pod}`), body };
}

export const MERGE = 'application/merge-patch+json';
export const STRATEGIC = 'application/strategic-merge-patch+json';
