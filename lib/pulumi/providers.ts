/**
 * The subpath `harness-constructs/pulumi/providers`: the implementation of the dynamic providers. Serialized providers
 * in the states of existing stacks call it by these names, so the names must not change.
 */
export { connector } from './dynamic/connector-provider';
export { validation } from './dynamic/validation-provider';
