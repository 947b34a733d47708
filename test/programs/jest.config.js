/** Programs run as processes, or compiled as a whole: `npm run test:programs`. None of them needs a build. */
module.exports = {
  ...require('../../jest.config.js'),
  rootDir: '../..',
  testMatch: ['**/*.program.test.ts'],
  testPathIgnorePatterns: [],
};
