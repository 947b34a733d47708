/** Delegates and connectors as others refer to them, whether this program creates them or they exist already. */
export {
  accountOfConnector,
  accountOfDelegate,
  accountOfNamespace,
  checkAccount,
  checkSelectorsAccount,
  keepAccountOfNamespace,
} from './account';
export { type CountedContainer, type DelegateDemand, demandOf } from './delegate-demand';
export {
  type ArgoCdIgnoreDifferences,
  DELEGATE,
  DelegateGeneration,
  DelegateRuntime,
  type FluxIgnoreRule,
  type FluxIgnoreTarget,
  generationOfTag,
  type IHarnessDelegate,
  InstalledUpgrader,
  type ISelectableDelegate,
  isFullVersion,
  isOlderLegacy,
  isOlderThan,
  legacyBuildOf,
} from './delegate';
export { checkInheritance, checkSelection, DelegateSelection, SELECTION_KINDS, selects } from './delegate-selection';
export {
  type DelegateAttributes,
  DockerDelegate,
  type DockerDelegateAttributes,
  ImportedDelegate,
} from './imported-delegate';
export { type ConnectorAttributes, type IKubernetesClusterConnector, ImportedConnector } from './imported-connector';
