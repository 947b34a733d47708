/** Steps of a stage. */
export * from './ci-step';
export * from './git-reference';
export * from './image-registry';
export * from './step-connector';
export { privilegedSteps } from './step-node';
export * from './step-group-options';
export * from './step-options';
export * from './upload-destination';
