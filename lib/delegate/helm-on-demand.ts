import type * as Adoption from './helm/adoption';

/** Loads the Helm chart tables and their readers on first use: few programs adopt a release. */
export function adoption(): typeof Adoption {
  // oxlint-disable-next-line typescript/no-require-imports
  return require('./helm/adoption') as typeof Adoption;
}
