/** Pulumi programs with dynamic resources: program and provider run in separate processes (`npm run test:providers`). */
module.exports = {
  ...require('../../jest.config.js'),
  rootDir: '../..',
  roots: ['<rootDir>/test/providers'],
  testPathIgnorePatterns: [],
};
