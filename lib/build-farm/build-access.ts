import type { ISubject, SubjectConfiguration } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { DELEGATE, type IHarnessDelegate } from '../delegate';
import {
  addObject,
  claimNames,
  instance,
  isUnresolved,
  placeholderOf,
  PropertyChecks,
  type RenderedObject,
} from '../values';
import { renderBuildGrant, renderBuildRole, renderIngress } from './render';
import type { BuildPlace } from './resolve';

const SUBJECT = instance('a subject of RBAC, for example delegate.serviceAccount', 'toSubjectConfiguration');

/** Who may run builds in a namespace, and who may connect to them. */
export class BuildAccess {
  private readonly subjects = new Set<string>();
  /** Names of the delegates that were added. */
  public readonly delegates: string[] = [];

  constructor(
    private readonly scope: Construct,
    private readonly place: BuildPlace,
  ) {}

  public grant(subject: ISubject): void {
    SUBJECT(new PropertyChecks(this.scope), 'subject', subject);
    const configuration = subject.toSubjectConfiguration();
    this.checkSubject(configuration);
    const place = placeOf(configuration);
    const suffix = isUnresolved(place) ? `${this.subjects.size}` : place;
    this.subjects.add(place);
    const binding = renderBuildGrant(this.place, configuration);
    const role = this.scope.node.tryFindChild('Role') === undefined ? [renderBuildRole(this.place)] : [];
    this.add([...role, { ...binding, id: `Grant.${suffix.replaceAll('/', '-')}` }]);
  }

  public addDelegate(delegate: IHarnessDelegate): void {
    this.checkDelegate(delegate);
    const place = isUnresolved(delegate.namespace) ? this.delegates.length : delegate.namespace;
    const ingress = { ...renderIngress(this.place, delegate), id: `Ingress.${place}.${delegate.delegateName}` };
    this.refuseAgain(ingress);
    // Delegates may share a ServiceAccount, and one may have been granted builds by itself.
    if (!this.subjects.has(placeOf(delegate.serviceAccount.toSubjectConfiguration()))) {
      this.grant(delegate.serviceAccount);
    }
    this.add([ingress]);
    this.delegates.push(delegate.delegateName);
  }

  private checkSubject({ kind, name, namespace }: SubjectConfiguration): void {
    if (kind === 'ServiceAccount' && namespace === undefined) {
      new PropertyChecks(this.scope).refuse(
        'subject',
        `ServiceAccount ${name}`,
        'a ServiceAccount with its namespace',
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
        delegate.node.path,
        'a delegate of the same app, which stands for one cluster',
        'Builds run in the cluster of their delegate: put both into charts of one app, or refer to it by HarnessDelegate.fromDelegateName.',
      );
    }
    const isAskedFor = this.place.shared?.delegateName === delegate.delegateName;
    checks.later('delegate', [delegate.namespace, this.place.namespace], (theirs, own) => {
      if (theirs === own && !isAskedFor) {
        checks.refuse(
          'delegate',
          `${delegate.delegateName} in namespace ${theirs}`,
          "a delegate of another namespace than the builds'",
          'Whoever can start a pod beside a delegate is close to its token. Use another namespace, or accept that with sharedWith of BuildFarmNamespace or sharedNamespace of CiBuildInfra.',
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

  private refuseAgain({ id, property, manifest, remedy }: RenderedObject): void {
    if (this.scope.node.tryFindChild(id) !== undefined) {
      new PropertyChecks(this.scope).refuse(property, manifest.metadata.name, 'each one once', remedy);
    }
  }
}

/** Users and groups are of no namespace, and told by their kind. */
function placeOf({ kind, namespace, name }: SubjectConfiguration): string {
  return [placeholderOf(namespace) ?? kind, placeholderOf(name)].join('.');
}
