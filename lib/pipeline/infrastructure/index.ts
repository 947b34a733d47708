/** Where a stage runs. */
export * from './kubernetes-direct-infrastructure';
export * from './props';
export { INFRASTRUCTURE_OPTION_SHAPES } from './resolve';
