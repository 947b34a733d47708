/** What the rendered objects of an app mean: who reaches whom, who may do what, what pods are kept from. */
export { getsToken, movedAccountLines } from './accounts';
export { AddressSet } from './addresses';
export { admissionConditions, networkConditions, objectNotes, RIGHTS_CONDITION } from './conditions';
export { admissionPolicies, type AppliedPolicy, podMutations, type PodMutations } from './admission';
export { type DeclaredNamespace, declaredNamespace, type DeclaredQuota, declaredQuota, levelWords } from './isolation';
export { type NodePool, nodesAdmit, type Placement } from './nodes';
export { type AddressEnd, type Connection, Network, type PodEnd, type Verdict } from './network';
export {
  elementsOf,
  commonLabels,
  foreignPolicies,
  type KubernetesObject,
  type Labels,
  labelsOfNamespace,
  namespaceOf,
  objectsOfKind,
} from './objects';
export { identityLines } from './identities';
export { inWords, type Protocol } from './ports';
export { includesPods, type OpenPorts, portsOpenTo, type Reach, type Reachable, reachableOn, reachOf } from './reach';
export { type NamedAddresses, reachWords } from './reach-words';
export { renderedObjects, type RenderedObjects } from './rendered';
export { type Account, type Action, type Grant, Rights } from './rights';
export { isClusterAdmin, rightsWords } from './rights-words';
export { type PodClass } from './selector';
export {
  accountNameOf,
  type Container,
  mostPodsOf,
  type PodSpec,
  type PodTemplate,
  secretsOf,
  templateOf,
  tokenSecretsOf,
  workloadsIn,
} from './workloads';
