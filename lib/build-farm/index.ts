/** Door of the room: where builds run. */
export * from './build-farm-namespace';
export * from './build-farm-namespace-interface';
export * from './farm-name';
export * from './imported-build-farm-namespace';
export * from './istio-headless-service';
export * from './props';
export { allowedCapabilities, marksOf, NAMESPACE_OPTIONS, OPTION_SHAPES } from './resolve';
