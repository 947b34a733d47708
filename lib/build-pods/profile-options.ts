import type { Duration } from 'cdk8s';
import type { DelegateToleration, DelegateTopologySpread } from '../workload';
import type { ProfileRollout } from './profile-rollout';

/** Whether root in a build pod is a user of its own on the node. */
export enum UserNamespaces {
  /** Sets `hostUsers: false`, also over the pod's own value. */
  REQUIRED = 'required',
  /** Sets nothing. */
  OFF = 'off',
}

/** The seccomp profile of a build pod. */
export enum PodSeccomp {
  /** The default profile of the container runtime, for the pod and all of its containers. */
  RUNTIME_DEFAULT = 'RuntimeDefault',
  /** Sets nothing. */
  OFF = 'off',
}

/** A property of a profile for which the value of a pipeline can take precedence. */
export enum OverridableSetting {
  /** `annotations`, each by its key. */
  ANNOTATIONS = 'annotations',
  /** `dnsConfig` as a whole. */
  DNS_CONFIG = 'dnsConfig',
  /** `environment` and the variables of `proxy` and `certificates`, each by its name. */
  ENVIRONMENT = 'environment',
  /** `labels`, each by its key. */
  LABELS = 'labels',
  /** `nodeSelector`, each by its key. */
  NODE_SELECTOR = 'nodeSelector',
  /** `priorityClassName`. */
  PRIORITY_CLASS_NAME = 'priorityClassName',
  /** `runtimeClassName`. */
  RUNTIME_CLASS_NAME = 'runtimeClassName',
  /** `topologySpread` as a whole. */
  TOPOLOGY_SPREAD = 'topologySpread',
}

/** The HTTP proxy of the steps of a build. */
export interface BuildProxy {
  /** URL of the proxy for `http:` addresses, without credentials: `http://proxy.example.com:3128`. */
  readonly http: string;
  /**
   * URL of the proxy for `https:` addresses.
   *
   * @default - the value of `http`
   */
  readonly https?: string;
  /**
   * Hosts to reach without the proxy, in addition to the pod itself, the API server and the Services of the cluster: host names,
   * suffixes such as `.example.com`, IP addresses and blocks. Few tools understand blocks.
   *
   * @default - none
   */
  readonly noProxy?: string[];
}

/** A bundle of CA certificates for every container of a build. */
export interface BuildCertificates {
  /** Name of a ConfigMap in the build namespace. Without it, build pods do not start. */
  readonly configMapName: string;
  /**
   * Key of the bundle: PEM, with the public CAs that steps need.
   *
   * @default ca.crt
   */
  readonly key?: string;
  /**
   * Key of the same bundle as a PKCS #12 trust store, for Java, which reads no PEM. Without it, Java trusts the CAs of its own
   * installation.
   *
   * @default - none
   */
  readonly javaTrustStoreKey?: string;
  /**
   * Password of the trust store. It protects nothing: everybody can read it, as they can read the certificates.
   *
   * @default changeit
   */
  readonly javaTrustStorePassword?: string;
}

/** Ephemeral storage of containers that neither request nor limit any. */
export interface DefaultEphemeralStorage {
  /** Request, for example `2Gi`. */
  readonly request: string;
  /**
   * Limit. The node evicts the pod if a container exceeds it.
   *
   * @default - none
   */
  readonly limit?: string;
}

/** DNS settings, in addition to those of the cluster. @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */
export interface BuildDnsConfig {
  /**
   * IP addresses of DNS servers, at most 3.
   *
   * @default - none
   */
  readonly nameservers?: string[];
  /**
   * Search domains, at most 32.
   *
   * @default - none
   */
  readonly searches?: string[];
  /**
   * Options of the resolver by name, for example `{ ndots: '2' }`. An empty string is an option without a value.
   *
   * @default - none
   */
  readonly options?: { [name: string]: string };
}

