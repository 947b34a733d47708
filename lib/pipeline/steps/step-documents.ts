import { durationText } from '../../document';
import type { StepShell } from './step-options';
import { inputsOf, type ResolvedStep } from './steps';

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
