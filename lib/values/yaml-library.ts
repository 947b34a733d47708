import type * as Yaml from 'yaml';

/** The YAML library, loaded when it is first asked for: it takes longer than this package, and few programs need it. */
export function yamlLibrary(): typeof Yaml {
  // oxlint-disable-next-line typescript/no-require-imports
  return require('yaml') as typeof Yaml;
}
