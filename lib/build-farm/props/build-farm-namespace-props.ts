import type { CloudIdentity, IHarnessDelegate } from '../../delegate';
import type { NetworkDestination, NetworkPeer } from '../../network';
import type { BuildEgress } from './build-egress';
import type { BuildIsolation } from './build-isolation';
import type { BuildQuota } from './build-quota';
import type { ClusterPlatform } from './cluster-platform';
import type { Istio } from './istio';

/** How builds run in a namespace. */
export interface BuildNamespaceOptions {
  /**
   * Whether the namespace is made. Not for `default` and `kube-…`.
   *
   * @default true, but false where the namespace is that of the chart
   */
  readonly createNamespace?: boolean;
  /**
   * Name of the ServiceAccount that is made for build pods: without rights, and without a token unless a pod asks for it.
   *
   * @default 'harness-build'
   */
  readonly serviceAccountName?: string;
  /**
   * Further ServiceAccounts, made elsewhere, that build pods may use.
   *
   * @default - none
   */
  readonly additionalServiceAccounts?: string[];
  /**
   * Names of Secrets of the namespace with credentials of registries, for the ServiceAccount.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /**
   * Identity of a cloud for builds.
   *
   * @default - none
   */
  readonly cloudIdentity?: CloudIdentity;
  /**
   * What a build may do on its node.
   *
   * @default BuildIsolation.baseline()
   */
  readonly isolation?: BuildIsolation;
  /**
   * What builds may connect to.
   *
   * @default BuildEgress.everythingButCloudMetadata()
   */
  readonly egress?: BuildEgress;
  /**
   * Destinations beyond `egress`. Choose pods of the cluster by their labels: some network plugins never match pods by
   * address.
   *
   * @default - none
   */
  readonly additionalEgress?: NetworkDestination[];
  /**
   * Who is asked for names (ports 53 and 5353, UDP and TCP).
   *
   * @default - the pods of the cluster, the cache on each node (169.254.20.10), and the DNS of Google Cloud (169.254.169.254)
   */
  readonly dnsServers?: NetworkPeer[];
  /**
   * Limits what the builds of the namespace take together. In a namespace that a delegate shares, its own pods count as
   * well.
   *
   * @default - no limit
   */
  readonly quota?: BuildQuota;
  /**
   * Joins the builds to an Istio mesh.
   *
   * @default - no mesh
   */
  readonly istio?: Istio;
  /**
   * Labels of every object.
   *
   * @default - `app.kubernetes.io/name: harness-builds`
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of every object.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** What a farm knows of its cluster. */
export interface BuildClusterOptions {
  /**
   * The kind of cluster.
   *
   * @default ClusterPlatform.generic()
   */
  readonly platform?: ClusterPlatform;
  /**
   * Version of Kubernetes, for example `1.29`. Below 1.30 there are no admission policies, and the farm has none.
   *
   * @default - 1.30 or later
   */
  readonly kubernetesVersion?: string;
  /**
   * Whether objects of the cluster may be made, of which the farm has the admission policy and its binding. Namespaces
   * are told by `createNamespace`.
   *
   * @default true
   */
  readonly clusterScoped?: boolean;
}

/** Properties of `BuildFarmNamespace`. */
export interface BuildFarmNamespaceProps extends BuildNamespaceOptions, BuildClusterOptions {
  /**
   * Name of the namespace.
   *
   * @default - that of the chart, else `harness-builds`
   */
  readonly namespace?: string;
  /**
   * The delegate that lives in the namespace itself. Whoever can start a pod beside a delegate is close to its token; the
   * policy of the farm then keeps build pods from its ServiceAccount, its token and its labels.
   *
   * @default - none: builds have a namespace of their own
   */
  readonly sharedWith?: IHarnessDelegate;
}
