/** Base of every room: values known later, checks, and the parts of a manifest. */
export {
  ANYTHING,
  choice,
  DURATION,
  FLAG,
  having,
  instance,
  listOf,
  mapOf,
  NUMBER,
  OBJECT,
  optional,
  optionsOf,
  required,
  type Shape,
  TEXT,
} from './checks/kinds';
export { refuseUnknownMembers } from './checks/known-members';
export { KUBERNETES_VERSION, minorOf } from './checks/kubernetes-version';
export { inOwnWords, type OwnWords } from './checks/own-words';
export { PropertyChecks, type Rule, wholeSeconds } from './checks/property-checks';
export {
  ABSOLUTE_PATH,
  ACCOUNT_ID,
  ANY_TEXT,
  BYTES,
  DATA_KEY,
  DELEGATE_TAG,
  DNS_LABEL,
  DNS_SUBDOMAIN,
  ENVIRONMENT_NAME,
  LABEL_VALUE,
  NAMESPACE_OF_ONES_OWN,
  NOT_EMPTY,
  PUBLIC_TEXT,
  QUALIFIED_NAME,
  QUANTITY,
  ROLE_NAME,
  SECRET_NAME,
} from './checks/rules';
export {
  checkOnly,
  closed,
  constructProps,
  type Kinds,
  type Members,
  optionsWithin,
  shapesOf,
  struct,
} from './checks/struct-shapes';
export { membersOf, pathOf, wordsOf } from './checks/structs';
export type { StructName } from './checks/structs.generated';
export { checkAll } from './checks/check-all';
export type { Part } from './checks/part';
export { refusedIn, withOthers } from './checks/survey';
export { joined, Together } from './checks/together';
export { editDistance } from './checks/similar-names';
export { type Spellings, unknownMembers } from './checks/unknown-members';
export { kindOf, shownKind } from './checks/wrong-kind';
export {
  type ErrorDetails,
  HarnessConstructsError,
  type HarnessErrorDetails,
  HarnessErrors,
  startAtCaller,
} from './errors';
export {
  type Engine,
  engineOf,
  engineValueKind,
  nameOfReplaced,
  type Place,
  registerEngineValues,
  setEngine,
} from './late/engine';
export {
  derived,
  holdsEncodedPlaceholder,
  holdsPlaceholder,
  isUnresolved,
  type LateValue,
  partsOf,
  placeholderOf,
  restorable,
  shown,
  unresolved,
  UnresolvedText,
  valueOf,
  withoutPlaceholders,
} from './late/late-values';
export { plainCopy } from './late/plain-copy';
export {
  type Address,
  type AddressBlock,
  blockOf,
  isMapped,
  isWithin,
  parseAddress,
  parseBlock,
  readAddress,
} from './manifest/address-blocks';
export {
  checkDestination,
  checkPeer,
  type CidrOptions,
  DESTINATIONS,
  everyBlockOf,
  NETWORK_DESTINATION,
  NETWORK_PEER,
  type NetworkDestination,
  NetworkPeer,
  type PodsOptions,
} from './manifest/network-peer';
export {
  BUILD_PORT,
  type ClusterDns,
  DNS_PORTS,
  DNS_SERVERS,
  type MetadataEndpoint,
  tcp,
  toDestinations,
  toDns,
  toMetadata,
  TUNNEL_PORT,
  tunnelsTo,
} from './manifest/network-policy';
export { changedElsewhere } from './manifest/changed-elsewhere';
export { chartOf, placed, placedInChart } from './manifest/placement';
export { inProcess, isOwnClass, onRoot, ownClass } from './shared';
export { refuseInOtherApps } from './manifest/writing-app';
export { pruneProtected, pruneProtectionOf } from './manifest/prune-protection';
export {
  addObject,
  type Claim,
  claimAll,
  claimNames,
  propertyPathOf,
  rendered,
  type RenderedObject,
} from './manifest/objects';
export {
  byteQuantity,
  exceeds,
  isByteQuantity,
  milli,
  multiplyQuantity,
  parseQuantity,
  PercentOrAbsolute,
  cpuQuantity,
  writeQuantity,
} from './manifest/quantity';
export { readYamlText, yamlLibrary, YamlProblem } from './manifest/read-yaml';
export { isOnlyLookedAt, renderingOnce } from './manifest/looking';
export { renderingsOf } from './manifest/rendered-objects';
export { toYaml, toYamlStream, type YamlDocument } from './manifest/yaml';
export { visitingAll } from './manifest/yaml-data';
export { inWords, own, withOwnNames } from './wording';
export { DEEPEST, definedOf, emptyToNothing, isPlainObject, MOST_VALUES, once, someOf } from './plain';
export { hasToken, isSecret, withoutTokens } from './token-forms';
