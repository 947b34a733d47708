/** Door of the room: the platform of Harness over HTTP. */
export { isExistingIdentifier } from './address';
export { ENDPOINT } from './connection';
export * from './errors';
export { HarnessPlatform } from './platform';
export { isSameConnector } from './same-connector';
export * from './types';
