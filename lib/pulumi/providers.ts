/**
 * The subpath `harness-constructs/pulumi/providers`: what the providers of dynamic resources do. The texts in the states of
 * stacks call it by these names, also after an upgrade: they stay.
 */
export { connector } from './dynamic/connector-provider';
export { validation } from './dynamic/validation-provider';
