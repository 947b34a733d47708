/** Assigns the rooms of lib/ to chunks of the build. A chunk is loaded as a whole, when first needed. */

/** The entries of the package, as in `exports` of package.json. */
export const ENTRIES = ['index', 'pulumi/index', 'pulumi/providers', 'validation/index'];

/** Entries that must run where neither cdk8s nor Pulumi is installed. */
export const WITHOUT_CDK8S = ['pulumi/providers', 'validation/index'];

/** What HarnessApp and HarnessDelegate need. */
export const CORE = 'core';
/** The part of the core that the entries without cdk8s also need. The build finds it. */
export const BASE = 'base';

/** Rooms, or folders within them, by chunk. A file belongs to the longest path that leads to it. */
const CHUNKS: { readonly [chunk: string]: readonly string[] } = {
  [CORE]: ['core', 'access', 'app', 'document', 'workload', 'reference', 'delegate'],
  // The tables of the Helm chart and their readers: few programs adopt a release.
  adoption: ['delegate/helm'],
  helm: ['delegate/helm/helm-hardening.ts', 'delegate/helm/helm-values.ts'],
  // What a correct program without documents does not call.
  refusals: [
    'core/errors.ts',
    'core/checks/amounts.ts',
    'core/checks/wrong-kind.ts',
    'core/checks/known-members.ts',
    'core/checks/readable.ts',
    'core/checks/other-spellings.ts',
    'core/checks/similar-names.ts',
    'core/checks/survey.ts',
    'core/checks/unknown-members.ts',
    'core/manifest/read-yaml.ts',
  ],
  options: [
    'document/expressions.ts',
    'document/harness-document.ts',
    'reference/account.ts',
    'reference/imported-delegate.ts',
    'delegate/additional-containers.ts',
    'delegate/autoscaling.ts',
    'delegate/availability-props.ts',
    'delegate/clear-text.ts',
    'delegate/config-maps.ts',
    'delegate/demand.ts',
    'delegate/disruption.ts',
    'delegate/external-token.ts',
    'delegate/kinds-of-options.ts',
    'delegate/variables.ts',
    'delegate/volumes.ts',
    'delegate/upgrader-props.ts',
    'delegate/upgrader.ts',
    'delegate/upgrader-objects.ts',
    'delegate/network-policy.ts',
    'delegate/certificates.ts',
    'delegate/proxy.ts',
    'delegate/container-props.ts',
    'workload/scheduling.ts',
    'core/manifest/network-policy.ts',
    'core/manifest/network-peer.ts',
    'core/manifest/address-blocks.ts',
    'workload/cloud-identity.ts',
    'document/scope.ts',
  ],
  // What an app needs for other layouts than a file for each chart, and for files of earlier runs and of others.
  outputs: ['app/files-per-object.ts', 'app/leftovers.ts', 'app/warnings.ts'],
  // Checks for apps whose files cdk8s writes.
  'other-apps': ['core/manifest/lost-objects.ts', 'core/manifest/other-apps.ts'],
  // What the constructors of stages and infrastructures call.
  stages: [
    'pipeline/infrastructure/infrastructure-document.ts',
    'pipeline/infrastructure/inputs.ts',
    'pipeline/infrastructure/isolation.ts',
    'pipeline/infrastructure/overlay-document.ts',
    'pipeline/infrastructure/place.ts',
    'pipeline/infrastructure/pod-spec.ts',
    'pipeline/infrastructure/pod-spec-place.ts',
    'pipeline/infrastructure/pod-spec-values.ts',
    'pipeline/infrastructure/security.ts',
    'pipeline/infrastructure/volumes.ts',
    'pipeline/resources/resource-options.ts',
    'pipeline/stage/stage-checks.ts',
    'pipeline/stage/stage-document.ts',
    'pipeline/stage/step-checks.ts',
    'pipeline/steps/leaf-checks.ts',
    'pipeline/steps/outside-names.ts',
    'pipeline/steps/steps.ts',
    'workload/largest-pod.ts',
  ],
  // What the constructor of a build namespace calls.
  guards: [
    'build-namespace/access.ts',
    'build-namespace/accounts.ts',
    'build-namespace/admission.ts',
    'build-namespace/admission-images.ts',
    'build-namespace/admission-rules.ts',
    'build-namespace/admission-shared.ts',
    'build-namespace/admission-volumes.ts',
    'build-namespace/build-namespace-objects.ts',
    'build-namespace/cost-labels.ts',
    'build-namespace/pod-profile.ts',
    'build-pods/cel.ts',
    'build-namespace/namespace.ts',
    'build-namespace/quota-checks.ts',
    'build-namespace/quota-delegate.ts',
  ],
  // For farms, and for delegates with a restricted egress.
  addresses: ['workload/closed-addresses.ts', 'workload/open-blocks.ts'],
  // What `summary()` calls.
  summaries: [
    'evaluation',
    'build-namespace/summary',
    'core/manifest/rendered-objects.ts',
    'build-namespace/summary.ts',
    'farm/node-lines.ts',
    'farm/platform-lines.ts',
    'farm/summary.ts',
  ],
  // What a connection test calls while it runs.
  probes: [
    'harness-api/exchange.ts',
    'harness-api/platform.ts',
    'validation/cluster',
    'validation/failure-wordings.ts',
    'validation/platform-probes.ts',
    'validation/run-probe.ts',
  ],
  // What the profile of build pods calls.
  pods: ['build-pods'],
  // Few programs that make only a delegate select one.
  'build-namespace': [
    'build-namespace',
    'build-pods/allowed-images.ts',
    'build-pods/build-pod-profile.ts',
    'build-pods/kinds.ts',
    'build-pods/option-kinds.ts',
    'build-pods/profile-options.ts',
    'build-pods/profile-rollout.ts',
    'connector',
    'reference/delegate-selection.ts',
    'reference/imported-connector.ts',
  ],
  pipeline: ['pipeline', 'core/late/plain-copy.ts'],
  farm: ['farm'],
  validation: ['harness-api', 'validation'],
};

/** Chunks that are loaded when one of their functions is first called. */
export const LAZY: readonly string[] = [
  'refusals',
  'options',
  'outputs',
  'other-apps',
  'addresses',
  'stages',
  'guards',
  'pods',
  'summaries',
  'probes',
  'adoption',
];

/** Rooms that belong to an entry and have no separate chunk. */
const WITH_ENTRIES = ['index.ts', 'validation/index.ts', 'pulumi'];

const PLACES = [
  ...Object.entries(CHUNKS).flatMap(([chunk, paths]) => paths.map((path) => ({ path, chunk }))),
  ...WITH_ENTRIES.map((path) => ({ path, chunk: undefined })),
].sort((one, other) => other.path.length - one.path.length);

/** The chunk of a file, given as its path within lib/; `undefined` if the file belongs to its entry. */
export function chunkOf(file: string): string | undefined {
  const place = PLACES.find(({ path }) => file === path || file.startsWith(`${path}/`));
  if (place === undefined) {
    throw new Error(`lib/${file} is in no chunk: add its room to scripts/chunks.ts`);
  }
  return place.chunk;
}
