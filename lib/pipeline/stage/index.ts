/** A stage of a pipeline. */
export * from './ci-stage';
export * from './ci-stage-props';
export * from './delegate-choice';
export { STAGE_OPTION_SHAPES } from './resolve-stage';
export { isRoutedTo, StageRouting } from './stage-routing';
export * from './stage-variable';
