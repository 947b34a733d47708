/** Resolves and checks the steps of a stage. */
import {
  ENVIRONMENT_NAME,
  isByteQuantity,
  NOT_EMPTY,
  own,
  type PropertyChecks,
  type Rule,
  wholeSeconds,
} from '../../core';
import {
  checkDescription,
  checkExpression,
  checkInput,
  checkTextOrExpression,
  type HarnessScope,
  IDENTIFIER,
  referenceFrom,
  resolveNames,
} from '../../document';
import type { CiStep, LeafNode } from './ci-step';
import { destinationRule } from './destination-rules';
import { checkFitting } from './fitting-connectors';

/** @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/resource-limits */
export const CPU: Rule = {
  allowed: 'an amount of CPU above 0, for example 0.5 or 500m',
  remedy: 'Use a form such as 500m or 0.5.',
  holds: (value) => /^([0-9]+(\.[0-9]+)?|[0-9]+m)$/.test(value) && Number.parseFloat(value) > 0,
};

/** Harness supports fewer suffixes than Kubernetes. */
export const MEMORY: Rule = {
  allowed: 'an amount of memory of at least 1Mi, in bytes or with the suffix G, M, Gi or Mi',
  remedy: 'Use a form such as 500Mi or 2Gi.',
  holds: (value) => /^([0-9]+(\.[0-9]+)?(G|M|Gi|Mi)|[0-9]+)$/.test(value) && isByteQuantity(value),
};

/** Refuses an input that Harness cannot parse, that is set together with a plain value, or that the step does not have. */
export function checkStepInputs(checks: PropertyChecks, { options, spec, type }: LeafNode, where: string): void {
  const { inputs = {} } = options;
  for (const name of ['runAsUser', 'privileged', 'shell'] as const) {
    const input = inputs[name];
    if (input === undefined) {
      continue;
    }
    const property = `${where}.inputs.${name}`;
    if (options[name] !== undefined) {
      checks.refuse(property, undefined, `no value when ${own(`${where}.${name}`)} is set`, 'Remove one of the two.');
    }
    if (name !== 'runAsUser' && !(name in spec)) {
      checks.refuse(property, undefined, `no value in a step of type ${type}`, 'Remove it.');
    }
    if (typeof input === 'string') {
      checkExpression(checks, property, input);
    } else {
      checkInput(checks, property, input);
    }
  }
}

/** Returns the members of the spec that are expressions. */
export function inputsOf({ options: { inputs = {} } }: LeafNode): { readonly [member: string]: string } {
  const given = Object.entries(inputs).filter(([, input]) => input !== undefined);
  return Object.fromEntries(given.map(([name, input]) => [name, String(input)]));
}

/** Refuses output variables, reports and port bindings that Harness would reject or not find. */
export function checkResults(checks: PropertyChecks, { options }: LeafNode, where: string): void {
  const { outputVariables = [], reports = [], portBindings = {} } = options;
  const names = outputVariables.map(({ name }) => name);
  names.forEach((name, index) => {
    const property = `${where}.outputVariables[${index}].name`;
    checks.plainText(property, name, IDENTIFIER);
    checks.once(property, name, names.slice(0, index));
  });
  reports.forEach((path, index) => checkTextOrExpression(checks, `${where}.reports[${index}]`, path, NOT_EMPTY));
  Object.entries(portBindings).forEach(([port, ofContainer]) => {
    checks.plainText(`${where}.portBindings key`, port, PORT);
    checkTextOrExpression(checks, `${where}.portBindings["${port}"]`, ofContainer, PORT);
  });
}

const PORT: Rule = {
  allowed: 'a port from 1 to 65535, as a string',
  remedy: "Use a form such as '8080'.",
  holds: (value) => /^[1-9][0-9]{0,4}$/.test(value) && Number(value) <= 65_535,
};

