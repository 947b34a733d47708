/** Rights, in words. */
import { elementsOf } from './objects';
import { inWords } from './ports';
import type { Grant, RoleRule } from './rights';

/** `in harness-builds: pods and secrets (get, list); in the whole cluster: everything`. `none` without grants. */
export function rightsWords(grants: readonly Grant[]): string {
  const byPlace = new Map<string, Grant[]>();
  for (const grant of grants) {
    const place = grant.namespace === undefined ? 'in the whole cluster' : `in ${grant.namespace}`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), grant]);
  }
  return [...byPlace].map(([place, those]) => `${place}: ${grantWords(those)}`).join('; ') || 'none';
}

/** Whether the grants allow everything in the whole cluster. */
export function isClusterAdmin(grants: readonly Grant[]): boolean {
  return grants.some(({ namespace, rules }) => namespace === undefined && rules.some(isEverything));
}

function grantWords(grants: readonly Grant[]): string {
  const rules = grants.flatMap((grant) => grant.rules);
  if (rules.some(isEverything)) {
    return 'everything';
  }
  const elsewhere = grants
    .filter(({ isOpen }) => isOpen)
    .map(({ role }) => `what the ${role} allows, defined elsewhere`);
  return [...new Set([...ruleWords(rules), ...elsewhere])].join(', ') || 'nothing';
}

function isEverything({ apiGroups, resources, verbs, resourceNames }: RoleRule): boolean {
  return (
    [apiGroups, resources, verbs].every((list) => elementsOf(list).includes('*')) &&
    elementsOf(resourceNames).length === 0
  );
}

/** One phrase for all resources with the same verbs, in the order of the rules. */
function ruleWords(rules: readonly RoleRule[]): string[] {
  const verbsOf = new Map<string, Set<string>>();
  for (const rule of rules) {
    for (const what of objectsOf(rule)) {
      verbsOf.set(what, new Set([...(verbsOf.get(what) ?? []), ...elementsOf(rule.verbs)]));
    }
  }
  const byVerbs = new Map<string, string[]>();
  for (const [what, verbs] of verbsOf) {
    const words = verbs.has('*') ? 'all verbs' : [...verbs].sort().join(', ');
    byVerbs.set(words, [...(byVerbs.get(words) ?? []), what]);
  }
  return [...byVerbs].map(([verbs, what]) => `${inWords(what)} (${verbs})`);
}

/** `pods`, `deployments.apps`, `secrets named token`, `/healthz`. */
function objectsOf({ apiGroups, resources, resourceNames, nonResourceURLs }: RoleRule): string[] {
  const names = elementsOf(resourceNames);
  const named = names.length === 0 ? '' : ` named ${inWords(names)}`;
  const kinds = elementsOf(resources).flatMap((resource) =>
    elementsOf(apiGroups).map((group) => kindWords(resource, group)),
  );
  return [...kinds.map((kind) => `${kind}${named}`), ...elementsOf(nonResourceURLs)];
}

function kindWords(resource: string, group: string): string {
  if (resource === '*') {
    return `every resource of ${group === '' ? 'the core group' : group === '*' ? 'every group' : group}`;
  }
  return group === '' ? resource : group === '*' ? `${resource} of every group` : `${resource}.${group}`;
}
