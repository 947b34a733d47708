/** Programs of Pulumi with dynamic resources, each in a process of its own beside that of the provider: `npm run test:providers`. */
module.exports = {
  ...require('../../jest.config.js'),
  rootDir: '../..',
  roots: ['<rootDir>/test/providers'],
  testPathIgnorePatterns: [],
};
