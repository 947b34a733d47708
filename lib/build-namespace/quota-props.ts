/** Limits of one build, or of all builds, as Kubernetes quantities. */
export interface BuildLimits {
  /**
   * CPU, for example `4`.
   *
   * @default - not limited
   */
  readonly cpu?: string;
  /**
   * Memory, for example `8Gi`.
   *
   * @default - not limited
   */
  readonly memory?: string;
}

/** Requests of one build: its whole pod, as Kubernetes quantities. */
export interface BuildRequests {
  /** CPU, for example `2`. */
  readonly cpu: string;
  /** Memory, for example `4Gi`. */
  readonly memory: string;
  /**
   * Ephemeral storage.
   *
   * @default - not limited
   */
  readonly ephemeralStorage?: string;
  /**
   * Limits of its containers together, for example `podLimits` of `StageResources`. Without, a build can use all that is free
   * on its node. If set, containers without limits get those of a Harness step: 400m and 500Mi.
   *
   * @default - not limited
   */
  readonly limits?: BuildLimits;
  /**
   * Extended resources, as whole numbers by name, for example `{ 'nvidia.com/gpu': 1 }`. With 0, no build gets any.
   *
   * @default - not limited
   */
  readonly extendedResources?: { [resource: string]: number };
  /**
   * Number of PersistentVolumeClaims.
   *
   * @default 1
   */
  readonly claims?: number;
  /**
   * Storage of its PersistentVolumeClaims together.
   *
   * @default - 100Gi for each claim
   */
  readonly storage?: string;
  /**
   * Number of Secrets. The quota allows 20 more for the namespace, for example for registry credentials.
   *
   * @default 20
   */
  readonly secrets?: number;
  /**
   * Number of Services, through which steps reach Background steps. With `istio`, the quota allows one more, which is headless.
   *
   * @default 10
   */
  readonly services?: number;
}

/**
 * Total requests in a namespace, as Kubernetes quantities: of all builds and, in a shared namespace, of the delegate.
 */
export interface TotalRequests {
  /** CPU, for example `64`. */
  readonly cpu: string;
  /** Memory, for example `256Gi`. */
  readonly memory: string;
  /**
   * Ephemeral storage.
   *
   * @default - not limited
   */
  readonly ephemeralStorage?: string;
  /**
   * Limits of all containers together. Without, a build can use all that is free on its node. If set, containers without limits
   * get those of a Harness step: 400m and 500Mi.
   *
   * @default - not limited
   */
  readonly limits?: BuildLimits;
  /**
   * Extended resources, as whole numbers by name, for example `{ 'nvidia.com/gpu': 8 }`. With 0, no build gets any.
   *
   * @default - not limited
   */
  readonly extendedResources?: { [resource: string]: number };
  /** Number of pods: one for each build and, in a shared namespace, those of the delegate. */
  readonly pods: number;
  /**
   * Number of PersistentVolumeClaims.
   *
   * @default - as many as pods
   */
  readonly claims?: number;
  /**
   * Storage of all PersistentVolumeClaims together.
   *
   * @default - 100Gi for each claim
   */
  readonly storage?: string;
  /**
   * Number of Secrets, including those that are there already.
   *
   * @default - 20 for each pod, and 20 more
   */
  readonly secrets?: number;
  /**
   * Number of Services.
   *
   * @default - 10 for each pod, and one more with `istio`
   */
  readonly services?: number;
}
