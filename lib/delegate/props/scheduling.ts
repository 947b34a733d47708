/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
export enum TaintEffect {
  /** New pods stay away. */
  NO_SCHEDULE = 'NoSchedule',
  /** New pods stay away if there is another place. */
  PREFER_NO_SCHEDULE = 'PreferNoSchedule',
  /** Running pods must go, too. */
  NO_EXECUTE = 'NoExecute',
}

/** A taint of nodes that the pods put up with. */
export interface DelegateToleration {
  /**
   * Key of the taint.
   *
   * @default - every key
   */
  readonly key?: string;
  /**
   * Value of the taint. Needs `key`.
   *
   * @default - every value
   */
  readonly value?: string;
  /**
   * Effect of the taint.
   *
   * @default - every effect
   */
  readonly effect?: TaintEffect;
  /**
   * How long a running pod stays, in seconds. Only with `NO_EXECUTE`.
   *
   * @default - for ever
   */
  readonly tolerationSeconds?: number;
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/ */
export enum UnsatisfiableConstraint {
  /** The pod waits. */
  DO_NOT_SCHEDULE = 'DoNotSchedule',
  /** The pod starts where it does the least harm. */
  SCHEDULE_ANYWAY = 'ScheduleAnyway',
}

/** Spreads pods over nodes or zones. For those of a delegate, which pods it speaks of is filled in. */
export interface DelegateTopologySpread {
  /** Label of the nodes, for example `topology.kubernetes.io/zone`. */
  readonly topologyKey: string;
  /**
   * Greatest difference in the number of pods, at least 1.
   *
   * @default 1
   */
  readonly maxSkew?: number;
  /**
   * What happens when the difference cannot be kept.
   *
   * @default UnsatisfiableConstraint.SCHEDULE_ANYWAY
   */
  readonly whenUnsatisfiable?: UnsatisfiableConstraint;
  /**
   * Least number of domains, at least 1. Only with `DO_NOT_SCHEDULE`.
   *
   * @default - not set
   */
  readonly minDomains?: number;
}

/** Names for an address in the pods' `/etc/hosts`. */
export interface DelegateHostAlias {
  /** The address, IPv4 or IPv6. */
  readonly ip: string;
  /** The names. */
  readonly hostnames: string[];
}

/** @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy */
export enum DelegateDnsPolicy {
  /** The cluster's DNS first. */
  CLUSTER_FIRST = 'ClusterFirst',
  /** The node's DNS. */
  DEFAULT = 'Default',
  /** Only what `dnsConfig` says, which must name a server. */
  NONE = 'None',
}

/** Where the pods run, and how they find others. */
export interface DelegateSchedulingProps {
  /**
   * Labels that a node must have.
   *
   * @default - none
   */
  readonly nodeSelector?: { [key: string]: string };
  /**
   * Taints that the pods tolerate.
   *
   * @default - none
   */
  readonly tolerations?: DelegateToleration[];
  /**
   * Affinity, as in the Kubernetes API (`nodeAffinity`, `podAffinity`, `podAntiAffinity`).
   *
   * @see https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#affinity-and-anti-affinity
   * @default - none
   */
  readonly affinity?: unknown;
  /**
   * Spreads the pods over nodes or zones.
   *
   * @default - none
   */
  readonly topologySpread?: DelegateTopologySpread[];
  /**
   * Name of a PriorityClass.
   *
   * @default - that of the cluster
   */
  readonly priorityClassName?: string;
  /**
   * Name of a RuntimeClass.
   *
   * @default - that of the node
   */
  readonly runtimeClassName?: string;
  /**
   * Entries of the pods' `/etc/hosts`.
   *
   * @default - none
   */
  readonly hostAliases?: DelegateHostAlias[];
  /**
   * Which DNS the pods ask.
   *
   * @default - as Kubernetes: DelegateDnsPolicy.CLUSTER_FIRST
   */
  readonly dnsPolicy?: DelegateDnsPolicy;
  /**
   * DNS settings, as in the Kubernetes API (`nameservers`, `searches`, `options`).
   *
   * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config
   * @default - none
   */
  readonly dnsConfig?: unknown;
}
