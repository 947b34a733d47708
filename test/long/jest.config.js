/** The tests that draw random values, with many more of them: `npm run test:long`. */
module.exports = { ...require('../../jest.config.js'), rootDir: '../..', globals: { LONG_DRAWS: true } };
