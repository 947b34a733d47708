export * from './build-egress';
export * from './build-farm-namespace-props';
export * from './build-isolation';
export * from './build-quota';
export * from './cluster-platform';
export * from './istio';
