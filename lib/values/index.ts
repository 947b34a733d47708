/** Door of the room: small, pure pieces that every other room uses. */
export * from './checks';
export * from './defined-of';
export * from './errors';
export * from './harness-errors';
export * from './ip';
export * from './left-out';
export * from './on-root';
export * from './percent-or-absolute';
export * from './plain-object';
export * from './positive-quantity';
export * from './quantity';
export * from './rendered-object';
export * from './rules';
export * from './shape';
export * from './uniqueness';
export * from './unresolved';
export * from './whole-seconds';
