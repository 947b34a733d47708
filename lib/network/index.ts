/** Door of the room: who may connect to whom, as NetworkPolicies say it. */
export * from './check-peer';
export * from './dns';
export * from './network-peer';
export * from './policy-port';
export * from './policy-rules';
export * from './shapes';
