import { FLAG, instance, listOf, optional, optionsOf, required, type Shape, struct, TEXT } from '../values';
import type { AccessRule } from './access-rule';
import type { DelegateAccess, PodAccessOptions } from './delegate-access';

const POD_ACCESS = struct<PodAccessOptions>({ sharedNamespace: FLAG });
const ACCESS_RULE = struct<AccessRule>({
  apiGroups: required(listOf(TEXT)),
  resources: required(listOf(TEXT)),
  verbs: required(listOf(TEXT)),
  resourceNames: listOf(TEXT),
});
/** A choice of DelegateAccess, of whichever copy of this package. */
export const ACCESS = instance('a choice of DelegateAccess', '_grants', ({ _grants }: DelegateAccess) =>
  _grants.flatMap(({ role, namespaces, options }): [string, Shape, unknown][] => [
    ['', optionsOf(POD_ACCESS), options],
    ['', optional(listOf(TEXT)), namespaces],
    'rules' in role ? ['.rules', listOf(ACCESS_RULE), role.rules] : ['', TEXT, role.name],
  ]),
);
