import type { Affinity, PodSecurityContext, PodSpec, SecurityContext } from 'kubernetes-types/core/v1';
import { DATA_KEY, definedOf, DNS_SUBDOMAIN, type Rule, SECRET_NAME } from '../core';
import {
  checkImagePullSecrets,
  checkLabels,
  type DelegateToleration,
  type ImagePullPolicy,
  resolveToleration,
} from '../workload';
import { withoutIds } from './container';
import type { DelegateContainerProps } from './container-props';
import type { ResolveContext } from './context';
import { cronJobNameOf } from './cron-job-name';
import type { DelegateToken } from './delegate-token';
import type { DelegateIdentityProps } from './identity';
import { defaultPullPolicy, type DelegateImage, resolveImage } from './image';
import type { DelegateNetworkProps } from './network-policy';
import { type DelegateResources, resolveAmounts, type ResolvedResources } from './resources';
import type { ResolvedScheduling } from './scheduling';
import type { ResolvedToken } from './token';
import { resolveSchedule, type UpgradeSchedule } from './upgrade-schedule';
import { resolveUpgraderConnection, type UpgraderConnection } from './upgrader-connection';
import type { MountedFiles } from './volumes';

/**
 * The upgrader of a legacy delegate: a CronJob that asks Harness for the version that the account should run, and sets the
 * image of the delegate's Deployment. It can read and patch only that Deployment.
 *
 * It uses the CA and client certificates of the delegate. A proxy with credentials is refused: the upgrader would read them
 * from a ConfigMap, in clear text.
 *
 * @see https://developer.harness.io/docs/platform/delegates/install-delegates/delegate-upgrades-and-expiration
 */
export interface DelegateUpgrader {
  /**
   * Image of the upgrader, which Harness publishes as `us-docker.pkg.dev/gar-prod-setup/harness-public/harness/upgrader`.
   * Pin it: anyone who can change the image can change what the delegate runs. `latest` is therefore refused, unless a
   * digest follows.
   */
  readonly image: DelegateImage;
  /**
   * When the node pulls the image.
   *
   * @default - IfNotPresent for a digest or a tag with a full version, otherwise Always; Always in profile `DOCUMENTED`
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Names of Secrets with registry credentials.
   *
   * @default - those of the delegate
   */
  readonly imagePullSecrets?: string[];
  /**
   * When the upgrader runs.
   *
   * @default UpgradeSchedule.cron('0 *\/1 * * *')
   */
  readonly schedule?: UpgradeSchedule;
  /**
   * Creates the upgrader without running it. The image of the delegate is then that of `image`, also with Pulumi.
   *
   * @default false
   */
  readonly suspend?: boolean;
  /**
   * Requests and limits of the upgrader's container.
   *
   * @default - 50m and 128Mi requested, limits of 500m and 128Mi (inferred); none in profile `DOCUMENTED`
   */
  readonly resources?: DelegateResources;
  /**
   * Registry for new images of the delegate, instead of the Harness registry: a host with an optional port and path.
   *
   * @default - none
   */
  readonly registryMirror?: string;
  /**
   * Token of the upgrader: `DelegateToken.fromSecretName` or `.fromSecret`, with the default key `UPGRADER_TOKEN`. Each run
   * reads the Secret again, so `revision` and `reloader` are refused.
   *
   * @default - the token of the delegate, from the same Secret
   */
  readonly token?: DelegateToken;
  /**
   * Node labels that its pods require.
   *
   * @default - those of the delegate
   */
  readonly nodeSelector?: { [key: string]: string };
  /**
   * Taints that its pods tolerate.
   *
   * @default - those of the delegate
   */
  readonly tolerations?: DelegateToleration[];
  /**
   * Affinity, as in the Kubernetes API.
   *
   * @default - the delegate's node affinity, without its pod affinity and anti-affinity, which are meant for its own pods
   */
  readonly affinity?: unknown;
  /**
   * Name of a PriorityClass.
   *
   * @default - the PriorityClass of the delegate
   */
  readonly priorityClassName?: string;
}

