import { Chart } from 'cdk8s';
import { checkAccess } from '../../access';
import { ACCOUNT_ID, DELEGATE_TAG, derived, DNS_LABEL, NOT_EMPTY, type Rule, SECRET_NAME } from '../../values';
import { type CloudIdentity, type IdentityParameter, PodSecurityLevel } from '../props';
import { defaultNamespace } from '../default-namespace';
import type { ResolveContext } from './context';
import { checkEndpoint, normaliseEndpoint } from './endpoint';

const DEFAULT_ENDPOINT = 'https://app.harness.io';

/** Namespaces of the cluster itself: made here they would be labelled, and deleted with the delegate. */
const NAMESPACE_OF_ONES_OWN: Rule = {
  allowed: 'a namespace other than default and kube-…',
  remedy: 'Set createNamespace to false, or use another namespace.',
  holds: (value) => value !== 'default' && !value.startsWith('kube-'),
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const PRINCIPAL_RULES: { readonly [parameter in IdentityParameter]: Rule } = {
  roleArn: {
    allowed: 'the ARN of an IAM role',
    remedy: 'Pass it as arn:aws:iam::123456789012:role/name.',
    holds: (value) => /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/\S+$/.test(value),
  },
  serviceAccountEmail: {
    allowed: 'the e-mail address of a Google service account',
    remedy: 'Pass it as name@project.iam.gserviceaccount.com.',
    holds: (value) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value),
  },
  clientId: {
    allowed: 'the client id of a managed identity, a UUID',
    remedy: 'Copy the client id, not the name or the object id.',
    holds: (value) => UUID.test(value),
  },
  tenantId: {
    allowed: 'the id of a Microsoft Entra tenant, a UUID',
    remedy: 'Copy the id of the tenant, or leave it out.',
    holds: (value) => UUID.test(value),
  },
};

/** Who the delegate is. */
export interface ResolvedIdentity {
  readonly accountId: string;
  readonly delegateName: string;
  readonly managerEndpoint: string;
  readonly namespace: string;
  readonly createNamespace: boolean;
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
  const namespace = props.namespace ?? defaultNamespace(scope);
  const isOfChart = props.namespace === undefined && Chart.of(scope).namespace !== undefined;
  const createNamespace = props.createNamespace ?? !isOfChart;
  // The account id stands beside the token where both are copied: a mix-up must not show the token.
  checks.secretText('accountId', accountId, ACCOUNT_ID);
  checks.plainText('delegateName', delegateName, { ...DNS_LABEL, remedy: 'Rename the delegate.' });
  checks.text('namespace', namespace, DNS_LABEL);
  if (createNamespace) {
    checks.text('createNamespace', namespace, NAMESPACE_OF_ONES_OWN);
  }
  tags.forEach((tag, index) => checks.text(`tags[${index}]`, tag, DELEGATE_TAG));
  imagePullSecrets.forEach((name, index) => {
    checks.secretText(`imagePullSecrets[${index}]`, name, SECRET_NAME);
    checks.once(`imagePullSecrets[${index}]`, name, imagePullSecrets.slice(0, index));
  });
  checkEndpoint(checks, managerEndpoint, props.unsafePlainHttp === true);
  if (description !== undefined) {
    checks.text('description', description, NOT_EMPTY);
  }
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
    cloudIdentity: checkedIdentity(context),
  };
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

function checkedIdentity({ checks, props }: ResolveContext): CloudIdentity | undefined {
  const identity = props.cloudIdentity;
  for (const [parameter, principal] of Object.entries(identity?._principal ?? {})) {
    checks.text(`cloudIdentity.${parameter}`, principal, PRINCIPAL_RULES[parameter as IdentityParameter]);
  }
  return identity;
}
