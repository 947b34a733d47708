/** Programs run as processes, or compiled as a whole: `npm run test:programs`. */
module.exports = {
  ...require('../../jest.config.js'),
  rootDir: '../..',
  testMatch: ['**/*.program.test.ts'],
  testPathIgnorePatterns: [],
};
