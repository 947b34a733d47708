/** Door of the room: what a delegate may do. */
export * from './access-rule';
export * from './bindings';
export * from './capabilities';
export * from './check-access';
export * from './delegate-access';
export * from './named-service-account';
export * from './rbac';
export * from './shapes';
