/** Resolves and renders the steps of a stage. */
import type { PropertyChecks } from '../../core';
import { durationText, type HarnessScope, resolveNames } from '../../document';
import type { CiStep, LeafNode } from './ci-step';
import { checkAdditionalMembers, checkLeaf, inputsOf } from './leaf-checks';
import type { StepShell } from './step-options';

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
  const given = {
    get name() {
      return node.name;
    },
    get identifier() {
      return node.options.identifier;
    },
  };
  const names = resolveNames(checks, given, `${place}.`);
  const { identifier } = names;
  if (taken.has(identifier)) {
    const allowed = 'an identifier that no other step of the group has';
    checks.refuse(`${place}.identifier`, identifier, allowed, 'Rename the step, or set another identifier.');
  }
  taken.add(identifier);
  return names;
}

/** Members of a group that have their own property. */
const GROUP_MEMBERS = ['name', 'identifier', 'steps'];

/** Renders the steps. Members that are `undefined` are not written. */
export function renderSteps(steps: readonly ResolvedStep[], defaultShell: StepShell): object[] {
  return steps.map((step) => renderStep(step, defaultShell));
}

function renderStep(step: ResolvedStep, defaultShell: StepShell): object {
  switch (step.kind) {
    case 'parallel':
      return { parallel: renderSteps(step.steps, defaultShell) };
    case 'group':
      return {
        stepGroup: {
          name: step.name,
          identifier: step.identifier,
          ...step.additionalMembers,
          steps: renderSteps(step.steps, defaultShell),
        },
      };
    case 'step':
      return { step: renderLeaf(step, defaultShell) };
  }
}

function renderLeaf(
  { node, identifier, timeoutSeconds }: Extract<ResolvedStep, { kind: 'step' }>,
  defaultShell: StepShell,
): object {
  const { description, runAsUser, resources, additionalSpec = {}, additionalMembers } = node.options;
  const { memory, cpu } = resources ?? {};
  const limits = memory === undefined && cpu === undefined ? undefined : { memory, cpu };
  return {
    type: node.type,
    name: node.name,
    identifier,
    description,
    timeout: timeoutSeconds && durationText(timeoutSeconds),
    spec: {
      ...node.spec,
      ...(node.runsInShell ? { shell: node.spec.shell ?? defaultShell } : {}),
      runAsUser,
      resources: limits && { limits },
      ...inputsOf(node),
      ...additionalSpec,
    },
    ...additionalMembers,
  };
}
