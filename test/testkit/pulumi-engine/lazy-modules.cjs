/**
 * Loaded before a program of Pulumi. At the start the SDK loads a compiler and a package manager, half of all that it
 * loads, and only functions that it serializes need them: here they load when they are first used.
 */
const Module = require('node:module');

const LAZY = ['typescript', '@npmcli/arborist'];
const { _load: load } = Module;

Module._load = function (request, parent, isMain) {
  const loaded = () => load.call(this, request, parent, isMain);
  return LAZY.includes(request) && /@pulumi[/\\]pulumi[/\\]/.test(parent?.filename) ? lazily(loaded) : loaded();
};

/** A module whose members are read from the real one. */
function lazily(loaded) {
  let module;
  const real = () => (module ??= loaded());
  return new Proxy(
    {},
    {
      // Interop helpers ask this first, and copy every member of what is no ES module.
      get: (_, name) => (name === '__esModule' ? true : name === 'default' ? (real().default ?? real()) : real()[name]),
      has: (_, name) => name in real(),
    },
  );
}
