import { checkAccess, checkApart, checkBuildsStart, type DelegateAccess, runsBuildsIn } from '../access';
import {
  ACCOUNT_ID,
  DELEGATE_TAG,
  derived,
  DNS_LABEL,
  DNS_SUBDOMAIN,
  NOT_EMPTY,
  own,
  type PropertyChecks,
  type Rule,
} from '../core';
import { checkScope, type HarnessScope } from '../document';
import type { DelegateGeneration } from '../reference';
import {
  checkCloudIdentity,
  checkImagePullSecrets,
  type CloudIdentity,
  DELEGATE_NAMESPACE,
  type ImagePullPolicy,
  PodSecurityLevel,
  type ResolvedNamespace,
  resolveNamespace,
} from '../workload';
import type { DelegateContainerProps } from './container-props';
import type { ResolveContext } from './context';
import type { DelegateToken } from './delegate-token';
import type { DelegateImage } from './image';
import type { DelegateProfile } from './profile';
import type { DelegateAdoptionProps } from './names';

/** Name, account, token, namespace and access of the delegate. */
export interface DelegateIdentityProps {
  /**
   * ID of the Harness account.
   *
   * @see https://developer.harness.io/docs/platform/get-started/subscriptions-licenses/view-account-info-and-subscribe-to-alerts
   */
  readonly accountId: string;
  /**
   * Name of the delegate and of its objects: a DNS label of at most 63 characters. It must be known at construction.
   * Harness also treats it as a tag of the delegate.
   */
  readonly delegateName: string;
  /** Image of the delegate. */
  readonly image: DelegateImage;
  /** Token that the delegate uses to register with Harness. */
  readonly token: DelegateToken;
  /** Access of the delegate to the cluster. Required, because only you can decide it. */
  readonly access: DelegateAccess;
  /**
   * Where the delegate is installed in Harness; it must be known at construction. The token determines the actual scope; set
   * this property to check the connectors that select the delegate against it.
   *
   * @default - not known, and not checked
   */
  readonly scope?: HarnessScope;
  /**
   * URL of the Harness platform. A path is kept, a trailing slash is dropped.
   *
   * @default https://app.harness.io
   */
  readonly managerEndpoint?: string;
  /**
   * Accepts a `managerEndpoint` with `http:`. The token then crosses the network in clear text.
   *
   * @default false
   */
  readonly unsafePlainHttp?: boolean;
  /**
   * Tags that connectors and stages can use to select the delegate, in addition to its name.
   *
   * @default - none
   */
  readonly tags?: string[];
  /**
   * Purpose of the delegate. Harness shows it for a legacy delegate. The new delegate has no such setting: the description
   * becomes the annotation `kubernetes.io/description` of the Deployment.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Namespace of the delegate.
   *
   * @default - the namespace of the chart, or `harness-delegate`
   */
  readonly namespace?: string;
  /**
   * Creates the namespace. Only one of several delegates in a namespace can create it. Not allowed for `default` and
   * `kube-…`. If the namespace is not created here, its Pod Security labels are not known, and sidecars and volumes are not
   * checked against them.
   *
   * @default true, but false if `namespace` is unset and the chart has a namespace
   */
  readonly createNamespace?: boolean;
  /**
   * Pod Security level that the created namespace enforces. Profile `HARDENED` only. The delegate itself meets `RESTRICTED`,
   * but your sidecars or mounts may need a lower level. Inferred: Harness documents no level.
   *
   * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
   * @default PodSecurityLevel.RESTRICTED, or BASELINE with `unsafeRunAsRoot` and with `ciBuilds` in this namespace
   */
  readonly podSecurityLevel?: PodSecurityLevel;
  /**
   * Set of defaults.
   *
   * @default DelegateProfile.HARDENED
   */
  readonly profile?: DelegateProfile;
  /**
   * Generation of the delegate, for images whose tag does not identify it.
   *
   * @default - derived from the image tag
   */
  readonly generation?: DelegateGeneration;
  /**
   * When the node pulls the image.
   *
   * @default - IfNotPresent for a digest or a tag with a full version (inferred), otherwise Always; Always in profile `DOCUMENTED`, as documented
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Names of Secrets with registry credentials.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /**
   * Cloud identity for the delegate's pods.
   *
   * @default - none
   */
  readonly cloudIdentity?: CloudIdentity;
}

const ALLOWED = 'an https URL without credentials, query and fragment, for example https://app.harness.io';

