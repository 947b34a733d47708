import type { Affinity, PodSecurityContext, PodSpec, SecurityContext } from 'kubernetes-types/core/v1';
import { createHash } from 'node:crypto';
import { DATA_KEY, definedOf, DNS_SUBDOMAIN, type Rule, SECRET_NAME } from '../../values';
import type { DelegateToken, DelegateUpgrader } from '../props';
import type { ResolveContext } from './context';
import { withoutIds } from './container';
import { defaultPullPolicy, resolveImage } from './image';
import { checkImagePullSecrets } from './image-pull-secrets';
import { checkLabels } from './marks';
import type { MountedFiles } from './own-volume';
import { resolveToleration } from './placement';
import { resolveAmounts, type ResolvedResources } from './resources';
import type { ResolvedScheduling } from './scheduling';
import type { ResolvedToken } from './token';
import { resolveSchedule } from './upgrade-schedule';
import { resolveUpgraderConnection, type UpgraderConnection } from './upgrader-connection';

/** A CronJob makes Jobs, whose names are eleven characters longer and have at most 63. */
const LONGEST_NAME = 52;
const JOB_SUFFIX = '-upgrader-job';
const TOKEN_KEY = 'UPGRADER_TOKEN';

/** Inferred: a program that asks one question and sends one patch. */
const AMOUNTS = { cpuRequest: '50m', cpuLimit: '500m', memory: '128Mi' };

const REPOSITORY = 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/upgrader';
const PIN = `Pin a version of ${REPOSITORY}, by its tag or its digest.`;

