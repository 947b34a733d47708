/** The tests that draw random values or a share of a table, with all of them: `npm run test:long`. */
module.exports = { ...require('../../jest.config.js'), rootDir: '../..', globals: { LONG_DRAWS: true } };
