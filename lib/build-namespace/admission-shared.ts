/** What else is refused in the namespace of a delegate: whatever makes a build pod the delegate, or gives it its token. */
import { derived } from '../core';
import { ATTRIBUTES_OF_VOLUMES, DELEGATE_LABEL, SECRETS_OF_VOLUMES } from '../workload';
import { type AdmissionRule, list, OWN_ACCOUNT, text, VOLUMES } from '../build-pods';
import type { SharedWith } from './namespace';

/** Keeps build pods from impersonating the delegate in the same namespace. */
export function sharedRules({ delegateName, tokenSecretName }: SharedWith): AdmissionRule[] {
  const rules = [labelRule(delegateName)];
  return tokenSecretName === undefined ? rules : [...rules, tokenRule(tokenSecretName)];
}

/** Keeps pods from the label of the delegate. */
export function labelRule(delegateName: string): AdmissionRule {
  return {
    expression: `${delegateLabel('object')} != ${text(delegateName)}`,
    message: `Build pods must not have the label ${DELEGATE_LABEL}=${delegateName}, which identifies the delegate. Remove it from the labels of the stage.`,
  };
}

/** Keeps pods from the Secret with the token of the delegate, whatever refers to it. */
export function tokenRule(secretName: string): AdmissionRule {
  const expression = derived([secretName], (name) => {
    const isOther = `!= ${text(name)}`;
    const inVolumes = [
      ...SECRETS_OF_VOLUMES.map((path) => `v.?${path.join('.?')}.orValue("") ${isOther}`),
      ...ATTRIBUTES_OF_VOLUMES.map(
        ([type, map]) => `v.?${type}.?${map}.orValue({}).all(key, v.${type}.${map}[key] ${isOther})`,
      ),
      `v.?projected.?sources.orValue([]).all(s, s.?secret.?name.orValue("") ${isOther})`,
    ];
    const inContainers = [
      `c.?env.orValue([]).all(e, e.?valueFrom.?secretKeyRef.?name.orValue("") ${isOther})`,
      `c.?envFrom.orValue([]).all(e, e.?secretRef.?name.orValue("") ${isOther})`,
    ];
    return [
      `${VOLUMES}.all(v, ${inVolumes.join(' && ')})`,
      `object.spec.?imagePullSecrets.orValue([]).all(s, s.?name.orValue("") ${isOther})`,
      `variables.containers.all(c, ${inContainers.join(' && ')})`,
    ].join(' && ');
  });
  return {
    expression,
    message:
      'Build pods must not refer to the Secret with the token of the delegate. Remove it from the volumes, environment variables and imagePullSecrets of the stage.',
  };
}

/**
 * Matches the pods of the delegate's own Deployment, which the ReplicaSet controller creates. A user who can only create
 * pods cannot impersonate that controller.
 */
export function isDelegatePod({ serviceAccountName }: SharedWith): string {
  const makers = ['system:serviceaccount:kube-system:replicaset-controller', 'system:kube-controller-manager'];
  return derived(
    [serviceAccountName],
    (name) => `request.userInfo.username in ${list(makers)} && ${OWN_ACCOUNT} == ${text(name)}`,
  );
}

/**
 * Matches the creation of a pod, a new ephemeral container, an update that adds the delegate's label, and a new image for
 * the delegate's pod. Other updates cannot affect the rules.
 */
export function becomesDelegatePod({ delegateName, serviceAccountName }: SharedWith): string {
  const images = (pod: string): string =>
    `${pod}.spec.containers.map(c, c.image) + ${pod}.spec.?initContainers.orValue([]).map(c, c.image)`;
  return derived([delegateName, serviceAccountName], (delegate, account) =>
    [
      'request.operation == "CREATE"',
      'request.?subResource.orValue("") != ""',
      `(${delegateLabel('object')} == ${text(delegate)} && ${delegateLabel('oldObject')} != ${text(delegate)})`,
      `(${OWN_ACCOUNT} == ${text(account)} && ${images('object')} != ${images('oldObject')})`,
    ].join(' || '),
  );
}

/** CEL for the delegate that the label of a pod names. */
function delegateLabel(pod: string): string {
  return `${pod}.metadata.?labels[?${text(DELEGATE_LABEL)}].orValue("")`;
}

/** Pods to which the policy of a namespace with a delegate applies. */
export function matchConditions(shared: SharedWith): { readonly name: string; readonly expression: string }[] {
  return [notDelegate(shared), { name: 'is-new-or-becomes-delegate', expression: becomesDelegatePod(shared) }];
}

/** Pods other than those of the delegate's own Deployment. */
export function notDelegate(shared: SharedWith): { readonly name: string; readonly expression: string } {
  return { name: 'is-no-delegate', expression: negated(isDelegatePod(shared)) };
}

/** New containers in pods other than those of the delegate. */
export function notUpdateOfDelegate({ serviceAccountName }: SharedWith): {
  readonly name: string;
  readonly expression: string;
} {
  const expression = derived(
    [serviceAccountName],
    (name) => `request.operation != "UPDATE" || ${OWN_ACCOUNT} != ${text(name)}`,
  );
  return { name: 'is-no-update-of-the-delegate', expression };
}

function negated(expression: string): string {
  return derived([expression], (known) => `!(${known})`);
}
