/**
 * Error messages without colours. The SDK asks for colours, and Node.js 20 needs minutes and gigabytes to colour a frame
 * in `node_modules/@scope/file.ts`, as the source maps of the SDK name its files.
 */
const util = require('node:util');

const { inspect } = util;

util.inspect = Object.assign((value, options) => inspect(value, { ...options, colors: false }), inspect);