/** A step with its identifier and timeout resolved. */
export type ResolvedStep =
  | { readonly kind: 'step'; readonly node: LeafNode; readonly identifier: string; readonly timeoutSeconds?: number }
  | {
      readonly kind: 'group';
      readonly name: string;
      readonly identifier: string;
      readonly additionalMembers?: { readonly [member: string]: unknown };
      readonly steps: readonly ResolvedStep[];
    }
  | { readonly kind: 'parallel'; readonly steps: readonly ResolvedStep[] };

/** Resolves the steps. Refuses steps that Harness would reject; the stage checks what they can do there. */
export function resolveSteps(
  checks: PropertyChecks,
  steps: readonly CiStep[],
  viewpoint: HarnessScope,
): ResolvedStep[] {
  return resolveSiblings(checks, steps, 'steps', viewpoint, new Set());
}

/** Identifiers must be unique within a group. Parallel steps belong to the group of their siblings. */
function resolveSiblings(
  checks: PropertyChecks,
  steps: readonly CiStep[],
  where: string,
  viewpoint: HarnessScope,
  taken: Set<string>,
): ResolvedStep[] {
  if (steps.length === 0) {
    checks.refuse(where, [], 'at least one step', 'Add a step, or remove the empty list.');
  }
  return checks.each(steps, ({ _node: node }, index): ResolvedStep => {
    const place = `${where}[${index}]`;
    if (node.kind === 'parallel') {
      return { kind: 'parallel', steps: resolveSiblings(checks, node.steps, `${place}.steps`, viewpoint, taken) };
    }
    const names = checks.part(() => namesOf(checks, node, place, taken));
    if (node.kind === 'step') {
      const timeout = checks.part(() => checkLeaf(checks, node, place, viewpoint));
      return { kind: 'step', node, identifier: names.value.identifier, timeoutSeconds: timeout.value };
    }
    const { additionalMembers } = node.options;
    checks.part(() =>
      checkAdditionalMembers(checks, `${place}.additionalMembers`, additionalMembers ?? {}, GROUP_MEMBERS),
    );
    const within = checks.part(() => resolveSiblings(checks, node.steps, `${place}.steps`, viewpoint, new Set()));
    return { kind: 'group', ...names.value, additionalMembers, steps: within.value };
  });
}

/** The name and identifier of a step or group. `taken` are the identifiers of its group. */
function namesOf(
  checks: PropertyChecks,
  node: { readonly name: string; readonly options: { readonly identifier?: string } },
  place: string,
  taken: Set<string>,
): ReturnType<typeof resolveNames> {
  const names = resolveNames(checks, { name: node.name, identifier: node.options.identifier }, `${place}.`);
  const { identifier } = names;
  if (taken.has(identifier)) {
    const allowed = 'an identifier that no other step of the group has';
    checks.refuse(`${place}.identifier`, identifier, allowed, 'Rename the step, or set another identifier.');
  }
  taken.add(identifier);
  return names;
}

/** Refuses invalid options. Returns the timeout, in seconds. */
function checkLeaf(checks: PropertyChecks, node: LeafNode, where: string, viewpoint: HarnessScope): number | undefined {
  const {
    image,
    environment = {},
    resources = {},
    runAsUser,
    description,
    timeout,
    additionalSpec = {},
    additionalMembers = {},
  } = node.options;
  checks.plainText(`${where}.type`, node.type, STEP_TYPE);
  checkDescription(checks, `${where}.description`, description);
  checkRequired(checks, node, where);
  if (image !== undefined) {
    checkTextOrExpression(checks, `${where}.image`, image, IMAGE);
  }
  Object.keys(environment).forEach((name) => checks.plainText(`${where}.environment key`, name, ENVIRONMENT_NAME));
  if (runAsUser !== undefined) {
    checks.integer(`${where}.runAsUser`, runAsUser, 0);
  }
  checkStepInputs(checks, node, where);
  checkResults(checks, node, where);
  checkAmount(checks, `${where}.resources.cpu`, resources.cpu, CPU);
  checkAmount(checks, `${where}.resources.memory`, resources.memory, MEMORY);
  node.connectors.forEach((connector) => {
    if (connector !== undefined) {
      checkReference(checks, `${where}.connector`, connector.reference, viewpoint);
    }
  });
  checkFitting(checks, node, where);
  Object.keys(additionalSpec).forEach((member) => refuseTwice(checks, node, where, member));
  checkAdditionalMembers(checks, `${where}.additionalMembers`, additionalMembers, MEMBERS);
  return timeout && wholeSeconds(checks, `${where}.timeout`, timeout, 10);
}

