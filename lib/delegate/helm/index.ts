/** Door of the room: from the official Helm chart. */
export { namingValues, propsOf } from './from-helm';
export { HelmAdoptionReport } from './helm-adoption-report';
export { HelmHardening } from './helm-hardening';
export * from './helm-release';
export { HelmValues, type HelmValuesOptions } from './helm-values';
