import * as fc from 'fast-check';
import { type AccessRule, DelegateAccess, type PodAccessOptions } from '../../../lib/access';
import { eachFactory, remember, struct } from './recorded';
import { dnsLabel } from './texts';

/** Never the namespace of a delegate: see `delegateNamespace`. */
const buildNamespace = dnsLabel.map((name) => `b-${name}`.slice(0, 63).replace(/-+$/, '0'));
const buildNamespaces = fc.uniqueArray(buildNamespace, { minLength: 1, maxLength: 3 });

const roleName = fc.constantFrom('edit', 'system:node', 'Team:a.b', '1e5', 'r'.repeat(60));
const rule = struct<AccessRule>(
  'AccessRule',
  {
    apiGroups: fc.constantFrom([''], ['apps', 'batch'], ['*']),
    resources: fc.constantFrom(['pods'], ['pods/log', 'deployments'], ['*']),
    // Never all three: that is refused.
    verbs: fc.constantFrom(['get'], ['list', 'watch'], ['create']),
    resourceNames: fc.constantFrom(['one'], ['one', 'two']),
  },
  ['apiGroups', 'resources', 'verbs'],
);
const rules = fc.array(rule, { minLength: 1, maxLength: 3 });
const sharedNamespace = struct<PodAccessOptions>('PodAccessOptions', { sharedNamespace: fc.boolean() }, []);

function optional<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 3 });
}

const startsPods = fc
  .tuple(buildNamespaces, sharedNamespace)
  .map(([names, options]): [string[], PodAccessOptions] => [
    options.sharedNamespace ? [...names, 'harness-delegate'] : names,
    options,
  ]);

const choices = eachFactory(DelegateAccess, {
  clusterAdmin: fc.constant([]),
  clusterViewer: fc.constant([]),
  namespaceAdmin: startsPods,
  deployments: startsPods,
  ciBuilds: startsPods,
  connectionTest: fc.constant([]),
  costVisibility: fc.constant([]),
  clusterRole: fc.tuple(roleName),
  clusterRoleInNamespaces: fc.tuple(roleName, startsPods).map(([name, [names, options]]) => [name, names, options]),
  role: fc.tuple(roleName, optional(buildNamespaces)),
  rules: fc.oneof(
    fc.tuple(rules, buildNamespaces),
    rules.map((list): [AccessRule[], undefined, PodAccessOptions] => [list, undefined, { sharedNamespace: true }]),
  ),
  clusterRules: fc.tuple(rules),
  none: fc.constant([]),
});

/** One choice, or several that differ, joined by `plus`. */
export const delegateAccess: fc.Arbitrary<DelegateAccess> = fc.oneof(
  fc.oneof(...choices),
  fc
    .subarray(choices, { minLength: 2, maxLength: 8 })
    .chain((some) => fc.tuple(...some))
    .map((all) => remember<DelegateAccess>('DelegateAccess.plus', joined, all)),
);

function joined(...all: DelegateAccess[]): DelegateAccess {
  return all.reduce((one, other) => one.plus(other));
}
