/** Tests import the package by its own name: the export condition `harness-source` leads to lib/, without a build. */
module.exports = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['harness-source', 'node', 'node-addons'], globalsCleanup: 'off' },
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // They need API servers, which npm run test:cluster starts.
  testPathIgnorePatterns: ['<rootDir>/test/cluster/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022', keepClassNames: true },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // On two cores jest would leave one idle.
  maxWorkers: '100%',
  collectCoverageFrom: ['lib/**/*.ts'],
  coverageProvider: 'babel',
};
