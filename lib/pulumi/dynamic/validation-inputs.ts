import { DELEGATE_TAG, DNS_LABEL, DNS_SUBDOMAIN, isPlainObject, NOT_EMPTY, Together } from '../../core';
import type { ConnectorAddress } from '../../harness-api';
import type { ClusterProbeOptions, ProbeName, ProbePolicy } from '../../validation';
import { ADDRESS } from './connector-id';
import { type Check, isKnown, listOf, SECONDS, shaped, struct, text } from './input-checks';
import { ENCRYPTED, KUBECONFIG, type KubeconfigInput, PLATFORM, type PlatformInputs } from './secret-sources';

/** Options of the cluster probe, with a reference to the kubeconfig. */
export type ClusterInputs = Omit<ClusterProbeOptions, 'kubeconfig'> & { readonly kubeconfig: KubeconfigInput };

/** Inputs of a validation run. */
export interface ValidationSubject extends PlatformInputs {
  readonly connector: ConnectorAddress;
  readonly delegateSelectors: readonly string[];
  readonly delegateGeneration?: 'new' | 'legacy';
  readonly plUseRunner?: boolean;
  readonly cluster?: ClusterInputs;
  readonly policies?: { readonly [probe in ProbeName]?: ProbePolicy };
  readonly timeoutSeconds?: number;
  readonly pollIntervalSeconds?: number;
}

/** Inputs of a validation resource. */
export interface ValidationInputs extends ValidationSubject {
  readonly triggers?: unknown;
  /** A constant. A refresh with another result stores it here, so that the next update detects a difference. */
  readonly expect?: string;
}

/** Outputs of a validation resource. */
export interface ValidationOutputs {
  readonly status: string;
  readonly testedAt?: number;
  readonly delegateId?: string;
  readonly findings: readonly object[];
  readonly summary: string;
}

export const OUTPUTS: readonly (keyof ValidationOutputs)[] = [
  'status',
  'testedAt',
  'delegateId',
  'findings',
  'summary',
];

const SHAPE = struct('ValidationInputs', {
  ...PLATFORM,
  connector: ADDRESS,
  delegateSelectors: listOf(text(DELEGATE_TAG)),
  cluster: struct('ClusterInputs', {
    kubeconfig: KUBECONFIG,
    context: text(NOT_EMPTY),
    serviceAccount: struct('ClusterInputs.serviceAccount', { namespace: text(DNS_LABEL), name: text(DNS_SUBDOMAIN) }),
    buildNamespaces: listOf(text(DNS_LABEL)),
  }),
  timeoutSeconds: SECONDS,
  pollIntervalSeconds: SECONDS,
});

/** Checks the inputs of a validation. */
export const VALIDATION: Check = (property, value) => {
  const failures = SHAPE(property, value);
  return failures.length > 0 ? failures : [...ENCRYPTED(property, value), ...TOGETHER(property, value)];
};

/** Checks combinations of inputs. */
const TOGETHER = shaped((checks, _property, value) => {
  const { policies, cluster, connector } = value as ValidationInputs;
  const ofCluster = policies?.cluster ?? 'skip';
  const together = new Together();
  if (cluster === undefined && isKnown(ofCluster) && ofCluster !== 'skip') {
    const remedy = 'Set cluster, or change the policy.';
    together.run(() => checks.refuse('policies.cluster', ofCluster, '"skip" when cluster is not set', remedy));
  }
  if (isPlainObject(connector) && connector.projectIdentifier !== undefined && connector.orgIdentifier === undefined) {
    const remedy = 'Set it, or remove projectIdentifier.';
    together.run(() =>
      checks.refuse('connector.orgIdentifier', undefined, 'the organization of the project', remedy, 'missing'),
    );
  }
  together.end();
});
