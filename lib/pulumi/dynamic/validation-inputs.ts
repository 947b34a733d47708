import { FEATURES } from '../../access';
import type { ClusterProbeOptions, ProbeName, ProbePolicy } from '../../connector-test';
import type { ConnectorAddress } from '../../harness-api';
import { DELEGATE_TAG, DNS_LABEL, DNS_SUBDOMAIN, isPlainObject, NOT_EMPTY } from '../../values';
import { ADDRESS } from './connector-id';
import { type Check, choice, FLAG, isKnown, listOf, required, SECONDS, struct, text } from './input-checks';
import { PLATFORM, type PlatformInputs } from './platform-inputs';
import { KUBECONFIG, type KubeconfigInput } from './secret-sources';

/** How the cluster is asked, with the name of where the kubeconfig is. */
export type ClusterInputs = Omit<ClusterProbeOptions, 'kubeconfig'> & { readonly kubeconfig: KubeconfigInput };

/** What a validation runs with. */
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

/** The same as a resource has it. */
export interface ValidationInputs extends ValidationSubject {
  readonly triggers?: unknown;
  /** Always the same. A refresh that finds another result puts it here, so that the next update sees a difference. */
  readonly expect: string;
}

/** What a validation has told. */
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

const ANYTHING: Check = () => [];
const POLICY = choice('required', 'advisory', 'skip');

const SHAPE = struct({
  ...PLATFORM,
  connector: required(struct(ADDRESS)),
  delegateSelectors: required(listOf(text(DELEGATE_TAG))),
  delegateGeneration: choice('new', 'legacy'),
  plUseRunner: FLAG,
  cluster: struct({
    kubeconfig: required(KUBECONFIG),
    context: text(NOT_EMPTY),
    serviceAccount: struct({ namespace: required(text(DNS_LABEL)), name: required(text(DNS_SUBDOMAIN)) }),
    buildNamespaces: listOf(text(DNS_LABEL)),
    features: listOf(choice(...FEATURES)),
    skipDefaultNamespaceValidation: FLAG,
  }),
  policies: struct({ connected: POLICY, cluster: POLICY, harness: POLICY }),
  timeoutSeconds: SECONDS,
  pollIntervalSeconds: SECONDS,
  triggers: ANYTHING,
  expect: ANYTHING,
});

/** Everything that is wrong with the inputs of a validation. */
export const VALIDATION: Check = (property, value) => {
  const failures = SHAPE(property, value);
  return failures.length > 0 ? failures : TOGETHER(property, value);
};

/** What does not go together. */
const TOGETHER: Check = (_property, value) => {
  const { policies, cluster, connector } = value as ValidationInputs;
  const ofCluster = policies?.cluster ?? 'skip';
  return [
    ...(cluster === undefined && isKnown(ofCluster) && ofCluster !== 'skip'
      ? [{ property: 'policies.cluster', reason: 'it must be skip where cluster is not set. Set cluster, too.' }]
      : []),
    ...(isPlainObject(connector) && connector.projectIdentifier !== undefined && connector.orgIdentifier === undefined
      ? [{ property: 'connector.projectIdentifier', reason: 'it must be of an organization. Set orgIdentifier, too.' }]
      : []),
  ];
};
