import type { PlatformScope } from '../../harness-api';

/** The scope and the wider ones, the narrowest first: a connector can use the delegates of each. */
export function scopesAround({ orgIdentifier, projectIdentifier }: PlatformScope): PlatformScope[] {
  return [
    ...(orgIdentifier !== undefined && projectIdentifier !== undefined ? [{ orgIdentifier, projectIdentifier }] : []),
    ...(orgIdentifier !== undefined ? [{ orgIdentifier }] : []),
    {},
  ];
}

/** For example `the project payments`. */
export function textOfScope({ orgIdentifier, projectIdentifier }: PlatformScope): string {
  if (projectIdentifier !== undefined) {
    return `the project ${projectIdentifier}`;
  }
  return orgIdentifier === undefined ? 'the account' : `the organization ${orgIdentifier}`;
}
