/** Label selectors: which pods they select, and which they can. */
import { elementsOf, type Labels } from './objects';

/** A requirement of a selector. */
export interface SelectorExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[] | null;
}

/** A label selector of the Kubernetes API. An empty one selects everything. */
export interface LabelSelector {
  readonly matchLabels?: Labels | null;
  readonly matchExpressions?: readonly SelectorExpression[] | null;
}

/** The requirements of a selector. All must hold. */
export function requirementsOf(selector: LabelSelector | null | undefined): SelectorExpression[] {
  const labels = Object.entries(selector?.matchLabels ?? {});
  return [
    ...labels.map(([key, value]) => ({ key, operator: 'In', values: [value] })),
    ...elementsOf(selector?.matchExpressions),
  ];
}

/** Whether a label with this value, or none, meets the requirement. */
export function meets({ operator, values }: SelectorExpression, value: string | undefined): boolean {
  const isListed = value !== undefined && elementsOf(values).includes(value);
  switch (operator) {
    case 'In':
      return isListed;
    case 'NotIn':
      return !isListed;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

/**
 * Whether a selector selects labels. Like Kubernetes, `NotIn` also selects where the label is missing.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 */
export function selects(selector: LabelSelector | null | undefined, labels: Labels): boolean {
  return requirementsOf(selector).every((requirement) => meets(requirement, labels[requirement.key]));
}

/** A set of pods in one namespace: those of a workload, or any pod that a user can create. */
export interface PodClass {
  readonly namespace: string;
  /** Labels that each of them has. */
  readonly labels: Labels;
  /** Whether they can also have any other label. @default false */
  readonly hasOtherLabels?: boolean;
  /** Labels that none of them has. @default none */
  readonly never?: Labels;
}

/** Stands for any value that no selector mentions. No label can have it. */
const ANOTHER = '\0';

type Value = string | undefined;

/** Values that a label of the pods can have: one for each case that selectors with the `mentioned` values distinguish. */
function valuesOf({ labels, hasOtherLabels = false, never = {} }: PodClass, key: string, mentioned: readonly string[]) {
  if (Object.hasOwn(labels, key)) {
    return [labels[key]];
  }
  const values: Value[] = hasOtherLabels ? [undefined, ANOTHER, ...mentioned] : [undefined];
  return values.filter((value) => value === undefined || never[key] !== value);
}

/** What labels of the pods can be, by key: narrowed down requirement by requirement. */
type Domains = ReadonlyMap<string, readonly Value[]>;

function domainsOf(pods: PodClass, requirements: readonly SelectorExpression[]): Domains {
  const mentioned = new Map<string, string[]>();
  for (const { key, values } of requirements) {
    mentioned.set(key, [...(mentioned.get(key) ?? []), ...elementsOf(values)]);
  }
  return new Map([...mentioned].map(([key, values]) => [key, valuesOf(pods, key, values)]));
}

/** Narrows a label down; `undefined` if no value is left. */
function narrowed(domains: Domains, key: string, isLeft: (value: Value) => boolean): Domains | undefined {
  const left = (domains.get(key) ?? []).filter(isLeft);
  return left.length > 0 ? new Map([...domains, [key, left]]) : undefined;
}

/** Whether at least one of the pods can be selected. */
export function canSelect(selector: LabelSelector | null | undefined, pods: PodClass): boolean {
  const requirements = requirementsOf(selector);
  return (
    requirements.reduce<Domains | undefined>(
      (domains, requirement) => domains && narrowed(domains, requirement.key, (value) => meets(requirement, value)),
      domainsOf(pods, requirements),
    ) !== undefined
  );
}

/** Whether one of the pods can have labels that none of the selectors selects. */
export function canEscape(selectors: readonly (LabelSelector | null | undefined)[], pods: PodClass): boolean {
  const all = selectors.map(requirementsOf);
  const escape = (domains: Domains, from: number): boolean =>
    from === all.length ||
    all[from].some((requirement) => {
      const rest = narrowed(domains, requirement.key, (value) => !meets(requirement, value));
      return rest !== undefined && escape(rest, from + 1);
    });
  return escape(domainsOf(pods, all.flat()), 0);
}
