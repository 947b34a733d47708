/** Door of the room: small, pure pieces that every other room uses. */
export * from './checks';
export * from './errors';
export * from './harness-errors';
export * from './percent-or-absolute';
export * from './quantity';
export * from './rules';
export * from './uniqueness';
export * from './unresolved';
export * from './rendered-object';
