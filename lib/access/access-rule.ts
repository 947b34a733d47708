/**
 * A rule of a Role or ClusterRole.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole
 */
export interface AccessRule {
  /** API groups; `''` is the core group. */
  readonly apiGroups: string[];
  /** Resources, in the plural and in lower case: `pods`, `pods/log`. */
  readonly resources: string[];
  /** Verbs: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`. */
  readonly verbs: string[];
  /**
   * The only objects that the rule speaks of.
   *
   * @default - every object
   */
  readonly resourceNames?: string[];
}
