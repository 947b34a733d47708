/** What a stage takes. */
export * from './stage-resources';
