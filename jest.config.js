const { exports: entries, name } = require('./package.json');

/** Entries of the package to their sources. Jest finds the tests of a file by these paths, not by export conditions. */
const SOURCES = Object.entries(entries)
  .filter(([, targets]) => targets['harness-source'])
  .map(([entry, targets]) => [`^${name}${entry.slice(1)}$`, `<rootDir>/${targets['harness-source']}`]);

module.exports = {
  testEnvironment: 'node',
  testEnvironmentOptions: { globalsCleanup: 'off' },
  // All that tests import: what is missing here has no related tests.
  roots: ['<rootDir>/test', '<rootDir>/lib', '<rootDir>/examples', '<rootDir>/scripts'],
  moduleNameMapper: {
    ...Object.fromEntries(SOURCES),
    'closure/(serializeClosure|codePaths)$': '<rootDir>/test/testkit/no-closures.cjs',
  },
  // What tests write into these folders is no change of theirs.
  watchPathIgnorePatterns: ['/program-', '/\\.documentation-snippets/', '\\.test-program\\.ts$'],
  testMatch: ['**/*.test.ts'],
  // They need API servers, which npm run test:cluster starts, or minutes, which npm run test:programs and test:providers take.
  testPathIgnorePatterns: ['\\.program\\.test\\.ts$', '<rootDir>/test/cluster/', '<rootDir>/test/providers/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022', keepClassNames: true },
        module: { type: 'commonjs' },
        sourceMaps: true,
      },
    ],
  },
  // Generous, as many tests run programs of their own, on machines that may have other work: it only ends what hangs.
  testTimeout: 180_000,
  // On two cores jest would leave one idle.
  maxWorkers: '100%',
  collectCoverageFrom: ['lib/**/*.ts'],
  coverageProvider: 'babel',
};
