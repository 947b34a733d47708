/** What a stage takes. */
export { STAGE_POD_OPTIONS } from './check-resources';
export * from './stage-resources';
