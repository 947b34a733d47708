import type { ISubject, SubjectConfiguration } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Role, RoleBinding, Subject } from 'kubernetes-types/rbac/v1';
import { checkBuildsApart, keepBuildsApart, keepResident, RBAC_GROUP, RBAC_VERSION, rulesOf } from '../access';
import {
  addObject,
  claimNames,
  derived,
  instance,
  inWords,
  isUnresolved,
  placeholderOf,
  PropertyChecks,
  rendered,
  type RenderedObject,
} from '../core';
import {
  accountOfDelegate,
  accountOfNamespace,
  checkAccount,
  DELEGATE,
  type IHarnessDelegate,
  keepAccountOfNamespace,
} from '../reference';
import { demandsRestricted } from '../workload';
import { renderIngress } from './egress';
import type { ClusterPlatform } from './platform';
import { type BuildPlace, FARM_NAME, farmMetadata, type IsolatedPlace, type ObjectMarks } from './namespace';

/**
 * On OpenShift, SecurityContextConstraints determine what a pod can do, and a role grants their use: `anyuid` for builds
 * that run as the users of their images, `privileged` for Docker-in-Docker and host paths.
 *
 * @see https://docs.openshift.com/container-platform/latest/authentication/managing-security-context-constraints.html
 */
export function renderOpenShift(farm: IsolatedPlace): RenderedObject[] {
  const { isOpenShift, isolation, allowedAccounts, namespace } = farm;
  if (!isOpenShift || demandsRestricted(isolation)) {
    return [];
  }
  const constraints = ['anyuid', ...(isolation.isLoose ? ['privileged'] : [])];
  return constraints.map((constraint) => {
    const object: RoleBinding = {
      apiVersion: RBAC_VERSION,
      kind: 'RoleBinding',
      metadata: farmMetadata(farm, `${FARM_NAME}.scc.${constraint}`),
      subjects: allowedAccounts.map((name) => ({ kind: 'ServiceAccount', name, namespace })),
      roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: `system:openshift:scc:${constraint}` },
    };
    return rendered(`Scc.${constraint}`, object, 'platform');
  });
}

/** The minimal rights to run builds in the namespace. */
export function renderBuildRole(farm: BuildPlace): RenderedObject {
  const rules = [...rulesOf('ci-builds'), ...(farm.isOpenShift ? rulesOf('ci-builds-openshift') : [])];
  const object: Role = {
    apiVersion: RBAC_VERSION,
    kind: 'Role',
    metadata: farmMetadata(farm),
    rules: rules.map(({ apiGroups, resources, verbs }) => ({ apiGroups, resources, verbs })),
  };
  return rendered('Role', object, 'namespace');
}

/** Binds the role to a subject. */
export function renderBuildGrant(farm: BuildPlace, subject: SubjectConfiguration): RenderedObject {
  const { kind, name, namespace } = subject;
  const parts = namespace === undefined ? [kind, name] : [namespace, name];
  const object: RoleBinding = {
    apiVersion: RBAC_VERSION,
    kind: 'RoleBinding',
    metadata: farmMetadata(
      farm,
      derived(parts, (...known) => [FARM_NAME, ...known].join('.').replace(/[/%]/g, '-')),
    ),
    subjects: [boundSubject(subject)],
    roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name: FARM_NAME },
  };
  return rendered('RoleBinding', object, 'subject', 'Grant builds to each subject once.');
}

/** ServiceAccounts belong to the core group, which is omitted; users and groups belong to the RBAC group. */
function boundSubject({ kind, name, namespace, apiGroup }: SubjectConfiguration): Subject {
  return kind === 'ServiceAccount' ? { kind, name, namespace } : { kind, name, apiGroup: apiGroup || RBAC_GROUP };
}

const SUBJECT = instance(
  'an RBAC subject',
  'Pass a ServiceAccount, for example delegate.serviceAccount.',
  'toSubjectConfiguration',
);

/** Grants the right to run builds in a namespace, and lets delegates connect to them. */
export class BuildAccess {
  private readonly subjects = new Set<string>();
  /** The added delegates. */
  public readonly delegates: IHarnessDelegate[] = [];
  /** Checks of delegates by the farms that use the namespace. */
  public readonly guards: ((delegate: IHarnessDelegate) => void)[] = [];

  constructor(
    private readonly scope: Construct,
    private place: BuildPlace,
  ) {}

  /** Labels and annotations of all objects. */
  public get marks(): ObjectMarks {
    const { labels, annotations } = this.place;
    return { labels, annotations };
  }

  /**
   * Applies the labels and annotations of a farm to objects added from now on; those of the namespace take precedence.
   */
  public addMarks({ labels = {}, annotations = {} }: ObjectMarks): void {
    this.place = {
      ...this.place,
      labels: { ...labels, ...this.place.labels },
      annotations: { ...annotations, ...this.place.annotations },
    };
  }

