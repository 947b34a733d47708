import type { Namespace, Secret, ServiceAccount } from 'kubernetes-types/core/v1';
import { type DelegateAccess, renderBindings } from '../access';
import { PodSecurityLevel, podSecurityLabels } from '../delegate';
import { rendered, type RenderedObject } from '../values';

/** An account with every default filled in and every property checked. */
export interface AccountParts {
  readonly name: string;
  readonly namespace: string;
  readonly createNamespace: boolean;
  readonly access: DelegateAccess;
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
}

/** Name of the Secret with the token of an account. */
export function tokenSecretOf(name: string): string {
  return `${name}-token`;
}

/** All objects of an account, in the order in which they are applied. */
export function renderConnectorAccount(account: AccountParts): RenderedObject[] {
  const { name, namespace, access, labels, annotations } = account;
  const subject = { delegateName: name, namespace, serviceAccountName: name };
  return [
    ...(account.createNamespace ? [renderNamespace(account)] : []),
    renderServiceAccount(account),
    renderToken(account),
    ...renderBindings(access._grants, subject, { labels, annotations }),
  ];
}

/** No pod is meant to run there. */
function renderNamespace({ namespace, labels, annotations }: AccountParts): RenderedObject {
  const object: Namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: { ...labels, ...podSecurityLabels(PodSecurityLevel.RESTRICTED) },
      annotations,
    },
  };
  return rendered('Namespace', object, 'createNamespace', 'Set createNamespace to false for all but one of them.');
}

function renderServiceAccount({ name, namespace, labels, annotations }: AccountParts): RenderedObject {
  const object: ServiceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, labels, annotations },
    automountServiceAccountToken: false,
  };
  return rendered('Resource', object, 'serviceAccountName');
}

/** The cluster fills it. */
function renderToken({ name, namespace, labels, annotations }: AccountParts): RenderedObject {
  const object: Secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: tokenSecretOf(name),
      namespace,
      labels,
      annotations: { ...annotations, 'kubernetes.io/service-account.name': name },
    },
    type: 'kubernetes.io/service-account-token',
  };
  return rendered('Token', object, 'serviceAccountName');
}
