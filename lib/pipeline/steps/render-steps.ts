import { durationText } from '../duration-text';
import type { ResolvedStep } from './resolve-steps';
import { inputsOf } from './step-inputs';

/** The steps as Harness writes them. Members that are `undefined` are not written. */
export function renderSteps(steps: readonly ResolvedStep[]): object[] {
  return steps.map(renderStep);
}

function renderStep(step: ResolvedStep): object {
  switch (step.kind) {
    case 'parallel':
      return { parallel: renderSteps(step.steps) };
    case 'group':
      return { stepGroup: { name: step.name, identifier: step.identifier, steps: renderSteps(step.steps) } };
    case 'step':
      return { step: renderLeaf(step) };
  }
}

function renderLeaf({ node, identifier, timeoutSeconds }: Extract<ResolvedStep, { kind: 'step' }>): object {
  const { description, runAsUser, resources, additionalSpec = {}, additionalMembers } = node.options;
  const { memory, cpu } = resources ?? {};
  const limits = memory === undefined && cpu === undefined ? undefined : { memory, cpu };
  return {
    type: node.type,
    name: node.name,
    identifier,
    description,
    timeout: timeoutSeconds && durationText(timeoutSeconds),
    spec: { ...node.spec, runAsUser, resources: limits && { limits }, ...inputsOf(node), ...additionalSpec },
    ...additionalMembers,
  };
}
