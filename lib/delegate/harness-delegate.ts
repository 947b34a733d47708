import { Duration } from 'cdk8s';
import type { IServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { keepApart, keepBuildsStart, NamedServiceAccount } from '../access';
import { addObject, claimNames, ownClass, placedInChart, restorable } from '../core';
import type { HarnessScope } from '../document';
import {
  type DelegateAttributes,
  type DelegateDemand,
  type DelegateGeneration,
  DelegateRuntime,
  type IHarnessDelegate,
  ImportedDelegate,
  InstalledUpgrader,
} from '../reference';
import { type CloudIdentity, PodSecurityLevel } from '../workload';
import { type HarnessDelegateProps, renderDelegate, type ResolvedDelegate, resolveDelegate } from './delegate-objects';
import { demandOfWorkload } from './demand';
import { namingValues, propsOf } from './helm/from-helm';
import type { HelmReleaseOptions } from './helm/from-helm';
import type { HelmValues } from './helm/helm-values';
import { DelegateProfile } from './profile';
import type { DelegateResources, ResolvedResources } from './resources';
import type { ResolvedUpgrader } from './upgrader';

const MARK = Symbol.for('harness-constructs.HarnessDelegate');

/**
 * A Harness delegate: a Deployment that connects to Harness and runs its tasks in the cluster, with the objects that it
 * needs. By default, these are a Namespace, a ServiceAccount, the roles and bindings of `access`, and the Deployment. Some
 * kinds of token add a Secret or ExternalSecret. An autoscaler, a disruption budget and a network policy are optional.
 *
 * `ApiObject.of(delegate)` is the Deployment.
 *
 * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/install-kubernetes-delegate
 * @example
 *
 * new HarnessDelegate(chart, 'Delegate', {
 *   accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
 *   delegateName: 'ci',
 *   image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
 *   token: DelegateToken.fromSecretName('ci-delegate-token'),
 *   access: DelegateAccess.ciBuilds(['harness-builds']),
 * });
 */
export class HarnessDelegate extends Construct implements IHarnessDelegate {
  /**
   * Imports a delegate that is installed elsewhere. Its ServiceAccount has the name of the delegate; its namespace is that
   * of the chart, or `harness-delegate`. Use `fromDelegateAttributes` to set another namespace, ServiceAccount or tags.
   */
  public static fromDelegateName(scope: Construct, id: string, delegateName: string): IHarnessDelegate {
    return new ImportedDelegate(scope, id, { delegateName });
  }

  /**
   * Imports a delegate that is installed elsewhere.
   *
   * @param parent the scope of the construct
   */
  public static fromDelegateAttributes(
    parent: Construct,
    id: string,
    attributes: DelegateAttributes,
  ): IHarnessDelegate {
    return new ImportedDelegate(parent, id, attributes);
  }

  /**
   * Adopts the delegate of an official Helm chart release unchanged: no object is recreated and no pod restarts.
   * `values.adoptionReport(…)` shows what stays and what changes; `harden` makes the delegate safer step by step. A token
   * in the values is not read: the delegate refers to the Secret that the chart created for it.
   *
   * @throws an error with the path of the value, for values that cannot be adopted.
   */
  public static fromHelmValues(
    scope: Construct,
    id: string,
    values: HelmValues,
    options: HelmReleaseOptions,
  ): HarnessDelegate {
    const props = propsOf(values, options);
    return namingValues(values, options, () => new HarnessDelegate(scope, id, props));
  }

  /** Whether the value is a HarnessDelegate, including one from another copy of this package. */
  public static isHarnessDelegate(x: unknown): boolean {
    return x !== null && typeof x === 'object' && MARK in x;
  }

  /** ID of the Harness account. */
  public readonly accountId: string;
  /** Name of the delegate and of its objects. */
  public readonly delegateName: string;
  /** Name of the Deployment. */
  public readonly deploymentName: string;
  /** Name of the delegate's namespace. */
  public readonly namespace: string;
  /** The delegate's ServiceAccount, which can also be a subject of cdk8s-plus roles. */
  public readonly serviceAccount: IServiceAccount;
  /** Tags that connectors and stages can use to select the delegate, including its name. */
  public readonly effectiveTags: string[];
  /** URL of the Harness platform, without a trailing slash. */
  public readonly managerEndpoint: string;
  /** Where the delegate runs. */
  public readonly runtime = DelegateRuntime.KUBERNETES;
  /** Where it is installed in Harness; `undefined` if not set. */
  public readonly harnessScope?: HarnessScope;
  /** Generation of the delegate, always known. */
  public readonly generation?: DelegateGeneration;
  /** Version of the delegate, from the image tag; `undefined` for a digest, or if the tag is known only later. */
  public readonly delegateVersion?: string;
  /** Set of defaults. */
  public readonly profile: DelegateProfile;
  /** Image reference. */
  public readonly image: string;
  /** When the node pulls the image. */
  public readonly imagePullPolicy: string;
  /** Name of the Secret with the token. */
  public readonly tokenSecretName: string;
  /** Key of the token in that Secret. */
  public readonly tokenSecretKey: string;
  /** Number of pods; `undefined` if an autoscaler sets it. */
  public readonly replicas?: number;
  /** How long a new pod must be ready before it counts as available. */
  public readonly minReady: Duration;
  /** Time that a pod has to stop before it is killed. */
  public readonly terminationGracePeriod: Duration;
  /** How long a stopping delegate waits for its tasks; `undefined` if the delegate's own default applies. */
  public readonly idleWaitBeforeStop?: Duration;
  /** Requests and limits of the delegate's container. */
  public readonly resources: DelegateResources;
  /** Pod Security level that the created namespace enforces; `undefined` if it is not created or enforces none. */
  public readonly podSecurityLevel?: PodSecurityLevel;
  /** Labels that select the delegate's pods. */
  public readonly podSelector: { [key: string]: string };

  /** The upgrader, and the fields that it changes in the cluster; `undefined` if not set. */
  public readonly upgrader?: InstalledUpgrader;

  /** Cloud identity of its pods. @internal */
  public readonly _cloudIdentity?: CloudIdentity;
  /** What a quota of the namespace must have room for. @internal */
  public readonly _demand!: DelegateDemand;

  /** @throws an error with construct path, property, value, expected value and remedy, for bad input. */
  constructor(scope: Construct, id: string, props: HarnessDelegateProps) {
    super(placedInChart(scope, id), id);
    const resolved = resolveDelegate(this, props);
    const { names, identity, availability } = resolved;
    this.accountId = identity.accountId;
    this.delegateName = identity.delegateName;
    this.deploymentName = names.resource;
    this.namespace = identity.namespace;
    this.effectiveTags = [...identity.effectiveTags];
    // Values derived from unresolved values are exposed as tokens, which every app resolves.
    this.managerEndpoint = restorable(identity.managerEndpoint);
    this.harnessScope = props.scope;
    this._cloudIdentity = props.cloudIdentity;
    this.generation = resolved.generation.generation;
    this.delegateVersion = resolved.version;
    this.profile = props.profile ?? (props.adoption ? DelegateProfile.DOCUMENTED : DelegateProfile.HARDENED);
    this.image = restorable(resolved.image);
    this.imagePullPolicy = restorable(resolved.imagePullPolicy);
    this.tokenSecretName = resolved.token.secretName;
    this.tokenSecretKey = resolved.token.key;
    this.replicas = availability.replicas;
    this.minReady = Duration.seconds(availability.minReadySeconds);
    this.terminationGracePeriod = Duration.seconds(availability.terminationGracePeriodSeconds);
    this.idleWaitBeforeStop =
      availability.idleWaitSeconds === undefined ? undefined : Duration.seconds(availability.idleWaitSeconds);
    this.resources = resourcesOf(resolved.resources);
    this.podSecurityLevel = identity.podSecurityLevel;
    this.podSelector = { ...resolved.metadata.selector };
    this.serviceAccount = new NamedServiceAccount(this, 'Subject', names.serviceAccount, identity.namespace);
    this.upgrader = resolved.upgrader && installedUpgrader(resolved, resolved.upgrader);
    // Only a quota asks for it. A member with the workload would show a token that the program spelled out.
    Object.defineProperty(this, '_demand', { get: () => demandOfWorkload(resolved) });
    const objects = renderDelegate(resolved, props.access);
    // Claim the Namespace last: for two delegates with one name, the error should name the Deployment.
    claimNames(this, [...objects].reverse());
    keepApart(
      this,
      { owner: `the delegate "${this.delegateName}"`, namespace: this.namespace, path: this.node.path },
      props.access,
    );
    keepBuildsStart(
      this,
      props.access,
      this.podSecurityLevel === PodSecurityLevel.RESTRICTED ? this.namespace : undefined,
    );
    objects.forEach((object) => addObject(this, object));
    Object.defineProperty(this, MARK, { value: true });
  }
}

ownClass(HarnessDelegate);

function installedUpgrader(
  { names, identity: { namespace } }: ResolvedDelegate,
  { cronJobName, serviceAccountName, changedFields }: ResolvedUpgrader,
): InstalledUpgrader {
  const deployment = { name: names.resource, namespace };
  return InstalledUpgrader._of({ cronJobName, serviceAccountName, deployment, changedFields });
}

/** In the form of the `resources` property. */
function resourcesOf({ requests, limits }: ResolvedResources): DelegateResources {
  return {
    cpuRequest: requests.cpu,
    cpuLimit: limits.cpu,
    memoryRequest: requests.memory,
    memoryLimit: limits.memory,
    ephemeralStorageRequest: requests['ephemeral-storage'],
    ephemeralStorageLimit: limits['ephemeral-storage'],
  };
}
