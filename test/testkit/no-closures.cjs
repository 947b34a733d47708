/**
 * In place of what Pulumi serializes functions with. Under mocks nobody reads a serialized provider. The real one loads
 * TypeScript and npm, and attaches a debugger to the process, which slows all later tests down and keeps them in memory.
 */
exports.serializeFunction = () => Promise.resolve({ text: 'serialized in processes only', containsSecrets: false });
exports.computeCodePaths = () => Promise.reject(new Error('jest.config.js replaces computeCodePaths'));
