import { createHash } from 'node:crypto';
import type { Affinity, PodSecurityContext, PodSpec, SecurityContext, Volume } from 'kubernetes-types/core/v1';
import { DATA_KEY, definedOf, DNS_SUBDOMAIN, own, type Rule, SECRET_NAME } from '../core';
import { checkImagePullSecrets, checkLabels, resolveToleration } from '../workload';
import { withoutIds } from './container';
import type { DelegateContainerProps } from './container-props';
import type { ResolveContext } from './context';
import type { DelegateToken } from './delegate-token';
import type { DelegateIdentityProps } from './identity';
import { defaultPullPolicy, resolveImage } from './image';
import type { MountedFiles, OwnVolume } from './mounted-files';
import type { DelegateNetworkProps } from './network-policy';
import { type DelegateProxy, ProxyScheme } from './proxy';
import { resolveAmounts, type ResolvedResources } from './resources';
import type { ResolvedScheduling } from './scheduling';
import type { ResolvedToken } from './token';
import { type DelegateUpgrader, type DelegateUpgraderProps, resolveSchedule } from './upgrader-props';
import { filesOf } from './volumes';

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

/* Connection of the upgrader to Harness, which is that of its delegate. */

/** Where the upgrader reads CA certificates. */
const CA_PATH = '/ca-bundle';

/** Not the wrong mode that an adopted delegate keeps: each run of the upgrader is a new pod, so nothing restarts. */
const FILE_MODE = 0o400;

/** The upgrader's connection settings and files. */
interface UpgraderConnection {
  /** Configuration values by name. They are separate strings, because each may be known only later. */
  readonly connection: { readonly [name: string]: string | undefined };
  readonly certificates: readonly OwnVolume[];
}

function resolveUpgraderConnection(
  context: ResolveContext<{ readonly proxy?: DelegateProxy }>,
  { customCa, mutualTls }: { readonly customCa: MountedFiles; readonly mutualTls: MountedFiles },
): UpgraderConnection {
  const { props, generation } = context;
  const paths = new Map(mutualTls.settings.map(({ name, value }) => [name, value]));
  return {
    connection: {
      clientCertificateFilePath: paths.get(generation.mutualTls.certificate),
      clientCertificateKeyFilePath: paths.get(generation.mutualTls.privateKey),
      ...proxyOf(context, props.proxy),
    },
    certificates: [
      ...customCa.volumes.map(({ volume }) => filesOf(readable(volume), CA_PATH)),
      ...mutualTls.volumes.map(({ volume, mount }) => ({ volume: readable(volume), mount })),
    ],
  };
}

/** The volume with files that only their owner can read. */
function readable({ name, secret, configMap }: Volume): Volume {
  return secret
    ? { name, secret: { ...secret, defaultMode: FILE_MODE } }
    : { name, configMap: { ...configMap, defaultMode: FILE_MODE } };
}

/** Refuses credentials: the upgrader reads its whole configuration from a ConfigMap. */
function proxyOf({ checks }: ResolveContext, proxy?: DelegateProxy): UpgraderConnection['connection'] {
  if (proxy === undefined) {
    return {};
  }
  if (proxy.credentials !== undefined) {
    checks.refuse(
      'upgrader',
      undefined,
      `no value when ${own('proxy.credentials')} is set, because the upgrader would read them in clear text from a ConfigMap`,
      'Remove the credentials, or remove the upgrader and update the image tag yourself.',
    );
  }
  const { host, port, scheme = ProxyScheme.HTTP } = proxy;
  return { proxyScheme: scheme, proxyHost: host, proxyPort: `${port}` };
}

/** A Job name has at most 63 characters: eleven more than the name of its CronJob. */
const LONGEST_NAME = 52;

const JOB_SUFFIX = '-upgrader-job';

/** The name of the CronJob. Shortens long names with a hash, so that names with the same prefix stay distinct. */
export function cronJobNameOf(delegateName: string): string {
  const name = `${delegateName}${JOB_SUFFIX}`;
  if (name.length <= LONGEST_NAME) {
    return name;
  }
  const hash = createHash('sha256').update(delegateName).digest('hex').slice(0, 8);
  const kept = delegateName.slice(0, LONGEST_NAME - JOB_SUFFIX.length - hash.length - 1);
  return `${kept.replace(/-+$/, '')}-${hash}${JOB_SUFFIX}`;
}
