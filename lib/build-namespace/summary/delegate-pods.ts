/** What the lines of a summary are about: a namespace for builds, and the pods that the rendered objects make for its delegates. */
import { isPlainObject, valueOf } from '../../core';
import type { IHarnessDelegate } from '../../reference';
import { DELEGATE_LABEL } from '../../workload';
import {
  type Account,
  commonLabels,
  type KubernetesObject,
  type Labels,
  namespaceOf,
  objectsOfKind,
  type PodClass,
  type RenderedObjects,
} from '../../evaluation';
import type { ResolvedBuildFarm } from '../build-namespace-objects';

/** What the lines about a namespace are about. */
export interface Described extends RenderedObjects {
  readonly farm: ResolvedBuildFarm;
  /** Its name, resolved. */
  readonly namespace: string;
  readonly delegates: readonly IHarnessDelegate[];
}

/** Pods that statements about a delegate are about: an upper bound, if several objects declare them. */
export interface DelegatePods extends PodClass {
  /** For example `Deployment ci`; `undefined` if no object of the app makes them. */
  readonly workload?: string;
  readonly accounts: readonly Account[];
  /** Whether nothing keeps them from nodes of another operating system, if an object of the app makes them. */
  readonly isOnAnyNode: boolean;
  /** Whether they use the network of their node, where no policy applies. */
  readonly isOnHostNetwork: boolean;
  /** One for each object that makes them. */
  readonly specs: readonly PodSpec[];
}

/** Resources of a container. */
export interface Amounts {
  readonly requests?: { readonly [resource: string]: string | number } | null;
  readonly limits?: { readonly [resource: string]: string | number } | null;
}

interface PodSpec {
  readonly hostNetwork?: boolean | null;
  readonly nodeSelector?: Labels | null;
  readonly affinity?: object | null;
  readonly serviceAccountName?: string | null;
  /** The former name of the field. */
  readonly serviceAccount?: string | null;
  readonly priorityClassName?: string | null;
  readonly containers?: ReadonlyArray<{ readonly resources?: Amounts | null }> | null;
}

interface PodTemplate {
  readonly metadata?: { readonly labels?: Labels | null } | null;
  readonly spec?: PodSpec | null;
}

/** Without an object that makes them, the pods are those that this package would declare. */
export function podsOfDelegate(rendered: RenderedObjects, delegate: IHarnessDelegate): DelegatePods {
  const declared = workloadsOf(rendered, delegate);
  if (declared.length === 0) {
    const { serviceAccount, delegateName } = delegate;
    const account = {
      namespace: valueOf(serviceAccount.toSubjectConfiguration().namespace ?? ''),
      name: valueOf(serviceAccount.name),
    };
    const labels = { [DELEGATE_LABEL]: delegateName };
    return {
      namespace: valueOf(delegate.namespace),
      labels,
      accounts: [account],
      isOnAnyNode: false,
      isOnHostNetwork: false,
      specs: [],
    };
  }
  const [{ kind, metadata }] = declared;
  const namespace = namespaceOf(declared[0]);
  const templates = declared.map(templateOf);
  const names = new Set(templates.map(({ spec }) => spec?.serviceAccountName || spec?.serviceAccount || 'default'));
  return {
    workload: `${kind} ${metadata.name}`,
    namespace,
    ...labelsOf(templates),
    accounts: [...names].map((name) => ({ namespace, name })),
    isOnAnyNode: templates.some(({ spec }) => !selectsSystem(spec)),
    isOnHostNetwork: templates.some(({ spec }) => spec?.hostNetwork === true),
    specs: templates.map(({ spec }) => spec ?? {}),
  };
}

/** What a construct renders is its own, whatever a patch makes of it. Of other delegates only the name is known. */
function workloadsOf({ objects, paths }: RenderedObjects, delegate: IHarnessDelegate): KubernetesObject[] {
  const all = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].flatMap((kind) =>
    objectsOfKind(objects, 'apps', kind),
  );
  const path = delegate.node.defaultChild?.node.path;
  const own = all.find((object) => path !== undefined && paths.get(object) === path);
  const kinds = own ? [own.kind] : ['Deployment', 'StatefulSet'];
  const name = own ? own.metadata.name : delegate.delegateName;
  const namespace = own ? namespaceOf(own) : valueOf(delegate.namespace);
  return all.filter(
    (object) => kinds.includes(object.kind) && object.metadata.name === name && namespaceOf(object) === namespace,
  );
}

function templateOf({ spec }: KubernetesObject): PodTemplate {
  const template = isPlainObject(spec) ? spec.template : undefined;
  return isPlainObject(template) ? template : {};
}

/** Whether the pods select nodes by operating system; which one is not considered. */
function selectsSystem(spec: PodTemplate['spec']): boolean {
  const { nodeSelector, affinity } = spec ?? {};
  return JSON.stringify([nodeSelector, affinity]).includes('"kubernetes.io/os"');
}

/** The labels of all templates. Where they differ, pods can have any other label, too. */
function labelsOf(templates: readonly PodTemplate[]): Pick<PodClass, 'labels' | 'hasOtherLabels'> {
  const [first = {}, ...others] = templates.map(({ metadata }) => metadata?.labels ?? {});
  const labels = commonLabels([first, ...others]);
  const count = Object.keys(labels).length;
  return { labels, hasOtherLabels: [first, ...others].some((all) => Object.keys(all).length > count) };
}
