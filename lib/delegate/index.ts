/** Door of the room: the delegate. */
export * from './harness-delegate';
export * from './harness-delegate-interface';
export * from './imported-delegate';
export * from './props';
