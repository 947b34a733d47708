import type { AllowedImages, BuildPodProfile } from '../build-pods';
import type { NetworkDestination, NetworkPeer } from '../core';
import type { HarnessScope } from '../document';
import type { IHarnessDelegate } from '../reference';
import type { CloudIdentity } from '../workload';
import type { BuildEgress } from './egress';
import type { PolicyEnforcement } from './enforcement';
import type { BuildIsolation } from './isolation';
import type { Istio } from './istio';
import type { ClusterPlatform } from './platform';
import type { BuildQuota } from './quota';
import type { BuildVolumeType } from './volume-types';

/** Settings of a build namespace. */
export interface BuildNamespaceOptions {
  /**
   * Whether to create the namespace. Not for `default` and `kube-…`.
   *
   * @default true, but false if `namespace` is unset and the chart has a namespace
   */
  readonly createNamespace?: boolean;
  /**
   * Name of the ServiceAccount of build pods. If this construct creates it, it has no rights, and pods get its token
   * only on request.
   *
   * @default - `harness-build`; the only one of `additionalServiceAccounts` if the namespace is not created
   */
  readonly serviceAccountName?: string;
  /**
   * Whether to create the ServiceAccount. With `createNamespace: false`, a ServiceAccount that you name is used as it
   * is, unless you set this to true.
   *
   * @default - true, but false if the namespace is not created and `serviceAccountName` or `additionalServiceAccounts`
   * is set
   */
  readonly createServiceAccount?: boolean;
  /**
   * Names of other ServiceAccounts, created elsewhere, that build pods can use.
   *
   * @default - none
   */
  readonly additionalServiceAccounts?: string[];
  /**
   * Names of Secrets in the namespace with registry credentials, for the ServiceAccount. Not on OpenShift, which writes to the
   * same list.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /**
   * Cloud identity of builds.
   *
   * @default - none
   */
  readonly cloudIdentity?: CloudIdentity;
  /**
   * Isolation of builds from their node.
   *
   * @default BuildIsolation.baseline()
   */
  readonly isolation?: BuildIsolation;
  /**
   * What happens to a pod that breaks a rule of the admission policy. Not if the farm has no policy: before Kubernetes 1.30,
   * and with `clusterScoped: false`.
   *
   * @default PolicyEnforcement.deny()
   */
  readonly enforcement?: PolicyEnforcement;
  /**
   * Types of volume that build pods can mount, in addition to `emptyDir`, `secret`, `configMap`, `projected`, `downwardAPI`,
   * `persistentVolumeClaim`, and the directories of `BuildIsolation.hostPaths`. The admission policy refuses all others.
   *
   * @default - none
   */
  readonly additionalVolumeTypes?: BuildVolumeType[];
  /**
   * Projects whose builds the namespace admits; an organization stands for all of its projects. The admission policy compares
   * the labels `orgID` and `projectID` of pods, which Harness sets. A guard against mistakes, not a boundary: a stage can set
   * these labels itself. Not if the farm has no policy: before Kubernetes 1.30, and with `clusterScoped: false`.
   *
   * @default - builds of all projects that can use the delegate
   * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/ci-stage-settings
   */
  readonly allowedProjects?: HarnessScope[];
  /**
   * Images that the containers of build pods can have. The admission policy compares the image of each container, after mirrors of
   * `podProfile`, and also where an update of a pod changes it. Containers that a webhook adds count, for example the proxy of
   * a mesh. Not if the farm has no policy: before Kubernetes 1.30, and with `clusterScoped: false`.
   *
   * @default - all images
   */
  readonly allowedImages?: AllowedImages;
  /**
   * Labels that assign the cost of builds: all objects have them, and the admission policy demands them of every new build pod.
   * Stages of a farm carry them, and from Kubernetes 1.36 on the API server sets them. Labels of a farm also apply to its delegate
   * and the pods of it. A namespace with its own keeps those of the farm. Not if the farm has no policy: before
   * Kubernetes 1.30, and with `clusterScoped: false`.
   *
   * @default - none
   */
  readonly costLabels?: { [key: string]: string };
  /**
   * What build pods get beyond what Harness can set: the API server changes them, from Kubernetes 1.36 on. Merged with the profile
   * of the farm; this one wins.
   *
   * @default - that of the farm, else none. With `BuildIsolation.restricted()` on Kubernetes 1.36 or later, `BuildPodProfile.of()`
   */
  readonly podProfile?: BuildPodProfile;
  /**
   * Destinations to which builds can connect.
   *
   * @default BuildEgress.everythingButCloudMetadata()
   */
  readonly egress?: BuildEgress;
  /**
   * Destinations in addition to `egress`. Select pods of the cluster by label: some network plugins never match pods by IP
   * address. A block of cloud metadata or link-local addresses only is opened as it is; they are excluded from other blocks.
   *
   * @default - none
   */
  readonly additionalEgress?: NetworkDestination[];
  /**
   * DNS servers of builds (UDP and TCP 53; on OpenShift and an unknown platform also 5353). An empty list closes these ports.
   *
   * @default - those of the platform. EKS: pods of kube-system, the cache on each node (169.254.20.10), and 10.100.0.10 and
   * 172.20.0.10, where Auto Mode serves DNS. GKE: pods of kube-system, the cache, and Cloud DNS (169.254.169.254). AKS: pods
   * of kube-system, the cache, and LocalDNS (169.254.10.11). OpenShift: pods of openshift-dns. Unknown: all pods of the
   * cluster, the cache, LocalDNS and Cloud DNS
   */
  readonly dnsServers?: NetworkPeer[];
  /**
   * Limit on what the builds of the namespace take together. In a shared namespace, it also has room for the delegate.
   *
   * @default - no limit
   */
  readonly quota?: BuildQuota;
  /**
   * Istio mesh that the builds join.
   *
   * @default - no mesh
   */
  readonly istio?: Istio;
  /**
   * Labels of every object. Labels of a farm also apply to its delegate's objects, but not to pods. A namespace with
   * its own labels keeps those of the farm.
   *
   * @default - `app.kubernetes.io/name: harness-builds`
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of every object. Annotations of a farm also apply to its delegate's objects, but not to pods. A
   * namespace with its own annotations keeps those of the farm.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
  /**
   * Lets Argo CD and Flux delete the Namespace when it is no longer in the manifests. By default, annotations prevent
   * that (`argocd.argoproj.io/sync-options: Prune=false` and `kustomize.toolkit.fluxcd.io/prune: disabled`). The same
   * annotations in `annotations` take precedence. In a farm, it is also the default of `delegateOptions`.
   *
   * @default false
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
   * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
   */
  readonly unsafeAllowPruning?: boolean;
}

/** The cluster of a farm. */
export interface BuildClusterOptions {
  /**
   * Platform of the cluster.
   *
   * @default ClusterPlatform.generic()
   */
  readonly platform?: ClusterPlatform;
  /**
   * Kubernetes version, for example `1.36`. Before 1.30, Kubernetes does not support admission policies, and the farm has
   * none. From 1.36 on, the API server can change build pods (`podProfile`).
   *
   * @default - 1.30 to 1.35
   */
  readonly kubernetesVersion?: string;
  /**
   * Whether to create cluster-scoped objects: the admission policy and its binding. For Namespaces, see
   * `createNamespace`.
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
   * @default - the namespace of the chart, else `harness-builds`
   */
  readonly namespace?: string;
  /**
   * A delegate in the same namespace. A pod in the namespace of a delegate can reach its token; the admission policy then
   * denies build pods its ServiceAccount, token and labels.
   *
   * @default - none: the namespace contains only builds
   */
  readonly sharedWith?: IHarnessDelegate;
}
