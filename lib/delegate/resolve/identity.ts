import { checkAccess } from '../../access';
import { checkScope } from '../../document';
import { ACCOUNT_ID, DELEGATE_TAG, derived, DNS_LABEL, NOT_EMPTY } from '../../values';
import { type CloudIdentity, type HarnessDelegateProps, PodSecurityLevel } from '../props';
import { DELEGATE_NAMESPACE } from '../default-namespace';
import { checkCloudIdentity } from './cloud-identity';
import type { ResolveContext } from './context';
import { checkEndpoint, normaliseEndpoint } from './endpoint';
import { checkImagePullSecrets } from './image-pull-secrets';
import { type ResolvedNamespace, resolveNamespace } from './namespace';

const DEFAULT_ENDPOINT = 'https://app.harness.io';

/** Who the delegate is. */
export interface ResolvedIdentity extends ResolvedNamespace {
  readonly accountId: string;
  readonly delegateName: string;
  readonly managerEndpoint: string;
  readonly podSecurityLevel?: PodSecurityLevel;
  /** The tags that were given. */
  readonly tags: readonly string[];
  /** By which the delegate can be selected. */
  readonly effectiveTags: readonly string[];
  readonly description?: string;
  readonly imagePullSecrets: readonly string[];
  readonly cloudIdentity?: CloudIdentity;
}

export function resolveIdentity(context: ResolveContext): ResolvedIdentity {
  const { scope, checks, props } = context;
  const {
    accountId,
    delegateName,
    tags = [],
    managerEndpoint = DEFAULT_ENDPOINT,
    imagePullSecrets = [],
    description,
  } = props;
  // The account id stands beside the token where both are copied: a mix-up must not show the token.
  checks.secretText('accountId', accountId, ACCOUNT_ID);
  checks.plainText('delegateName', delegateName, { ...DNS_LABEL, remedy: 'Rename the delegate.' });
  const { namespace, createNamespace } = resolveNamespace(scope, checks, namespaceOf(props), DELEGATE_NAMESPACE);
  tags.forEach((tag, index) => checks.text(`tags[${index}]`, tag, DELEGATE_TAG));
  checkImagePullSecrets(checks, imagePullSecrets);
  checkEndpoint(checks, managerEndpoint, props.unsafePlainHttp === true);
  if (description !== undefined) {
    checks.text('description', description, NOT_EMPTY);
  }
  if (props.scope !== undefined) {
    checkScope(checks, 'scope', props.scope);
  }
  checkCloudIdentity(checks, props.cloudIdentity);
  checkAccess(checks, props.access, namespace);
  return {
    accountId,
    delegateName,
    managerEndpoint: derived([managerEndpoint], normaliseEndpoint),
    namespace,
    createNamespace,
    podSecurityLevel: resolvePodSecurityLevel(context, createNamespace),
    tags,
    effectiveTags: [...new Set([delegateName, ...tags])],
    description,
    imagePullSecrets,
    cloudIdentity: props.cloudIdentity,
  };
}

/** Where something is taken over, the namespace is there. */
function namespaceOf({ namespace, createNamespace, adoption }: HarnessDelegateProps): Partial<ResolvedNamespace> {
  return { namespace, createNamespace: createNamespace ?? (adoption === undefined ? undefined : false) };
}

function resolvePodSecurityLevel(
  { checks, props, profile }: ResolveContext,
  createNamespace: boolean,
): PodSecurityLevel | undefined {
  const given = props.podSecurityLevel;
  if (given !== undefined && !createNamespace) {
    checks.refuse(
      'podSecurityLevel',
      given,
      'a level only for a namespace that is made here',
      'Label the existing namespace, and leave podSecurityLevel out.',
    );
  }
  if (given === PodSecurityLevel.RESTRICTED && (profile.runsAsRoot || props.unsafeRunAsRoot)) {
    checks.refuse(
      'podSecurityLevel',
      given,
      'baseline or privileged for a delegate that runs as root',
      'Leave podSecurityLevel out.',
    );
  }
  if (profile.onlyDocumentedFields || !createNamespace) {
    return given;
  }
  return given ?? (props.unsafeRunAsRoot ? PodSecurityLevel.BASELINE : PodSecurityLevel.RESTRICTED);
}
