/** Code that the methods of HelmValues and HarnessDelegate load on first use. */
export { reportOf } from './adoption-report';
export { namingValues, propsOf } from './from-helm';
export { readFile, readSettings } from './read-values';
