/** The subjects of a summary: a build namespace, and the pods that the rendered objects create for its delegates. */
import { valueOf } from '../../core';
import type { IHarnessDelegate } from '../../reference';
import { DELEGATE_LABEL } from '../../workload';
import {
  type Account,
  accountNameOf,
  commonLabels,
  getsToken,
  type KubernetesObject,
  namespaceOf,
  objectsOfKind,
  type PodClass,
  type PodSpec,
  type PodTemplate,
  type RenderedObjects,
  templateOf,
  tokenSecretsOf,
} from '../../evaluation';
import type { ResolvedBuildFarm } from '../build-namespace-objects';

/** The build namespace that a summary describes. */
export interface Described extends RenderedObjects {
  readonly farm: ResolvedBuildFarm;
  /** The path of its construct. */
  readonly path: string;
  /** Its name, resolved. */
  readonly namespace: string;
  readonly delegates: readonly IHarnessDelegate[];
  /** Whether an app only uses the namespace: it need not declare all that is there. @default false */
  readonly isImported?: boolean;
}

/** The pods of a delegate: an upper bound if several objects declare them. */
export interface DelegatePods extends PodClass {
  /** For example `Deployment ci`; `undefined` if no object of the app makes them. */
  readonly workload?: string;
  readonly accounts: readonly Account[];
  /** ServiceAccounts whose token the pods do not get: bindings to them have no effect. */
  readonly withoutToken: readonly string[];
  /** Names of the Secrets with the token. */
  readonly tokenSecrets: readonly string[];
  /** Whether nothing keeps them from nodes of another operating system, if an object of the app makes them. */
  readonly isOnAnyNode: boolean;
  /** Whether they use the network of their node, where no policy applies. */
  readonly isOnHostNetwork: boolean;
  /** One for each object that makes them. */
  readonly specs: readonly PodSpec[];
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
    const { tokenSecretName } = delegate as IHarnessDelegate & { readonly tokenSecretName?: string };
    return {
      namespace: valueOf(delegate.namespace),
      labels,
      accounts: [account],
      withoutToken: [],
      tokenSecrets: tokenSecretName === undefined ? [] : [valueOf(tokenSecretName)],
      isOnAnyNode: false,
      isOnHostNetwork: false,
      specs: [],
    };
  }
  const [{ kind, metadata }] = declared;
  const namespace = namespaceOf(declared[0]);
  const templates = declared.map((workload) => templateOf(workload));
  const names = new Set(templates.map(accountNameOf));
  const withToken = templates.filter((template) => getsToken(rendered.objects, namespace, template)).map(accountNameOf);
  return {
    workload: `${kind} ${metadata.name}`,
    namespace,
    ...labelsOf(templates),
    accounts: [...names].map((name) => ({ namespace, name })),
    withoutToken: [...names].filter((name) => !withToken.includes(name)),
    tokenSecrets: [...new Set(templates.flatMap(tokenSecretsOf))],
    isOnAnyNode: templates.some(({ spec }) => !selectsSystem(spec)),
    isOnHostNetwork: templates.some(({ spec }) => spec?.hostNetwork === true),
    specs: templates.map(({ spec }) => spec ?? {}),
  };
}

/** A construct owns what it renders, even if patched. For other delegates, only the name is known. */
export function workloadsOf({ objects, paths }: RenderedObjects, delegate: IHarnessDelegate): KubernetesObject[] {
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

/** Whether the pods select nodes by operating system; which one is not considered. */
function selectsSystem(spec: PodTemplate['spec']): boolean {
  const { nodeSelector, affinity } = spec ?? {};
  return JSON.stringify([nodeSelector, affinity]).includes('"kubernetes.io/os"');
}

/** The labels of all templates. Where they differ, pods can also have any other label. */
function labelsOf(templates: readonly PodTemplate[]): Pick<PodClass, 'labels' | 'hasOtherLabels'> {
  const [first = {}, ...others] = templates.map(({ metadata }) => metadata?.labels ?? {});
  const labels = commonLabels([first, ...others]);
  const count = Object.keys(labels).length;
  return { labels, hasOtherLabels: [first, ...others].some((all) => Object.keys(all).length > count) };
}
