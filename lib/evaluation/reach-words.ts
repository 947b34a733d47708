/** What pods reach, in words. */
import { AddressSet } from './addresses';
import { inWords } from './ports';
import { isEveryPod, type Opening, type PodsOfRule, type Reach } from './reach';
import { requirementsOf, type SelectorExpression } from './selector';

/** Longer lists of blocks are only counted. */
const LONGEST_LIST = 16;

/** Addresses that have words of their own. */
export interface NamedAddresses {
  readonly words: string;
  readonly addresses: AddressSet;
}

/**
 * What is open, in words: `every address but 169.254.169.254; pods of namespace git on TCP 22`. `nothing` if nothing is.
 * The first set of named addresses that is open as a whole is shown by its name.
 */
export function reachWords(
  { isRestricted, hasPolicies, openings }: Reach,
  named: readonly NamedAddresses[] = [],
): string {
  if (!isRestricted) {
    return hasPolicies
      ? 'everything: some of these pods are not selected by any policy'
      : 'everything: no policy restricts it';
  }
  return openings.map((opening) => openingWords(opening, named)).join('; ') || 'nothing';
}

function openingWords({ ports, isEveryone, addresses, pods }: Opening, named: readonly NamedAddresses[]): string {
  const peers = isEveryone ? ['everything'] : [...pods.map(podWords), ...addressWords(addresses, named)];
  return `${inWords(peers)}${ports === '' ? '' : ` on ${ports}`}`;
}

/** Blocks that are open, or those that are not, whichever are fewer. */
export function addressWords(addresses: AddressSet, named: readonly NamedAddresses[] = []): string[] {
  const known = named.find((one) => addresses.includes(one.addresses));
  if (known !== undefined && !isEveryAddress(addresses)) {
    return [known.words, ...addressWords(addresses.without(known.addresses))];
  }
  const [four, six] = ([4, 6] as const).map((version) => {
    const rest = AddressSet.all(version).without(addresses).blocks();
    const own = addresses.ofVersion(version).blocks();
    return { version, own, rest, isMost: own.length > 0 && (rest.length === 0 || rest.length < own.length) };
  });
  if (four.isMost && six.isMost) {
    return [`every address${butWords([...four.rest, ...six.rest])}`];
  }
  return [four, six].flatMap(({ version, own, rest, isMost }) =>
    isMost ? [`every IPv${version} address${butWords(rest)}`] : listed(own),
  );
}

function isEveryAddress(addresses: AddressSet): boolean {
  return ([4, 6] as const).every((version) => addresses.includes(AddressSet.all(version)));
}

function butWords(blocks: readonly string[]): string {
  return blocks.length === 0 ? '' : ` but ${inWords(listed(blocks))}`;
}

function listed(blocks: readonly string[]): string[] {
  const left = blocks.length - LONGEST_LIST;
  return left > 1 ? [...blocks.slice(0, LONGEST_LIST), `${left} more blocks`] : [...blocks];
}

/** Pods of a rule: `every pod`, `pods of namespace git`, `pods with app=git of namespaces with team=tools`. */
export function podWords(pods: PodsOfRule): string {
  if (isEveryPod(pods)) {
    return 'every pod';
  }
  const labels = requirementsOf(pods.podSelector);
  const which = labels.length === 0 ? 'pods' : `pods with ${inWords(labels.map(requirementWords))}`;
  return `${which} of ${placeWords(pods)}`;
}

function placeWords({ namespaceSelector, namespace }: PodsOfRule): string {
  if (!namespaceSelector) {
    return `namespace ${namespace}`;
  }
  const requirements = requirementsOf(namespaceSelector);
  if (requirements.length === 0) {
    return 'every namespace';
  }
  const [first, ...others] = requirements;
  return others.length === 0 && first.key === 'kubernetes.io/metadata.name' && isOne(first)
    ? `namespace ${first.values?.[0]}`
    : `namespaces with ${inWords(requirements.map(requirementWords))}`;
}

function isOne({ operator, values }: SelectorExpression): boolean {
  return operator === 'In' && values?.length === 1;
}

function requirementWords({ key, operator, values }: SelectorExpression): string {
  const list = (values ?? []).join(', ');
  switch (operator) {
    case 'In':
      return values?.length === 1 ? `${key}=${list}` : `${key} in (${list})`;
    case 'NotIn':
      return values?.length === 1 ? `${key}!=${list}` : `${key} not in (${list})`;
    case 'Exists':
      return key;
    default:
      return `no ${key}`;
  }
}
