/** The ServiceAccounts of builds: created and existing ones. */
import type { ServiceAccount } from 'kubernetes-types/core/v1';
import { DNS_SUBDOMAIN, own, type PropertyChecks, rendered, type RenderedObject, type Rule, someOf } from '../core';
import { checkCloudIdentity, checkImagePullSecrets, type ResolvedNamespace } from '../workload';
import { farmMetadata, type IsolatedPlace, OWN_ACCOUNT } from './namespace';
import type { BuildFarmNamespaceProps } from './props';

/** The ServiceAccount of pods that name none: every pod of the namespace could use its rights. */
const UNNAMED_ACCOUNT = 'default';

const ACCOUNT_NAME: Rule = {
  ...DNS_SUBDOMAIN,
  allowed: `${DNS_SUBDOMAIN.allowed}, and not "default", which pods use unless they name another ServiceAccount`,
  holds: (value) => DNS_SUBDOMAIN.holds(value) && value !== UNNAMED_ACCOUNT,
};

type Accounts = Pick<
  IsolatedPlace,
  'serviceAccountName' | 'createServiceAccount' | 'allowedAccounts' | 'imagePullSecrets' | 'cloudIdentity'
>;

export function resolveAccounts(
  checks: PropertyChecks,
  props: BuildFarmNamespaceProps,
  place: ResolvedNamespace,
): Accounts {
  checks.apart(
    () =>
      props.serviceAccountName === undefined ||
      checks.text('serviceAccountName', props.serviceAccountName, ACCOUNT_NAME),
    () =>
      checks.each(props.additionalServiceAccounts, (name, index) =>
        checks.text(`additionalServiceAccounts[${index}]`, name, DNS_SUBDOMAIN),
      ),
    () => checkImagePullSecrets(checks, props.imagePullSecrets ?? []),
    () => props.cloudIdentity && checkCloudIdentity(checks, props.cloudIdentity),
  );
  // They decide on each other.
  const { serviceAccountName, createServiceAccount } = ownAccount(checks, props, place);
  // Without a name, the namespace uses one of the others.
  const isOneOfOthers = !createServiceAccount && props.serviceAccountName === undefined;
  const { additionalServiceAccounts = [], imagePullSecrets = [], cloudIdentity } = props;
  const others = additionalServiceAccounts.filter((name) => !isOneOfOthers || name !== serviceAccountName);
  checks.apart(
    () => props.serviceAccountName !== undefined || checks.text('serviceAccountName', serviceAccountName, ACCOUNT_NAME),
    () =>
      checks.each(additionalServiceAccounts, (name, index) =>
        checks.once(`additionalServiceAccounts[${index}]`, name, [
          ...(isOneOfOthers ? [] : [serviceAccountName]),
          ...additionalServiceAccounts.slice(0, index),
        ]),
      ),
    () => refusePullSecrets(checks, props, serviceAccountName),
    () => createServiceAccount || refuseUnwritten(checks, props),
  );
  const allowedAccounts = [serviceAccountName, ...others];
  return { serviceAccountName, createServiceAccount, allowedAccounts, imagePullSecrets, cloudIdentity };
}

/** In an existing namespace, a ServiceAccount that the user names also exists. */
function ownAccount(
  checks: PropertyChecks,
  { serviceAccountName, createServiceAccount, additionalServiceAccounts = [] }: BuildFarmNamespaceProps,
  { createNamespace }: ResolvedNamespace,
): Pick<Accounts, 'serviceAccountName' | 'createServiceAccount'> {
  const existing = createNamespace ? [] : additionalServiceAccounts.filter((name) => name !== UNNAMED_ACCOUNT);
  const isNamed = !createNamespace && serviceAccountName !== undefined;
  const creates = createServiceAccount ?? (!isNamed && existing.length === 0);
  if (creates || serviceAccountName !== undefined) {
    return { serviceAccountName: serviceAccountName ?? OWN_ACCOUNT, createServiceAccount: creates };
  }
  const [only = OWN_ACCOUNT, ...further] = existing;
  if (further.length > 0) {
    checks.refuse(
      'serviceAccountName',
      undefined,
      `the ServiceAccount that builds use by default, one of ${existing.join(', ')}`,
      `Set it, or set ${own('createServiceAccount')} to true to create ${OWN_ACCOUNT}.`,
      'missing',
    );
  }
  return { serviceAccountName: only, createServiceAccount: false };
}

/**
 * The list is one field of the ServiceAccount: with a pull secret of OpenShift in it, it would conflict with each update.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/service-account-v1/
 */
function refusePullSecrets(
  checks: PropertyChecks,
  { platform, imagePullSecrets = [] }: BuildFarmNamespaceProps,
  account: string,
): void {
  if (platform?._record.isOpenShift && imagePullSecrets.length > 0) {
    checks.refuse(
      'imagePullSecrets',
      imagePullSecrets,
      'no value on OpenShift, which adds its own pull secret to the same list of the ServiceAccount',
      `Link the Secret in the cluster: oc secrets link ${account} NAME --for=pull. Updates keep it.`,
    );
  }
}

/** Refuses properties that would have to be written to an existing ServiceAccount. */
function refuseUnwritten(
  checks: PropertyChecks,
  { imagePullSecrets = [], cloudIdentity }: BuildFarmNamespaceProps,
): void {
  const property =
    imagePullSecrets.length > 0 ? 'imagePullSecrets' : cloudIdentity !== undefined ? 'cloudIdentity' : undefined;
  if (property !== undefined) {
    checks.refuse(
      property,
      undefined,
      'no value for an existing ServiceAccount, which stays as it is',
      `Set ${own('createServiceAccount')} to true to create the ServiceAccount, or remove ${own(property)} and configure the existing ServiceAccount.`,
    );
  }
}

/** A ServiceAccount without rights, and without a token in pods that do not request one. */
export function renderServiceAccount(farm: IsolatedPlace): RenderedObject {
  const { serviceAccountName, imagePullSecrets, cloudIdentity, annotations } = farm;
  const object: ServiceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      ...farmMetadata(farm, serviceAccountName),
      annotations: { ...cloudIdentity?._marks.serviceAccountAnnotations, ...annotations },
    },
    automountServiceAccountToken: false,
    imagePullSecrets: someOf(imagePullSecrets.map((name) => ({ name }))),
  };
  return rendered('ServiceAccount', object, 'serviceAccountName');
}
