/** Lets Node.js load TypeScript, quickly: every run of a program loads all sources anew, and so they are kept compiled. */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const OPTIONS = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022', keepClassNames: true },
  // What is loaded lazily may be an ES module, which only Node.js itself can load.
  module: { type: 'commonjs', ignoreDynamic: true },
  sourceMaps: 'inline',
};
const KEPT = join(__dirname, '../../node_modules/.cache/from-source');
const COMPILER = JSON.stringify(OPTIONS) + require('@swc/core/package.json').version;

require.extensions['.ts'] = (module, filename) => module._compile(codeOf(filename), filename);

function codeOf(filename) {
  const source = readFileSync(filename, 'utf8');
  const key = createHash('sha256').update([COMPILER, filename, source].join('\0')).digest('hex');
  const file = join(KEPT, `${key}.js`);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return kept(file, require('@swc/core').transformSync(source, { ...OPTIONS, filename }).code);
  }
}

/** Another process may write the same file: it is there as a whole or not at all. */
function kept(file, code) {
  mkdirSync(KEPT, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, code);
  renameSync(`${file}.${process.pid}`, file);
  return code;
}
