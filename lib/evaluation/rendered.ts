/** The rendered objects of an app, as kubectl and GitOps engines apply them. */
import type { IConstruct } from 'constructs';
import { DEEPEST, isPlainObject, renderingsOf } from '../core';
import { contestedWords } from './contested';
import { groupOf, isForeignPolicy, type KubernetesObject } from './objects';
import { isRead, malformation } from './well-formed';

/** The rendered objects of an app, and what statements cannot consider. */
export interface RenderedObjects {
  readonly objects: readonly KubernetesObject[];
  /** The path of the construct that rendered an object. */
  readonly paths: ReadonlyMap<KubernetesObject, string>;
  /** Objects that the API server refuses, in words: `NetworkPolicy own (spec.egress: expected a list)`. */
  readonly malformed: readonly string[];
  /** Objects that are declared more than once, with differences. */
  readonly contested: readonly string[];
  /** Paths of constructs that hold values which are not known yet. */
  readonly unknown: readonly string[];
}

const GROUPS: readonly string[] = [
  '',
  'apps',
  'autoscaling',
  'batch',
  'networking.k8s.io',
  'rbac.authorization.k8s.io',
  'admissionregistration.k8s.io',
];

/** The objects of the app that a construct belongs to: an app is one cluster. */
export function renderedObjects(scope: IConstruct): RenderedObjects {
  const renderings = renderingsOf(scope);
  const placed = renderings.flatMap(({ path, manifests = [] }) =>
    manifests.flatMap((manifest) => unfolded(manifest).map((value) => ({ path, value }))),
  );
  const paths = new Map<KubernetesObject, string>();
  const malformed: string[] = [];
  for (const { path, value } of placed) {
    const wrong = wrongWith(value, path);
    if (wrong !== undefined) {
      malformed.push(wrong);
    } else if (isRelevant(value as KubernetesObject)) {
      paths.set(value as KubernetesObject, path);
    }
  }
  const objects = [...paths.keys()];
  return {
    objects,
    paths,
    malformed,
    contested: contestedWords(objects.filter(isRead)),
    unknown: renderings
      .filter(({ manifests, apiVersion, kind = '' }) => {
        const isList = apiVersion === undefined || /List$/.test(kind);
        return manifests === undefined && (isList || isRelevant({ apiVersion, kind }));
      })
      .map(({ path }) => path),
  };
}

/**
 * The objects of a list, at any level, instead of the list. As for kubectl, whatever has `items` is a list, and items without
 * a kind have that of a typed list: `NetworkPolicyList` has items of the kind `NetworkPolicy`.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#collections
 */
function unfolded(value: unknown, level = 0): unknown[] {
  if (!isPlainObject(value) || !Array.isArray(value.items) || level === DEEPEST) {
    return [value];
  }
  const { apiVersion, kind } = value;
  const isTyped = typeof kind === 'string' && kind !== 'List' && kind.endsWith('List');
  return (value.items as unknown[]).flatMap((item) => {
    const isBare = isPlainObject(item) && item.kind === undefined && item.apiVersion === undefined;
    return unfolded(isTyped && isBare ? { ...item, apiVersion, kind: kind.slice(0, -'List'.length) } : item, level + 1);
  });
}

/** Why a relevant object is ignored; `undefined` if it is not. */
function wrongWith(value: unknown, path: string): string | undefined {
  const { apiVersion, kind, metadata }: { readonly [member: string]: unknown } = isPlainObject(value) ? value : {};
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    return `an object of [${path}] (apiVersion and kind: expected strings)`;
  }
  const object = { apiVersion, kind, ...(value as object) };
  const wrong = isRelevant(object) ? malformation(object) : undefined;
  const name: unknown = isPlainObject(metadata) ? metadata.name : undefined;
  return wrong === undefined ? undefined : `${kind} ${typeof name === 'string' ? name : `of [${path}]`} (${wrong})`;
}

function isRelevant(object: Pick<KubernetesObject, 'apiVersion' | 'kind'>): boolean {
  const { apiVersion, kind } = object;
  return (
    (kind !== 'Secret' && kind !== 'ConfigMap' && GROUPS.includes(groupOf(apiVersion))) ||
    isForeignPolicy(object) ||
    kind === 'PeerAuthentication'
  );
}
