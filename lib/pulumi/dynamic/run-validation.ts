import {
  type ConnectorValidationResult,
  describeValidation,
  validateConnector,
  type ValidationProgress,
} from '../../validation';
import { platformOptions, readKubeconfig, type StackConfiguration } from './secret-sources';
import type { ValidationOutputs, ValidationSubject } from './validation-inputs';

/**
 * Validates a connector.
 *
 * @throws if the API key or the kubeconfig is missing
 */
export function runValidation(
  subject: ValidationSubject,
  configuration: StackConfiguration,
): Promise<ConnectorValidationResult> {
  const { connector, delegateSelectors, delegateGeneration, plUseRunner, cluster, policies } = subject;
  const { timeoutSeconds, pollIntervalSeconds } = subject;
  return validateConnector({
    platform: platformOptions(subject, configuration),
    connector,
    delegateSelectors,
    delegateGeneration,
    plUseRunner,
    cluster: cluster && { ...cluster, kubeconfig: readKubeconfig(cluster.kubeconfig, configuration) },
    policies,
    timeoutSeconds,
    pollIntervalSeconds,
    onProgress: newsOnly(({ probe, message }) => console.log(`${connector.identifier}: ${probe}: ${message}`)),
  });
}

/** Converts a result to the outputs of a resource. */
export function outputsOf(result: ConnectorValidationResult): ValidationOutputs {
  const { status, testedAt, delegateId, probes } = result;
  const findings = probes.flatMap((probe) => probe.findings);
  return { status, testedAt, delegateId, findings, summary: describeValidation(result) };
}

/** Drops repeated messages of a probe that is waiting. */
function newsOnly(tell: (progress: ValidationProgress) => void): (progress: ValidationProgress) => void {
  const last = new Map<string, string>();
  return (progress) => {
    if (last.get(progress.probe) !== progress.message) {
      last.set(progress.probe, progress.message);
      tell(progress);
    }
  };
}
