/** Door of the room: what a pipeline of Harness says of a build. */
export * from './infrastructure';
export * from './resources';
export * from './stage';
export * from './steps';
