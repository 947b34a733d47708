/** Delegates and connectors as others refer to them, whether this program creates them or they exist already. */
export {
  accountOfConnector,
  accountOfDelegate,
  accountOfNamespace,
  checkAccount,
  checkSelectorsAccount,
  keepAccountOfNamespace,
} from './account';
export { DELEGATE, DelegateRuntime, type IHarnessDelegate, type ISelectableDelegate } from './delegate-interfaces';
export { checkInheritance, checkSelection, DelegateSelection, SELECTION_KINDS, selects } from './delegate-selection';
export { DockerDelegate, type DockerDelegateAttributes } from './docker-delegate';
export { type ConnectorAttributes, type IKubernetesClusterConnector, ImportedConnector } from './imported-connector';
export { type DelegateAttributes, ImportedDelegate } from './imported-delegate';
export {
  type ArgoCdIgnoreDifferences,
  type FluxIgnoreRule,
  type FluxIgnoreTarget,
  InstalledUpgrader,
} from './installed-upgrader';
export { DelegateGeneration, generationOfTag, isFullVersion, isOlderLegacy, isOlderThan } from './versions';
