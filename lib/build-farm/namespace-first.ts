import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** Puts the Namespace that a construct makes, if it makes one, in front of what lies in it: kubectl applies in order. */
export function dependOnNamespace(inside: IConstruct, maker?: IConstruct): void {
  const made = maker?.node.defaultChild;
  if (made !== undefined && ApiObject.isApiObject(made)) {
    inside.node.addDependency(made);
  }
}