const MIRROR: Rule = {
  allowed: 'the host of a registry, with its port and a path where it has them, without https://',
  remedy: 'Correct it, for example registry.example.com/harness.',
  holds: (value) => /^[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?(:[0-9]{1,5})?(\/[a-z0-9][-._a-z0-9]*)*$/.test(value),
};

/** The upgrader with every default filled in and every property checked. */
export interface ResolvedUpgrader extends UpgraderConnection {
  readonly cronJobName: string;
  readonly serviceAccountName: string;
  readonly configMapName: string;
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly imagePullSecrets: readonly string[];
  readonly schedule: string;
  readonly isSuspended: boolean;
  /** The fields of the Deployment that it changes, as JSON pointers: the delegate's container is the first. */
  readonly changedFields: readonly string[];
  readonly token: Pick<ResolvedToken, 'secretName' | 'key'>;
  readonly registryMirror?: string;
  readonly resources?: ResolvedResources;
  readonly podSecurityContext?: PodSecurityContext;
  readonly securityContext?: SecurityContext;
  /** Where its pods run, and how they find others. */
  readonly placement: Partial<PodSpec>;
}

/** What of the delegate its upgrader has as well. */
export interface UpgraderSources {
  readonly token: ResolvedToken;
  readonly scheduling: ResolvedScheduling;
  readonly customCa: MountedFiles;
  readonly mutualTls: MountedFiles;
}

export function resolveUpgrader(context: ResolveContext, sources: UpgraderSources): ResolvedUpgrader | undefined {
  const { checks, props, profile, generation, names } = context;
  const { upgrader } = props;
  if (upgrader === undefined) {
    return undefined;
  }
  if (!generation.hasUpgrader) {
    checks.refuse(
      'upgrader',
      undefined,
      'no upgrader for a delegate of the new generation: none is documented for it',
      'Leave upgrader out, and raise the tag of image.',
    );
  }
  const { imagePullSecrets = props.imagePullSecrets ?? [], registryMirror, suspend = false } = upgrader;
  checkImagePullSecrets(checks, imagePullSecrets, 'upgrader.imagePullSecrets');
  if (registryMirror !== undefined) {
    // It may be an address with user and password in it.
    checks.secretText('upgrader.registryMirror', registryMirror, MIRROR);
  }
  const asDocumented = profile.onlyDocumentedFields;
  return {
    cronJobName: cronJobNameOf(names.resource),
    serviceAccountName: `${names.resource}-upgrader-cronjob-sa`,
    configMapName: `${names.resource}-upgrader-config`,
    ...resolveUpgraderImage(context, upgrader),
    imagePullSecrets,
    schedule: resolveSchedule(checks, upgrader.schedule, suspend),
    isSuspended: suspend,
    changedFields: ['/spec/template/spec/containers/0/image'],
    token: resolveUpgraderToken(context, upgrader.token) ?? sources.token,
    registryMirror,
    resources:
      asDocumented && upgrader.resources === undefined
        ? undefined
        : resolveAmounts(checks, 'upgrader.resources', upgrader.resources, AMOUNTS),
    podSecurityContext: props.openShift ? withoutIds(profile.podSecurityContext) : profile.podSecurityContext,
    securityContext: profile.runsAsRoot ? undefined : profile.containerSecurityContext,
    placement: resolvePlacement(context, upgrader, sources.scheduling),
    ...resolveUpgraderConnection(context, sources),
  };
}

/** Two long names that begin alike stay apart. */
export function cronJobNameOf(delegateName: string): string {
  const name = `${delegateName}${JOB_SUFFIX}`;
  if (name.length <= LONGEST_NAME) {
    return name;
  }
  const hash = createHash('sha256').update(delegateName).digest('hex').slice(0, 8);
  const kept = delegateName.slice(0, LONGEST_NAME - JOB_SUFFIX.length - hash.length - 1);
  return `${kept.replace(/-+$/, '')}-${hash}${JOB_SUFFIX}`;
}

function resolveUpgraderImage(
  { checks, profile }: ResolveContext,
  { image, imagePullPolicy }: DelegateUpgrader,
): Pick<ResolvedUpgrader, 'image' | 'imagePullPolicy'> {
  const resolved = resolveImage(checks, image, { property: 'upgrader.image', remedy: PIN });
  checks.later('upgrader.image', [resolved.reference], (known) => {
    if (/:latest$/.test(known)) {
      checks.refuse('upgrader.image', known, 'an image that stands for one version: not "latest"', PIN);
    }
  });
  return {
    image: resolved.reference,
    imagePullPolicy: imagePullPolicy ?? profile.imagePullPolicy ?? defaultPullPolicy(resolved),
  };
}

function resolveUpgraderToken(
  { checks }: ResolveContext,
  token?: DelegateToken,
): ResolvedUpgrader['token'] | undefined {
  if (token === undefined) {
    return undefined;
  }
  const source = token._source;
  if (source.kind !== 'existing') {
    return checks.refuse(
      'upgrader.token',
      undefined,
      'a token in a Secret that exists: no second copy of it is made',
      "Use DelegateToken.fromSecretName, or leave it out: the upgrader then reads the delegate's own.",
    );
  }
  const { key = TOKEN_KEY, revision, reloader } = source.options;
  checks.secretText('upgrader.token', source.secretName, SECRET_NAME);
  checks.secretText('upgrader.token.key', key, DATA_KEY);
  if (revision !== undefined || reloader !== undefined) {
    const property = revision === undefined ? 'reloader' : 'revision';
    const allowed = 'nothing: each run reads the Secret anew';
    checks.refuse(`upgrader.token.${property}`, undefined, allowed, 'Leave it out.');
  }
  return { secretName: source.secretName, key };
}

function resolvePlacement(
  { checks }: ResolveContext,
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
    tolerations: tolerations?.map((toleration, index) =>
      resolveToleration(checks, toleration, `upgrader.tolerations[${index}]`),
    ),
    affinity,
    priorityClassName,
  };
  // It is a single pod, and none of those that the delegate's affinity to pods speaks of.
  const inherited = { ...delegate, affinity: toNodes(delegate.affinity), topologySpread: undefined };
  return { ...definedOf(inherited), ...definedOf(own) } as Partial<PodSpec>;
}

function toNodes({ nodeAffinity }: Affinity = {}): Affinity | undefined {
  return nodeAffinity && { nodeAffinity };
}
