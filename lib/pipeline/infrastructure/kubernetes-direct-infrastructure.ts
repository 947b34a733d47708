import type { Construct } from 'constructs';
import { ownClass, PropertyChecks, unresolved } from '../../core';
import { claimDocument, HarnessDocument, type HarnessScope } from '../../document';
import type { IKubernetesClusterConnector } from '../../reference';
import { renderInfrastructure, type ResolvedInfrastructure, resolveInfrastructure } from './infrastructure-document';
import { onWindows } from './operating-system';
import type { BuildOperatingSystem, KubernetesDirectInfrastructureProps } from './props';
import { checkOverlayDelegate } from './overlay';

/**
 * The infrastructure of a CI stage that runs in a pod of a Kubernetes cluster: `stage.spec.infrastructure`.
 *
 * `HarnessApp` writes it to a separate file unless a `CiStage` of the program uses it.
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
  /** Connector that Harness uses to reach the cluster. */
  public readonly connector: IKubernetesClusterConnector;
  /** Scope of the pipeline; `undefined` if unknown. */
  public readonly harnessScope?: HarnessScope;
  /** Namespace of the pod, or an expression. */
  public readonly namespace: string;
  /** ServiceAccount of the pod, or an expression; `undefined` for the default of the namespace. */
  public readonly serviceAccountName?: string;
  /** Operating system; `undefined` if it is a runtime input. */
  public readonly os?: BuildOperatingSystem;
  public readonly documentPath: string;

  /** @internal */
  public readonly _resolved: ResolvedInfrastructure;
  private isPartOfStage = false;

  /** @throws for invalid input; the error names the construct path, property, value, expected value and remedy. */
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
      allowed: 'a construct path that differs from others in letters or digits',
      remedy: 'Rename one of the two.',
    });
  }

  /** The document with `infrastructure` as its root. @internal */
  public _lateDocument(): { [key: string]: unknown } {
    return { infrastructure: renderInfrastructure(this._resolved) };
  }

  /** Checks at the end of synth: until then, a stage that selects another delegate can still be added. */
  private checkOverlay(): void {
    const { overlay, connector, props } = this._resolved;
    if (overlay === undefined) {
      return;
    }
    const checks = new PropertyChecks(this);
    const owner = unresolved(() => (this.isPartOfStage ? 'stage' : 'connector'));
    checks.later('podSpecOverlay', [owner], (known) => {
      if (known === 'connector') {
        checkOverlayDelegate(checks, 'podSpecOverlay', props.podSpecOverlay, connector.delegates?.delegate);
      }
    });
  }

  /** Whether builds can be on Windows, which a pipeline can also choose when it runs. @internal */
  public get _canBeOnWindows(): boolean {
    return onWindows(this._resolved.props) !== undefined;
  }

  /** Marks the infrastructure as part of a stage, whose document includes it. @internal */
  public _becomePartOfStage(): void {
    this.isPartOfStage = true;
  }

  /** @internal */
  public override _isWritten(): boolean {
    return !this.isPartOfStage;
  }
}

ownClass(KubernetesDirectInfrastructure);

function fileName(path: string): string {
  return path.replaceAll('/', '.').replace(/[^\w.-]/g, '-');
}
