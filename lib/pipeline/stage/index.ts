/** A stage of a pipeline. */
export * from './ci-stage';
export * from './ci-stage-props';
export * from './delegate-choice';
export { STAGE_OPTION_SHAPES } from './resolve-stage';
export * from './stage-routing';
export * from './stage-variable';
