import { instance, listOf, optional, required, type Shape, struct, TEXT } from '../values';
import type { DelegateAccess } from './delegate-access';

const ACCESS_RULE = struct({
  apiGroups: required(listOf(TEXT)),
  resources: required(listOf(TEXT)),
  verbs: required(listOf(TEXT)),
  resourceNames: listOf(TEXT),
});
/** A choice of DelegateAccess, of whichever copy of this package. */
export const ACCESS = instance('a choice of DelegateAccess', '_grants', ({ _grants }: DelegateAccess) =>
  _grants.flatMap(({ role, namespaces }): [string, Shape, unknown][] => [
    ['', optional(listOf(TEXT)), namespaces],
    'rules' in role ? ['.rules', listOf(ACCESS_RULE), role.rules] : ['', TEXT, role.name],
  ]),
);
