export * from './generation-record';
export * from './image-generation';
export * from './new-generation';