const ENDPOINT: Rule = {
  allowed: ALLOWED,
  remedy: 'Use the URL of the Harness platform, and not the URL of a page.',
  holds: (value) =>
    /^https?:\/\/[^/\s?#@][^\s?#@]*$/i.test(value) &&
    URL.canParse(value) &&
    isHost(new URL(value).hostname) &&
    !/\/(ng|account)(\/|$)/.test(value),
};

/** An IP address, or a name without empty parts or parts that begin or end with a dash. */
function isHost(host: string): boolean {
  return host.startsWith('[') || DNS_SUBDOMAIN.holds(host);
}

/** Removes trailing slashes; keeps the path. */
export function normalizeEndpoint(endpoint: string): string {
  return endpoint.replace(/\/+$/, '');
}

/** Refuses invalid endpoints. A value with `@`, `?` or `#` may contain a secret and is not shown. */
export function checkEndpoint(checks: PropertyChecks, endpoint: string, allowsPlainHttp: boolean): void {
  checks.later('managerEndpoint', [endpoint], (known) => {
    const shown = /[@?#]/.test(known) ? undefined : known;
    checks.keeps('managerEndpoint', known, shown, ENDPOINT);
    if (/^http:/i.test(known) && !allowsPlainHttp) {
      const remedy = `Use https, or set ${own('unsafePlainHttp')} to send the token in clear text.`;
      checks.refuse('managerEndpoint', shown, ALLOWED, remedy);
    }
  });
}

type Context = ResolveContext<DelegateAdoptionProps & DelegateContainerProps & DelegateIdentityProps>;

const DEFAULT_ENDPOINT = 'https://app.harness.io';

/** The identity of the delegate, with every default. */
export interface ResolvedIdentity extends ResolvedNamespace {
  readonly accountId: string;
  readonly delegateName: string;
  readonly managerEndpoint: string;
  readonly podSecurityLevel?: PodSecurityLevel;
  /** The tags from the properties. */
  readonly tags: readonly string[];
  /** The tags, and the name of the delegate. */
  readonly effectiveTags: readonly string[];
  readonly description?: string;
  readonly imagePullSecrets: readonly string[];
  readonly cloudIdentity?: CloudIdentity;
}

export function resolveIdentity(context: Context): ResolvedIdentity {
  const { scope, checks, props } = context;
  // Account ID and token are copied from the same page: an error must not show a token pasted here by mistake.
  checks.part(() => checks.secretText('accountId', props.accountId, ACCOUNT_ID));
  checks.part(() => {
    checks.plainText('delegateName', props.delegateName, { ...DNS_LABEL, remedy: 'Rename the delegate.' });
  });
  const place = checks.part(() => resolveNamespace(scope, checks, namespaceOf(props), DELEGATE_NAMESPACE));
  checks.part(() => props.tags?.forEach((tag, index) => checks.text(`tags[${index}]`, tag, DELEGATE_TAG)));
  checks.part(() => checkImagePullSecrets(checks, props.imagePullSecrets ?? []));
  checks.part(() => {
    if (props.managerEndpoint !== undefined) {
      checkEndpoint(checks, props.managerEndpoint, props.unsafePlainHttp === true);
    }
  });
  checks.part(() => {
    if (props.description !== undefined) {
      checks.text('description', props.description, { ...NOT_EMPTY, isPublic: true });
    }
  });
  checks.part(() => props.scope && checkScope(checks, 'scope', props.scope));
  checks.part(() => props.cloudIdentity && checkCloudIdentity(checks, props.cloudIdentity));
  checks.part(() => checkAccess(checks, props.access, place.value.namespace));
  checks.part(() => checkApart(scope, checks, place.value.namespace, props.access));
  const podSecurityLevel = checks.part(() => resolvePodSecurityLevel(context, place.value));
  checks.part(() => {
    const isRestricted = podSecurityLevel.value === PodSecurityLevel.RESTRICTED;
    checkBuildsStart(scope, checks, props.access, isRestricted ? place.value.namespace : undefined);
  });
  const { namespace, createNamespace } = place.value;
  const { accountId, delegateName, tags = [], description, imagePullSecrets = [] } = props;
  const { managerEndpoint = DEFAULT_ENDPOINT } = props;
  return {
    accountId,
    delegateName,
    managerEndpoint: derived([managerEndpoint], normalizeEndpoint),
    namespace,
    createNamespace,
    podSecurityLevel: podSecurityLevel.value,
    tags,
    effectiveTags: [...new Set([delegateName, ...tags])],
    description,
    imagePullSecrets,
    cloudIdentity: props.cloudIdentity,
  };
}

/** An adopted delegate already has its namespace. */
function namespaceOf(props: Context['props']): Partial<ResolvedNamespace> {
  return {
    get namespace() {
      return props.namespace;
    },
    get createNamespace() {
      return props.createNamespace ?? (props.adoption === undefined ? undefined : false);
    },
  };
}

function resolvePodSecurityLevel(
  { checks, props, profile }: Context,
  { namespace, createNamespace }: ResolvedNamespace,
): PodSecurityLevel | undefined {
  const given = props.podSecurityLevel;
  const isForBuilds = runsBuildsIn(props.access, namespace);
  if (given !== undefined && !createNamespace) {
    checks.refuse(
      'podSecurityLevel',
      given,
      `no value when ${own('createNamespace')} is false`,
      'Remove it, and label the existing namespace.',
    );
  }
  if (given === PodSecurityLevel.RESTRICTED && (profile.runsAsRoot || props.unsafeRunAsRoot)) {
    checks.refuse(
      'podSecurityLevel',
      given,
      '"baseline" or "privileged" for a delegate that runs as root',
      'Remove it, or lower it.',
    );
  }
  if (profile.onlyDocumentedFields || !createNamespace) {
    return given;
  }
  return given ?? (props.unsafeRunAsRoot || isForBuilds ? PodSecurityLevel.BASELINE : PodSecurityLevel.RESTRICTED);
}
