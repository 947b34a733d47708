import type { Namespace } from 'kubernetes-types/core/v1';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import { derived, inWords, own, type PropertyChecks, pruneProtected, rendered, type RenderedObject } from '../core';
import type { HarnessScope } from '../document';
import type { IHarnessDelegate } from '../reference';
import { type CloudIdentity, podSecurityLabels, PodSecurityLevel } from '../workload';
import type { PolicyEnforcement } from './enforcement';
import type { AdmittedImages } from '../build-pods';
import type { BuildIsolation, Opened } from './isolation';
import type { Istio, IstioMarks } from './istio';
import type { BuildVolumeType } from './volume-types';

/** Name of the singleton objects of a build namespace, and default name of the namespace. */
export const FARM_NAME = 'harness-builds';

/** Name of the ServiceAccount of builds if none is named. */
export const OWN_ACCOUNT = 'harness-build';

/** Labels that identify the objects of a farm. */
export const FARM_LABELS: { readonly [key: string]: string } = { 'app.kubernetes.io/name': FARM_NAME };

/** A delegate in the namespace of its builds. */
export interface SharedWith {
  readonly delegate: IHarnessDelegate;
  readonly delegateName: string;
  readonly serviceAccountName: string;
  /** Name of the Secret with its token, if known. */
  readonly tokenSecretName?: string;
}

export function resolveShared(
  checks: PropertyChecks,
  namespace: string,
  ownAccounts: readonly string[],
  delegate?: IHarnessDelegate,
): SharedWith | undefined {
  if (delegate === undefined) {
    return undefined;
  }
  checks.later('sharedWith', [delegate.namespace, namespace], (theirs, here) => {
    if (theirs !== here) {
      checks.refuse(
        'sharedWith',
        inWords(`the delegate "${delegate.delegateName}" in namespace "${theirs}"`),
        `a delegate in the namespace of the builds, "${here}"`,
        `Set ${own('namespace')} to the namespace of the delegate, or remove ${own('sharedWith')}.`,
      );
    }
  });
  const accounts = [delegate.serviceAccount.name, ...ownAccounts];
  checks.later('additionalServiceAccounts', accounts, (theirs, ...ofBuilds) => {
    if (ofBuilds.includes(theirs)) {
      checks.refuse(
        'additionalServiceAccounts',
        theirs,
        'a ServiceAccount other than the one of the delegate in the same namespace',
        'Remove it: a build that uses it has all rights of the delegate.',
      );
    }
  });
  if (delegate.upgrader !== undefined) {
    checks.refuse(
      'sharedWith',
      inWords(`the delegate "${delegate.delegateName}" with an upgrader`),
      'a delegate without an upgrader in the namespace of its builds',
      'Use a separate namespace for the builds, or remove the upgrader: a build that uses its ServiceAccount could run any image as the delegate.',
    );
  }
  const { delegateName, serviceAccount, tokenSecretName } = delegate as IHarnessDelegate & { tokenSecretName?: string };
  return { delegate, delegateName, serviceAccountName: serviceAccount.name, tokenSecretName };
}

type Marks = { [key: string]: string };

/** Labels and annotations of objects. */
export interface ObjectMarks {
  readonly labels?: Marks;
  readonly annotations?: Marks;
}

/** The properties of a build namespace that determine rights and ingress. */
export interface BuildPlace {
  readonly namespace: string;
  readonly labels: Marks;
  readonly annotations: Marks;
  readonly isOpenShift: boolean;
  readonly istioMarks: IstioMarks;
  readonly shared?: SharedWith;
}

/** These, and the properties that determine what its pods can do. */
export interface IsolatedPlace extends BuildPlace {
  readonly isolation: BuildIsolation;
  /** Whether the API server gives every build pod a user namespace. */
  readonly hasUserNamespaces: boolean;
  readonly enforcement: PolicyEnforcement;
  /** Types of volume that its pods can mount in addition to those that every namespace allows. */
  readonly volumeTypes: readonly BuildVolumeType[];
  /** Projects and organizations whose builds it admits; none for all. */
  readonly allowedProjects: readonly HarnessScope[];
  /** Images that its pods can have; `undefined` for all. */
  readonly images?: AdmittedImages;
  /** Labels that the policy demands of its pods. */
  readonly costLabels: Marks;
  /** Whether GitOps engines must not delete the Namespace. */
  readonly isPruneProtected: boolean;
  readonly istio?: Istio;
  readonly serviceAccountName: string;
  readonly createServiceAccount: boolean;
  readonly allowedAccounts: readonly string[];
  readonly imagePullSecrets: readonly string[];
  readonly cloudIdentity?: CloudIdentity;
}

/** Metadata of a farm object. */
export function farmMetadata({ namespace, labels, annotations }: BuildPlace, name = FARM_NAME): ObjectMeta {
  return { name, namespace, labels, annotations };
}

/** What a loose isolation opens. */
export function openedBy(isolation: BuildIsolation): Opened[] {
  const { reason } = isolation;
  return reason === undefined ? [] : [{ what: isolation.toString(), reason }];
}

/** An annotation with the reasons, one in each line. */
export function reasonsOf(opened: readonly Opened[]): Marks {
  const description = derived(
    opened.map(({ reason }) => reason),
    (...known) => opened.map(({ what }, index) => `${what}. Reason: ${known[index]}`).join('\n'),
  );
  return opened.length === 0 ? {} : { 'kubernetes.io/description': description };
}

/** The Pod Security level that the namespace warns about and audits. */
export function auditedLevel({ podSecurityLevel, auditsRestricted }: BuildIsolation): PodSecurityLevel {
  return auditsRestricted ? PodSecurityLevel.RESTRICTED : podSecurityLevel;
}

/** OpenShift would otherwise set the labels according to the rights of the ServiceAccounts. */
const NO_LABEL_SYNC = { 'security.openshift.io/scc.podSecurityLabelSync': 'false' };

export function renderNamespace(farm: IsolatedPlace): RenderedObject {
  const { namespace, labels, annotations, isolation, istioMarks, isOpenShift } = farm;
  const described = { ...reasonsOf(openedBy(isolation)), ...annotations };
  const object: Namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: {
        ...labels,
        ...istioMarks.namespaceLabels,
        ...(isOpenShift ? NO_LABEL_SYNC : {}),
        ...podSecurityLabels(isolation.podSecurityLevel, auditedLevel(isolation)),
      },
      annotations: farm.isPruneProtected ? pruneProtected(described) : described,
    },
  };
  return rendered(
    'Resource',
    object,
    'namespace',
    `Use a separate namespace for each farm, or set ${own('createNamespace')} to false.`,
  );
}
