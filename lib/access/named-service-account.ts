import type { IServiceAccount, SubjectConfiguration } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

/**
 * A ServiceAccount by its name. cdk8s-plus takes it wherever it wants a ServiceAccount or a subject:
 * `role.bind(delegate.serviceAccount)`.
 */
export class NamedServiceAccount extends Construct implements IServiceAccount {
  /** API version of the object. */
  public readonly apiVersion: string = 'v1';
  /** API group of the object: the core group. */
  public readonly apiGroup: string = '';
  /** Kind of the object. */
  public readonly kind: string = 'ServiceAccount';
  /** Name of the resource type. */
  public readonly resourceType: string = 'serviceaccounts';
  /** Name of the object. */
  public readonly name: string;
  /** Name of the object, as cdk8s-plus calls it. */
  public readonly resourceName?: string;
  /** Namespace of the object. */
  public readonly namespace: string;

  constructor(scope: Construct, id: string, name: string, namespace: string) {
    super(scope, id);
    this.name = name;
    this.resourceName = name;
    this.namespace = namespace;
  }

  /** The subject of a binding, always with its namespace. */
  public toSubjectConfiguration(): SubjectConfiguration {
    return { kind: this.kind, name: this.name, namespace: this.namespace };
  }
}
