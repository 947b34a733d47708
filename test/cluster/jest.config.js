/** The tests against API servers; `npm run test:cluster` starts the servers and then jest. */
module.exports = {
  ...require('../../jest.config.js'),
  rootDir: '../..',
  roots: ['<rootDir>/test/cluster'],
  testPathIgnorePatterns: [],
  // Longer than a few waits for a server together, each of which has a limit of its own.
  testTimeout: 300_000,
  maxWorkers: 2,
};
