/** The packed tarball in an empty project: slow parts, and a network for the package registry. Run by `npm run test:package`. */
const base = require('../jest.config.js');

module.exports = { ...base, rootDir: '..', roots: ['<rootDir>/test-package'], testTimeout: 240_000 };
