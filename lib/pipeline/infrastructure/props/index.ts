export * from './infrastructure-inputs';
export * from './kubernetes-direct-infrastructure-props';
export * from './pod-spec-overlay';
export * from './stage-security-context';
export * from './stage-toleration';
export * from './stage-volume';
