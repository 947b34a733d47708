import type { ISubject } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import type { IHarnessDelegate } from '../delegate';

/** A namespace for builds: made here by `BuildFarmNamespace`, or made elsewhere (`BuildFarmNamespace.fromNamespaceName`). */
export interface IBuildFarmNamespace extends IConstruct {
  /** Name of the namespace. */
  readonly namespace: string;
  /** Name of the ServiceAccount for build pods. */
  readonly serviceAccountName: string;
  /** Annotations for the pods of a stage: they keep builds from being evicted, and order the start of a mesh's proxy. */
  readonly stageAnnotations: { [key: string]: string };
  /** Labels for the pods of a stage, which some cloud identities need. */
  readonly stageLabels: { [key: string]: string };
  /** Lets somebody run builds in the namespace: a RoleBinding to the rights that CI builds need. */
  grantBuilds(subject: ISubject): void;
  /** Lets a delegate run builds in the namespace: rights, and the way to the port of the build pods. */
  addDelegate(delegate: IHarnessDelegate): void;
}
