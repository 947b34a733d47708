import type { Construct } from 'constructs';
import type { ClusterPlatform } from '../../build-farm';
import type { IKubernetesClusterConnector } from '../../connector';
import { claimDocument, HarnessDocument, type HarnessScope } from '../../document';
import { PropertyChecks, unresolved } from '../../values';
import type { BuildOperatingSystem, KubernetesDirectInfrastructureProps } from './props';
import { renderInfrastructure } from './render';
import { checkOverlayDelegate, type ResolvedInfrastructure, resolveInfrastructure } from './resolve';

/**
 * The infrastructure of a CI stage that runs in a pod of a Kubernetes cluster: `stage.spec.infrastructure`.
 *
 * HarnessApp writes it to a file of its own where no `CiStage` of the program has it.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 * @example
 *
 * new KubernetesDirectInfrastructure(chart, 'Infrastructure', {
 *   connector: KubernetesClusterConnector.fromReference(chart, 'Connector', 'account.build_cluster'),
 *   namespace: 'harness-builds',
 *   serviceAccountName: 'harness-build',
 * });
 */
export class KubernetesDirectInfrastructure extends HarnessDocument {
  /** The connector by which Harness reaches the cluster. */
  public readonly connector: IKubernetesClusterConnector;
  /** Where the pipeline lives; `undefined` where that is not known. */
  public readonly harnessScope?: HarnessScope;
  /** Namespace in which the pod runs, or an expression. */
  public readonly namespace: string;
  /** ServiceAccount of the pod, or an expression; `undefined` for that of the namespace. */
  public readonly serviceAccountName?: string;
  /** Operating system; `undefined` where it is told when the pipeline runs. */
  public readonly os?: BuildOperatingSystem;
  public readonly documentPath: string;

  /** @internal */
  public readonly _resolved: ResolvedInfrastructure;
  /** The kind of cluster, where a farm made it. @internal */
  public _platform?: ClusterPlatform;
  private isPartOfStage = false;

  /** @throws an error with construct path, property, value, what is allowed and what to do, for bad input. */
  constructor(scope: Construct, id: string, props: KubernetesDirectInfrastructureProps) {
    super(scope, id);
    this._resolved = resolveInfrastructure(this, props);
    this.connector = this._resolved.connector;
    this.harnessScope = this._resolved.scope;
    this.namespace = this._resolved.namespace;
    this.serviceAccountName = this._resolved.serviceAccountName;
    this.os = this._resolved.inputs.os === undefined ? this._resolved.os : undefined;
    this.checkOverlay();
    this.documentPath = claimDocument(this, {
      kind: 'file',
      path: `infrastructures/${fileName(this.node.path)}.yaml`,
      property: 'id',
      allowed: 'a construct path that differs from others by more than signs',
      remedy: 'Give one of the two another id.',
    });
  }

  /** Everything below `infrastructure`. @internal */
  public _lateDocument(): { [key: string]: unknown } {
    return { infrastructure: renderInfrastructure(this._resolved) };
  }

  /** A stage may select another delegate than the connector does: that there is none is known at the end. */
  private checkOverlay(): void {
    const { overlay, connector } = this._resolved;
    if (overlay === undefined) {
      return;
    }
    const checks = new PropertyChecks(this);
    const owner = unresolved(() => (this.isPartOfStage ? 'stage' : 'connector'));
    checks.later('podSpecOverlay', [owner], (known) => {
      if (known === 'connector') {
        checkOverlayDelegate(checks, 'podSpecOverlay', connector.delegates?.delegate);
      }
    });
  }

  /** A stage has it, and is written with it. @internal */
  public _becomePartOfStage(): void {
    this.isPartOfStage = true;
  }

  /** @internal */
  public override _isWritten(): boolean {
    return !this.isPartOfStage;
  }
}

function fileName(path: string): string {
  return path.replaceAll('/', '.').replace(/[^\w.-]/g, '-');
}
