/** What a delegate may do: the capability table, and the roles and bindings that follow from it. */
export { checkApart, checkBuildsApart, keepApart, keepBuildsApart, keepResident } from './apart';
export { checkBuildsStart, keepBuildsStart, runsBuildsIn } from './builds-start';
export { NamedServiceAccount, RBAC_GROUP, RBAC_VERSION, renderBindings } from './bindings';
export { type AccessRule, CAPABILITIES, type Feature, rulesOf } from './capabilities';
export { ACCESS, checkAccess } from './check-access';
export { DelegateAccess, type PodAccessOptions } from './delegate-access';