/** Refuses members that have their own property, because they would be unchecked here. */
function refuseTwice(checks: PropertyChecks, { spec }: LeafNode, where: string, member: string): void {
  if (member in spec || CHECKED.includes(member)) {
    const allowed = 'a member of the spec that has no property of its own';
    checks.refuse(`${where}.additionalSpec.${member}`, undefined, allowed, 'Set the property instead.');
  }
}

/** Refuses members next to the spec that have their own property. */
export function checkAdditionalMembers(
  checks: PropertyChecks,
  property: string,
  given: { readonly [member: string]: unknown },
  own: readonly string[],
): void {
  const twice = Object.keys(given).find((member) => own.includes(member));
  if (twice !== undefined) {
    const allowed = 'a member that has no property of its own';
    checks.refuse(`${property}.${twice}`, undefined, allowed, 'Set the property instead.');
  }
}

function checkRequired(checks: PropertyChecks, { required, type }: LeafNode, where: string): void {
  for (const [property, value] of Object.entries(required)) {
    const isList = Array.isArray(value);
    if (value === undefined || (isList && value.length === 0)) {
      const allowed = `${isList ? 'at least one element' : 'a value'} in a step of type ${type}`;
      const problem = isList ? undefined : 'missing';
      checks.refuse(`${where}.${property}`, value, allowed, isList ? 'Add an element.' : 'Set it.', problem);
    }
    textsIn(property, value).forEach(([place, text]) => {
      checks.text(`${where}.${place}`, text, NOT_EMPTY);
      const rule = destinationRule(type, place.split('.')[1]);
      if (rule !== undefined) {
        checkTextOrExpression(checks, `${where}.${place}`, text, rule);
      }
    });
  }
}

/** Returns the strings of a value: a string, a list, or the members of a registry, destination or reference. */
function textsIn(place: string, value: unknown): [place: string, text: string][] {
  if (typeof value === 'string') {
    return [[place, value]];
  }
  if (Array.isArray(value)) {
    return value.map((text: string, index) => [`${place}[${index}]`, text]);
  }
  const { _spec = {} } = value as { _spec?: { readonly [member: string]: string } };
  return Object.entries(_spec).map(([member, text]) => [`${place}.${member}`, text]);
}

/** Refuses a connector that the pipeline cannot reference. */
export function checkReference(
  checks: PropertyChecks,
  property: string,
  reference: string,
  viewpoint: HarnessScope,
): void {
  checkTextOrExpression(checks, property, reference, referenceFrom(viewpoint, 'a connector'));
}

function checkAmount(checks: PropertyChecks, property: string, amount: string | undefined, rule: Rule): void {
  if (amount !== undefined) {
    checks.plain(property, amount);
    checkTextOrExpression(checks, property, amount, rule);
  }
}

/** Members of a step next to its spec that have their own property. */
const MEMBERS = ['type', 'name', 'identifier', 'description', 'timeout', 'spec'];

/** Members of a group that have their own property. */
const GROUP_MEMBERS = ['name', 'identifier', 'steps'];

/** Members of the spec of any step that are checked against the stage. */
const CHECKED = ['connectorRef', 'privileged', 'runAsUser', 'resources'];

const STEP_TYPE: Rule = {
  allowed: 'a Harness step type, for example Run',
  remedy: 'Copy the type from the YAML of a Harness pipeline.',
  holds: (value) => /^[A-Z][A-Za-z0-9]*$/.test(value),
};

const IMAGE: Rule = {
  allowed: 'an image reference without white space',
  remedy: 'Use a form such as registry/repository:tag.',
  holds: (value) => /^\S+$/.test(value),
};
