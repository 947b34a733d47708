import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import { derived, pruneProtected } from '../core';
import { checkAnnotations, checkLabels, type CloudIdentity } from '../workload';
import type { ResolveContext } from './context';

/** Labels and annotations. */
export interface DelegateMetadataProps {
  /**
   * Labels for every object, but not for the pods.
   *
   * @default - `app.kubernetes.io/name: harness-delegate` and `harness.io/name`; in profile `DOCUMENTED` only the documented ones
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations for every object, but not for the pods.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
  /**
   * Labels for the pods, in addition to `harness.io/name`, which selects them.
   *
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };
  /**
   * Annotations for the pods.
   *
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };
  /**
   * Whether the pods are annotated for Prometheus (`prometheus.io/scrape`, `port` and `path`), as documented.
   *
   * @default true
   */
  readonly metricsAnnotations?: boolean;
  /**
   * Lets Argo CD and Flux delete the Namespace and the Deployment when they are no longer in the manifests. By default,
   * annotations prevent that (`argocd.argoproj.io/sync-options: Prune=false` and `kustomize.toolkit.fluxcd.io/prune:
   * disabled`). The same annotations in `annotations` take precedence.
   *
   * @default - false; true in profile `DOCUMENTED` and for an adopted delegate, whose annotations stay as they are
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
   * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
   */
  readonly unsafeAllowPruning?: boolean;
}

/** Order in which Argo CD applies objects. @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/ */
export const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';

type Marks = { [key: string]: string };

/** Properties of other subjects that affect labels and annotations. */
interface OtherProps {
  readonly adoption?: object;
  readonly cloudIdentity?: CloudIdentity;
  readonly description?: string;
}

/** Labels and annotations. */
export interface ResolvedMetadata {
  /** Labels of the namespace, without the name of the delegate: several delegates can share a namespace. */
  readonly namespaceLabels: Marks;
  /** Labels of every other object. */
  readonly labels: Marks;
  /** Labels of the Deployment and its autoscaler. */
  readonly workloadLabels: Marks;
  readonly annotations: Marks;
  /** Whether GitOps engines must not delete the Namespace and the Deployment. */
  readonly isPruneProtected: boolean;
  readonly selector: Marks;
  readonly podLabels: Marks;
  readonly podAnnotations: Marks;
}

export function resolveMetadata({
  checks,
  props,
  profile,
  generation,
  names,
}: ResolveContext<DelegateMetadataProps & OtherProps>): ResolvedMetadata {
  const { labels = {}, annotations = {}, podLabels = {}, podAnnotations = {}, metricsAnnotations = true } = props;
  checkLabels(checks, 'labels', labels);
  checkLabels(checks, 'podLabels', podLabels);
  checkAnnotations(checks, 'annotations', annotations, props.description);
  checkAnnotations(checks, 'podAnnotations', podAnnotations);
  const { selector } = names;
  const isBare = profile.onlyDocumentedFields && props.adoption === undefined;
  const common: Marks =
    profile.onlyDocumentedFields || props.adoption !== undefined
      ? {}
      : { 'app.kubernetes.io/name': 'harness-delegate' };
  const metrics = {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': `${generation.port}`,
    'prometheus.io/path': generation.metricsPath,
  };
  return {
    namespaceLabels: { ...common, ...labels },
    labels: { ...common, ...(isBare ? {} : selector), ...labels },
    workloadLabels: { ...common, ...selector, ...labels },
    annotations,
    isPruneProtected: !(props.unsafeAllowPruning ?? (profile.onlyDocumentedFields || props.adoption !== undefined)),
    selector,
    podLabels: { ...common, ...props.cloudIdentity?._marks.podLabels, ...podLabels, ...selector },
    podAnnotations: { ...(metricsAnnotations ? metrics : {}), ...podAnnotations },
  };
}

/** The parts of a delegate that its objects need. */
export interface ObjectOwner {
  readonly names: { readonly resource: string };
  readonly identity: { readonly namespace: string };
  readonly metadata: ResolvedMetadata;
}

/** Metadata of an object with the name and namespace of the delegate. */
export function objectMetadata({ names, identity, metadata }: ObjectOwner): ObjectMeta {
  return {
    name: names.resource,
    namespace: identity.namespace,
    labels: metadata.labels,
    annotations: metadata.annotations,
  };
}

/** Annotations of the Namespace or Deployment. */
export function annotationsOfKept({ isPruneProtected }: ResolvedMetadata, annotations: Marks): Marks {
  return isPruneProtected ? pruneProtected(annotations) : annotations;
}

/** Annotations of an object that Argo CD must apply one wave before the delegate. */
export function annotationsOfEarlierWave({ metadata: { annotations } }: Pick<ObjectOwner, 'metadata'>): {
  [key: string]: string;
} {
  const wave = derived([annotations[SYNC_WAVE] ?? '0'], (known) => `${Number(known) - 1}`);
  return { ...annotations, [SYNC_WAVE]: wave };
}
