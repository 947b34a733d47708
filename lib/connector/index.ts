/** Door of the room: connectors, by which Harness reaches clusters and clouds. */
export * from './connector-account';
export { CONNECTOR_SHAPES } from './connector-head';
export * from './connector-props';
export * from './delegate-selection';
export * from './imported-connector';
export * from './kubernetes-cluster-connector';
export * from './kubernetes-cluster-connector-interface';
export * from './kubernetes-credentials';
export { checkInheritance, checkSelection, SELECTION, selects } from './selection-checks';
export * from './spot-connector';
