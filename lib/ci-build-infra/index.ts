/** Door of the room: a whole farm. */
export * from './ci-build-infra';
export * from './props';
export * from './stage-props';
