/** Steps, each by itself and among its neighbours. What they may do in their stage is checked there. */
import {
  checkDescription,
  checkTextOrExpression,
  type HarnessScope,
  referenceFrom,
  resolveNames,
} from '../../document';
import { ENVIRONMENT_NAME, NOT_EMPTY, type PropertyChecks, type Rule, wholeSeconds } from '../../values';
import { CPU, MEMORY } from './amount-rules';
import type { CiStep } from './ci-step';
import { checkFitting } from './fitting-connectors';
import { checkStepInputs } from './step-inputs';
import { checkResults } from './step-results';
import type { LeafNode } from './step-node';

/** A step with its identifier and times told. */
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

/** Throws for a step that Harness would refuse. */
export function resolveSteps(
  checks: PropertyChecks,
  steps: readonly CiStep[],
  viewpoint: HarnessScope,
): ResolvedStep[] {
  return resolveSiblings(checks, steps, 'steps', viewpoint, new Set());
}

/** Identifiers are told apart within a group; steps in parallel are in that of their neighbours. */
function resolveSiblings(
  checks: PropertyChecks,
  steps: readonly CiStep[],
  where: string,
  viewpoint: HarnessScope,
  taken: Set<string>,
): ResolvedStep[] {
  if (steps.length === 0) {
    checks.refuse(where, [], 'at least one step', 'Add a step, or leave it out.');
  }
  return steps.map(({ _node: node }, index) => {
    const place = `${where}[${index}]`;
    if (node.kind === 'parallel') {
      return { kind: 'parallel', steps: resolveSiblings(checks, node.steps, `${place}.steps`, viewpoint, taken) };
    }
    const { name, identifier } = resolveNames(
      checks,
      { name: node.name, identifier: node.options.identifier },
      `${place}.`,
    );
    if (taken.has(identifier)) {
      const allowed = 'an identifier that no other step beside it has';
      checks.refuse(`${place}.identifier`, identifier, allowed, 'Rename it, or set another identifier.');
    }
    taken.add(identifier);
    if (node.kind === 'step') {
      return { kind: 'step', node, identifier, timeoutSeconds: checkLeaf(checks, node, place, viewpoint) };
    }
    const { additionalMembers } = node.options;
    checkAdditionalMembers(checks, `${place}.additionalMembers`, additionalMembers ?? {}, GROUP_MEMBERS);
    const steps = resolveSiblings(checks, node.steps, `${place}.steps`, viewpoint, new Set());
    return { kind: 'group', name, identifier, additionalMembers, steps };
  });
}

/** Throws for bad content. Returns the time that the step may take, in seconds. */
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

/** What has a property of its own is not said by the back door, where nothing would check it. */
function refuseTwice(checks: PropertyChecks, { spec }: LeafNode, where: string, member: string): void {
  if (member in spec || CHECKED.includes(member)) {
    const allowed = 'members of the spec that have no property of their own';
    checks.refuse(`${where}.additionalSpec.${member}`, undefined, allowed, 'Use the property, and leave it out here.');
  }
}

/** The same for members beside the spec. */
export function checkAdditionalMembers(
  checks: PropertyChecks,
  property: string,
  given: { readonly [member: string]: unknown },
  own: readonly string[],
): void {
  const twice = Object.keys(given).find((member) => own.includes(member));
  if (twice !== undefined) {
    const allowed = 'members that have no property of their own';
    checks.refuse(`${property}.${twice}`, undefined, allowed, 'Use the property, and leave it out here.');
  }
}

function checkRequired(checks: PropertyChecks, { required, type }: LeafNode, where: string): void {
  for (const [property, value] of Object.entries(required)) {
    const isList = Array.isArray(value);
    if (value === undefined || (isList && value.length === 0)) {
      const allowed = `${isList ? 'at least one' : 'a value'} in a step of the type ${type}`;
      checks.refuse(`${where}.${property}`, value, allowed, `Set ${property}.`);
    }
    textsIn(property, value).forEach(([place, text]) => checks.text(`${where}.${place}`, text, NOT_EMPTY));
  }
}

/** A text, those of a list, and those of which a registry, a destination or a reference is made. */
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

/** Throws for a connector that the pipeline cannot see. */
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

/** Members of a step beside its spec that have a property of their own. */
const MEMBERS = ['type', 'name', 'identifier', 'description', 'timeout', 'spec'];

/** The same of a group. */
const GROUP_MEMBERS = ['name', 'identifier', 'steps'];

/** Members that are held against the stage, in the spec of whichever step. */
const CHECKED = ['connectorRef', 'privileged', 'runAsUser', 'resources'];

const STEP_TYPE: Rule = {
  allowed: 'the type of a step as Harness calls it, for example Run',
  remedy: 'Write it as in the YAML of Harness.',
  holds: (value) => /^[A-Z][A-Za-z0-9]*$/.test(value),
};

const IMAGE: Rule = {
  allowed: 'an image reference without blanks',
  remedy: 'Pass registry/repository:tag.',
  holds: (value) => /^\S+$/.test(value),
};