/** What build pods get that Harness does not set. Each property says whether a stage can set it too. */
export interface BuildPodProfileOptions {
  /**
   * Whether root in a container is a user of its own on the node. Stages cannot set it without the overlay; the profile wins.
   * Needs nodes with Linux 6.3, containerd 2.0 or CRI-O 1.25, and runc 1.2 or crun 1.9, or later ones.
   *
   * @default UserNamespaces.OFF
   * @see https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
   */
  readonly userNamespaces?: UserNamespaces;
  /**
   * Seccomp profile of the pod. Stages cannot set it without the overlay; the profile wins, also over profiles of containers.
   *
   * @default PodSeccomp.RUNTIME_DEFAULT
   * @see https://kubernetes.io/docs/tutorials/security/seccomp/
   */
  readonly seccomp?: PodSeccomp;
  /**
   * RuntimeClass of the pod, for example `gvisor`. It must exist. Stages cannot set it without the overlay; the profile wins.
   *
   * @default - the default of the cluster
   * @see https://kubernetes.io/docs/concepts/containers/runtime-class/
   */
  readonly runtimeClassName?: string;
  /**
   * How long a pod can run, in whole seconds, after which Kubernetes stops it. Harness sets 24 hours; the profile wins.
   *
   * @default - 24 hours, from Harness
   */
  readonly deadline?: Duration;
  /**
   * PriorityClass of the pod. It must exist. A stage can set it; the profile wins.
   *
   * @default - that of the stage
   */
  readonly priorityClassName?: string;
  /**
   * Labels that a node must have, for example those of a pool for builds. A stage can set others; the profile wins.
   *
   * @default - those of the stage
   */
  readonly nodeSelector?: { [key: string]: string };
  /**
   * Taints that pods tolerate, in addition to those of the stage. Each needs an effect.
   *
   * @default - those of the stage
   */
  readonly tolerations?: DelegateToleration[];
  /**
   * Spreads the build pods of the namespace over nodes or zones. A stage can set it with an overlay; the profile wins.
   *
   * @default - that of the stage
   */
  readonly topologySpread?: DelegateTopologySpread[];
  /**
   * Registries or repositories from which to pull images instead, by the prefix to replace:
   * `{ 'docker.io': 'registry.example.com/docker-hub' }`. Images without a registry are those of `docker.io`, and those without a
   * namespace of `docker.io/library`. Tags and digests are kept. The longest prefix wins. Stages cannot prevent it.
   *
   * @default - none
   */
  readonly imageMirrors?: { [prefix: string]: string };
  /**
   * Names of Secrets in the build namespace with registry credentials, in addition to those of the stage and its ServiceAccount.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /**
   * HTTP proxy of the steps, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` in upper and lower case. Containers of Harness do not
   * get it. A step can set the variables too; the profile wins.
   *
   * @default - none
   */
  readonly proxy?: BuildProxy;
  /**
   * Environment variables of the steps. Containers of Harness do not get them. A step can set them too; the profile wins.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };
  /**
   * CA certificates for every container, those of Harness included, with the variables that curl, git, Node.js, Python, Go and,
   * with `javaTrustStoreKey`, Java read. A step can set the variables too; the profile wins.
   *
   * @default - none
   */
  readonly certificates?: BuildCertificates;
  /**
   * Labels of the pod. A stage can set others; the profile wins.
   *
   * @default - those of the stage
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the pod. A stage can set others; the profile wins.
   *
   * @default - those of the stage
   */
  readonly annotations?: { [key: string]: string };
  /**
   * Whether variables in each container name every Service of the namespace. The API server cannot tell the default from a value
   * of the pod, so the profile always wins.
   *
   * @default false
   * @see https://kubernetes.io/docs/tutorials/services/connect-applications-service/#accessing-the-service
   */
  readonly enableServiceLinks?: boolean;
  /**
   * Ephemeral storage of containers that neither request nor limit any. Stages cannot set it.
   *
   * @default - that of the cluster, for example of a LimitRange
   */
  readonly ephemeralStorage?: DefaultEphemeralStorage;
  /**
   * DNS settings. Stages cannot set them without the overlay; the profile wins.
   *
   * @default - those of the cluster
   */
  readonly dnsConfig?: BuildDnsConfig;
  /**
   * Whether annotations keep node autoscalers from evicting the pod. Stages of a farm have them; the profile wins.
   *
   * @default true
   */
  readonly preventEviction?: boolean;
  /**
   * Properties for which the value of a pipeline takes precedence over that of the profile.
   *
   * @default - none
   */
  readonly overridable?: OverridableSetting[];
  /**
   * Which pods the API server changes.
   *
   * @default ProfileRollout.all()
   */
  readonly rollout?: ProfileRollout;
}
