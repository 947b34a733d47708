/** Tests import the package by its own name: the export condition `harness-source` leads to lib/, without a build. */
module.exports = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['harness-source', 'node', 'node-addons'], globalsCleanup: 'off' },
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // They need API servers, which npm run test:cluster starts, or minutes, which npm run test:providers takes.
  testPathIgnorePatterns: ['<rootDir>/test/cluster/', '<rootDir>/test/providers/'],
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
  // Many tests run programs of their own, on machines that may have other work.
  testTimeout: 60_000,
  // On two cores jest would leave one idle.
  maxWorkers: '100%',
  collectCoverageFrom: ['lib/**/*.ts'],
  coverageProvider: 'babel',
};
