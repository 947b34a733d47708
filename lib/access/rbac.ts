/** API group of roles and bindings. */
export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** API version of the objects of that group. */
export const RBAC_VERSION = `${RBAC_GROUP}/v1`;