/** Automatic upgrades of the delegate. */
export interface DelegateUpgraderProps {
  /**
   * Keeps the version of the delegate up to date. Legacy delegates only: no upgrader is documented for new delegates.
   *
   * The upgrader changes the image of the Deployment in the cluster. Configure your GitOps tool to ignore the change with
   * `delegate.upgrader.argoCdIgnoreDifferences()` or `.fluxIgnoreRule()`. The Pulumi components do this for you.
   *
   * @default - none: the version changes only with `image`
   */
  readonly upgrader?: DelegateUpgrader;
}

type Context = ResolveContext<
  DelegateContainerProps & DelegateIdentityProps & DelegateNetworkProps & DelegateUpgraderProps
>;

const TOKEN_KEY = 'UPGRADER_TOKEN';

/** Inferred: the program sends one request and one patch. */
const AMOUNTS = { cpuRequest: '50m', cpuLimit: '500m', memory: '128Mi' };

const REPOSITORY = 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/upgrader';

const PIN = `Pin a version of ${REPOSITORY} with a tag or a digest.`;

const MIRROR: Rule = {
  allowed: 'the host of a registry with an optional port and path, without https://',
  remedy: 'Use a form such as registry.example.com/harness.',
  holds: (value) => /^[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?(:[0-9]{1,5})?(\/[a-z0-9][-._a-z0-9]*)*$/.test(value),
};

/** The upgrader with every default set and every property checked. */
export interface ResolvedUpgrader extends UpgraderConnection {
  readonly cronJobName: string;
  readonly serviceAccountName: string;
  readonly configMapName: string;
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly imagePullSecrets: readonly string[];
  readonly schedule: string;
  readonly isSuspended: boolean;
  /** The fields of the Deployment that it changes, as JSON pointers. The delegate's container is the first. */
  readonly changedFields: readonly string[];
  readonly token: Pick<ResolvedToken, 'secretName' | 'key'>;
  readonly registryMirror?: string;
  readonly resources?: ResolvedResources;
  readonly podSecurityContext?: PodSecurityContext;
  readonly securityContext?: SecurityContext;
  /** Scheduling and name resolution of its pods. */
  readonly placement: Partial<PodSpec>;
}

/** The parts of the delegate that its upgrader shares. */
export interface UpgraderSources {
  readonly token: ResolvedToken;
  readonly scheduling: ResolvedScheduling;
  readonly customCa: MountedFiles;
  readonly mutualTls: MountedFiles;
}

export function resolveUpgrader(
  context: Context,
  upgrader: DelegateUpgrader,
  sources: UpgraderSources,
): ResolvedUpgrader {
  const { checks, props, profile, generation, names } = context;
  if (!generation.hasUpgrader && generation.isAssumed) {
    checks.stop();
  }
  if (!generation.hasUpgrader) {
    checks.refuse(
      'upgrader',
      undefined,
      'a legacy delegate',
      'Remove it, and update the image tag yourself: Harness documents no upgrader for the new delegate.',
      'not supported by the new delegate',
    );
  }
  const { imagePullSecrets = props.imagePullSecrets ?? [], registryMirror, suspend = false } = upgrader;
  checkImagePullSecrets(checks, imagePullSecrets, 'upgrader.imagePullSecrets');
  if (registryMirror !== undefined) {
    // It may be a URL with user and password.
    checks.secretText('upgrader.registryMirror', registryMirror, MIRROR);
  }
  const asDocumented = profile.onlyDocumentedFields;
  const image = checks.part(() => resolveUpgraderImage(context, upgrader));
  const schedule = checks.part(() => resolveSchedule(checks, upgrader.schedule, suspend));
  const token = checks.part(() => resolveUpgraderToken(context, upgrader.token));
  const resources = checks.part(() =>
    asDocumented && upgrader.resources === undefined
      ? undefined
      : resolveAmounts(checks, 'upgrader.resources', upgrader.resources, AMOUNTS),
  );
  const placement = checks.part(() => resolvePlacement(context, upgrader, sources.scheduling));
  const connection = checks.part(() => resolveUpgraderConnection(context, sources));
  return {
    cronJobName: cronJobNameOf(names.resource),
    serviceAccountName: `${names.resource}-upgrader-cronjob-sa`,
    configMapName: `${names.resource}-upgrader-config`,
    ...image.value,
    imagePullSecrets,
    schedule: schedule.value,
    isSuspended: suspend,
    changedFields: ['/spec/template/spec/containers/0/image'],
    token: token.value ?? sources.token,
    registryMirror,
    resources: resources.value,
    podSecurityContext: props.openShift ? withoutIds(profile.podSecurityContext) : profile.podSecurityContext,
    securityContext: profile.runsAsRoot ? undefined : profile.containerSecurityContext,
    placement: placement.value,
    ...connection.value,
  };
}

function resolveUpgraderImage(
  { checks, profile }: Context,
  { image, imagePullPolicy }: DelegateUpgrader,
): Pick<ResolvedUpgrader, 'image' | 'imagePullPolicy'> {
  const resolved = resolveImage(checks, image, { property: 'upgrader.image', remedy: PIN });
  checks.later('upgrader.image', [resolved.reference], (known) => {
    if (/:latest$/.test(known)) {
      checks.refuse('upgrader.image', known, 'an image with a fixed version, not "latest"', PIN);
    }
  });
  return {
    image: resolved.reference,
    imagePullPolicy: imagePullPolicy ?? profile.imagePullPolicy ?? defaultPullPolicy(resolved),
  };
}

function resolveUpgraderToken({ checks }: Context, token?: DelegateToken): ResolvedUpgrader['token'] | undefined {
  if (token === undefined) {
    return undefined;
  }
  const source = token._source;
  if (source.kind !== 'existing') {
    return checks.refuse(
      'upgrader.token',
      undefined,
      'a token in an existing Secret, because no second copy of a token is created',
      'Use DelegateToken.fromSecretName, or remove it to use the token of the delegate.',
    );
  }
  const { key = TOKEN_KEY, revision, reloader } = source.options;
  checks.secretText('upgrader.token', source.secretName, SECRET_NAME);
  checks.secretText('upgrader.token.key', key, DATA_KEY);
  if (revision !== undefined || reloader !== undefined) {
    const property = revision === undefined ? 'reloader' : 'revision';
    const remedy = 'Remove it: each run of the upgrader reads the Secret again.';
    checks.refuse(`upgrader.token.${property}`, undefined, 'no value for the token of the upgrader', remedy);
  }
  return { secretName: source.secretName, key };
}

function resolvePlacement(
  { checks }: Context,
  upgrader: DelegateUpgrader,
  delegate: ResolvedScheduling,
): Partial<PodSpec> {
  const { nodeSelector, tolerations, affinity, priorityClassName } = upgrader;
  checkLabels(checks, 'upgrader.nodeSelector', nodeSelector);
  if (priorityClassName !== undefined) {
    checks.text('upgrader.priorityClassName', priorityClassName, DNS_SUBDOMAIN);
  }
  const own = {
    nodeSelector,
    tolerations: checks.each(tolerations, (toleration, index) =>
      resolveToleration(checks, toleration, `upgrader.tolerations[${index}]`),
    ),
    affinity,
    priorityClassName,
  };
  // The delegate's pod affinity and topology spread apply to its own pods, not to this single pod.
  const inherited = { ...delegate, affinity: toNodes(delegate.affinity), topologySpread: undefined };
  return { ...definedOf(inherited), ...definedOf(own) } as Partial<PodSpec>;
}

function toNodes({ nodeAffinity }: Affinity = {}): Affinity | undefined {
  return nodeAffinity && { nodeAffinity };
}