  /** Grants the rights that the platform of a farm requires, from now on. */
  public joinCluster({ _record: { isOpenShift = false } }: ClusterPlatform): void {
    this.place = { ...this.place, isOpenShift };
  }

  public grant(subject: ISubject): void {
    SUBJECT(new PropertyChecks(this.scope), 'subject', subject);
    const configuration = subject.toSubjectConfiguration();
    this.checkSubject(configuration);
    this.checkApart();
    const place = placeOf(configuration);
    const suffix = isUnresolved(place) ? `${this.subjects.size}` : place;
    this.subjects.add(place);
    const binding = renderBuildGrant(this.place, configuration);
    const role = this.scope.node.tryFindChild('Role') === undefined ? [renderBuildRole(this.place)] : [];
    this.add([...role, { ...binding, id: `Grant.${suffix.replaceAll('/', '-')}` }]);
    if (this.place.shared === undefined) {
      keepBuildsApart(this.scope, this.place.namespace);
    }
  }

  public addDelegate(delegate: IHarnessDelegate): void {
    this.checkDelegate(delegate);
    this.checkApart();
    this.guards.forEach((check) => check(delegate));
    const place = isUnresolved(delegate.namespace) ? this.delegates.length : delegate.namespace;
    const ingress = { ...renderIngress(this.place, delegate), id: `Ingress.${place}.${delegate.delegateName}` };
    this.refuseAgain(ingress);
    // Delegates can share a ServiceAccount, and the ServiceAccount can already have a grant.
    if (!this.subjects.has(placeOf(delegate.serviceAccount.toSubjectConfiguration()))) {
      this.grant(delegate.serviceAccount);
    }
    this.add([ingress]);
    keepAccountOfNamespace(this.scope, this.place.namespace, accountOfDelegate(delegate));
    const { delegateName, namespace, node } = delegate;
    keepResident(this.scope, { owner: `the delegate "${delegateName}"`, namespace, path: node.path });
    this.delegates.push(delegate);
  }

  /** A namespace that builds share with a delegate was asked for. */
  private checkApart(): void {
    if (this.place.shared === undefined) {
      checkBuildsApart(this.scope, this.place.namespace);
    }
  }

  private checkSubject({ kind, name, namespace }: SubjectConfiguration): void {
    if (kind === 'ServiceAccount' && namespace === undefined) {
      new PropertyChecks(this.scope).refuse(
        'subject',
        inWords(`the ServiceAccount "${name}" without a namespace`),
        'a ServiceAccount with a namespace',
        'Set metadata.namespace of the ServiceAccount, or the namespace of its chart.',
      );
    }
  }

  private checkDelegate(delegate: IHarnessDelegate): void {
    const checks = new PropertyChecks(this.scope);
    DELEGATE(checks, 'delegate', delegate);
    if (delegate.node.root !== this.scope.node.root) {
      checks.refuse(
        'delegate',
        inWords(`[${delegate.node.path}] of another app`),
        'a delegate of the same app, because an app represents one cluster',
        'Put the delegate and the builds into charts of one app, or import the delegate with HarnessDelegate.fromDelegateName(…).',
      );
    }
    const account = accountOfNamespace(this.scope, this.place.namespace);
    checkAccount(checks, 'delegate', account, accountOfDelegate(delegate), { owner: 'the builds in the namespace' });
    const isAskedFor = this.place.shared?.delegateName === delegate.delegateName;
    checks.later('delegate', [delegate.namespace, this.place.namespace], (theirs, own) => {
      if (theirs === own && !isAskedFor) {
        checks.refuse(
          'delegate',
          inWords(`the delegate "${delegate.delegateName}" in namespace "${theirs}"`),
          'a delegate in another namespace, because a pod in the namespace of a delegate can read its token',
          'Use another namespace (delegateNamespace of CiBuildInfra overrides the namespace of the chart), or accept the risk with sharedWith of BuildFarmNamespace or sharedNamespace of CiBuildInfra.',
        );
      }
    });
  }

  private add(objects: readonly RenderedObject[]): void {
    claimNames(this.scope, objects);
    for (const object of objects) {
      this.refuseAgain(object);
      addObject(this.scope, object);
    }
  }

  private refuseAgain({ id, property, remedy }: RenderedObject): void {
    if (this.scope.node.tryFindChild(id) !== undefined) {
      const given = inWords(`a ${property} that was already added`);
      new PropertyChecks(this.scope).refuse(property, given, `another ${property}`, remedy);
    }
  }
}

/** Users and groups have no namespace; their kind takes its place. */
function placeOf({ kind, namespace, name }: SubjectConfiguration): string {
  return [placeholderOf(namespace) ?? kind, placeholderOf(name)].join('.');
}
