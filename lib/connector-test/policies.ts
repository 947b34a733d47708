import type { ProbeName, ProbePolicy, ValidateConnectorOptions } from './types';

/** In the order in which they run: from what the next one needs to what needs it. */
export const PROBE_NAMES: readonly ProbeName[] = ['connected', 'cluster', 'harness'];

/** Whether Harness' own test works on the delegate. */
export function harnessTestWorks({
  delegateGeneration = 'legacy',
  plUseRunner = false,
}: ValidateConnectorOptions): boolean {
  return delegateGeneration === 'legacy' || plUseRunner;
}

/** What the outcome of a probe means. */
export function policyOf(probe: ProbeName, options: ValidateConnectorOptions): ProbePolicy {
  return options.policies?.[probe] ?? usualPolicy(probe, options);
}

function usualPolicy(probe: ProbeName, options: ValidateConnectorOptions): ProbePolicy {
  switch (probe) {
    case 'connected':
      return 'required';
    case 'cluster':
      return options.cluster === undefined ? 'skip' : 'required';
    case 'harness':
      return harnessTestWorks(options) ? 'required' : 'advisory';
  }
}
