/** Door of the room: documents for Harness. */
export * from './claim-document';
export * from './evaluated';
export * from './expressions';
export * from './harness-document';
export * from './harness-scope';
export * from './identifiers';
export * from './runtime-input';
export * from './yaml';
