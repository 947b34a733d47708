/** The tests against API servers; `npm run test:cluster` starts the servers and then jest. */
module.exports = {
  ...require('../../jest.config.js'),
  rootDir: '../..',
  roots: ['<rootDir>/test/cluster'],
  testPathIgnorePatterns: [],
  testTimeout: 120_000,
  maxWorkers: 2,
};
