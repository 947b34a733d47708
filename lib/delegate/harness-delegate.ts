import type { IServiceAccount } from 'cdk8s-plus-28';
import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { addObject, claimNames, restorable } from '../values';
import { NamedServiceAccount } from '../access';
import type { HarnessScope } from '../document';
import type { IHarnessDelegate } from './harness-delegate-interface';
import { type HelmReleaseOptions, type HelmValues, namingValues, propsOf } from './helm';
import { type DelegateAttributes, ImportedDelegate } from './imported-delegate';
import { InstalledUpgrader } from './installed-upgrader';
import {
  type DelegateGeneration,
  DelegateProfile,
  type DelegateResources,
  type HarnessDelegateProps,
  type PodSecurityLevel,
} from './props';
import { renderDelegate } from './render';
import { type ResolvedDelegate, type ResolvedResources, type ResolvedUpgrader, resolveDelegate } from './resolve';
import { DelegateRuntime } from './selectable-delegate-interface';

const MARK = Symbol.for('harness-constructs.HarnessDelegate');

/**
 * A Harness delegate: a Deployment that dials out to Harness and does its work in the cluster, with the objects that it
 * needs. By default: its Namespace, a ServiceAccount, the roles and bindings of `access`, and the Deployment. A Secret or
 * ExternalSecret comes with the token that asks for one, and an autoscaler, a disruption budget or a network policy when
 * you ask for it.
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
   * A delegate that is installed elsewhere under a ServiceAccount of its name, in the namespace of the chart, else in
   * `harness-delegate`. `fromDelegateAttributes` takes another namespace, ServiceAccount and tags.
   */
  public static fromDelegateName(scope: Construct, id: string, delegateName: string): IHarnessDelegate {
    return new ImportedDelegate(scope, id, { delegateName });
  }

  /**
   * A delegate that is installed elsewhere.
   *
   * @param parent the construct that it is made in
   */
  public static fromDelegateAttributes(
    parent: Construct,
    id: string,
    attributes: DelegateAttributes,
  ): IHarnessDelegate {
    return new ImportedDelegate(parent, id, attributes);
  }

  /**
   * The delegate of a release of the official Helm chart, taken over as it is: no pod is restarted, nothing is made anew.
   * `values.adoptionReport(…)` says what stays and what changes; `harden` makes it safer, step by step. A token among the
   * values is not read: the Secret that the chart made of it is referred to by its name.
   *
   * @throws an error that names the path of the value, for values that cannot be taken over.
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

  /** Whether the value is a HarnessDelegate, also one of another copy of this package. */
  public static isHarnessDelegate(x: unknown): boolean {
    return x !== null && typeof x === 'object' && MARK in x;
  }

  /** The Harness account. */
  public readonly accountId: string;
  /** Name of the delegate, and of the objects made for it. */
  public readonly delegateName: string;
  /** Name of the Deployment. */
  public readonly deploymentName: string;
  /** Name of the delegate's namespace. */
  public readonly namespace: string;
  /** The delegate's ServiceAccount, which is a subject for roles of cdk8s-plus as well. */
  public readonly serviceAccount: IServiceAccount;
  /** Tags by which connectors and stages select the delegate; its name is one of them. */
  public readonly effectiveTags: string[];
  /** URL of the Harness platform, without a slash at its end. */
  public readonly managerEndpoint: string;
  /** Where the delegate runs. */
  public readonly runtime = DelegateRuntime.KUBERNETES;
  /** Where it is installed in Harness; `undefined` where nothing was said. */
  public readonly harnessScope?: HarnessScope;
  /** Generation of the delegate. It is always known here. */
  public readonly generation?: DelegateGeneration;
  /** Version of the delegate: the tag of its image; `undefined` for a digest, or where it is known later. */
  public readonly delegateVersion?: string;
  /** Set of defaults. */
  public readonly profile: DelegateProfile;
  /** Reference of the image. */
  public readonly image: string;
  /** When the node pulls the image. */
  public readonly imagePullPolicy: string;
  /** Name of the Secret with the token. */
  public readonly tokenSecretName: string;
  /** Key of the token in that Secret. */
  public readonly tokenSecretKey: string;
  /** Number of pods, or `undefined` where an autoscaler decides. */
  public readonly replicas?: number;
  /** How long a new pod must be ready before it counts as available. */
  public readonly minReady: Duration;
  /** How long a pod may take to stop before it is killed. */
  public readonly terminationGracePeriod: Duration;
  /** How long a stopping delegate waits for its tasks, or `undefined` where the delegate's own default counts. */
  public readonly idleWaitBeforeStop?: Duration;
  /** Requests and limits of the delegate's container. */
  public readonly resources: DelegateResources;
  /** Pod Security level that the made namespace enforces, or `undefined` where none is made or it enforces none. */
  public readonly podSecurityLevel?: PodSecurityLevel;
  /** Labels by which the delegate's pods are selected. */
  public readonly podSelector: { [key: string]: string };

  /** The upgrader, and what it changes in the cluster; `undefined` where there is none. */
  public readonly upgrader?: InstalledUpgrader;

  /** @throws an error with construct path, property, value, what is allowed and what to do, for bad input. */
  constructor(scope: Construct, id: string, props: HarnessDelegateProps) {
    super(scope, id);
    const resolved = resolveDelegate(this, props);
    const { names, identity, availability } = resolved;
    this.accountId = identity.accountId;
    this.delegateName = identity.delegateName;
    this.deploymentName = names.resource;
    this.namespace = identity.namespace;
    this.effectiveTags = [...identity.effectiveTags];
    // What follows from a late value is handed out as a token, which every app evaluates.
    this.managerEndpoint = restorable(identity.managerEndpoint);
    this.harnessScope = props.scope;
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
    const objects = renderDelegate(resolved, props.access);
    // The Namespace, which comes first, last: a second delegate of the name is the slip that is meant.
    claimNames(this, [...objects].reverse());
    objects.forEach((object) => addObject(this, object));
    Object.defineProperty(this, MARK, { value: true });
  }
}

function installedUpgrader(
  { names, identity: { namespace } }: ResolvedDelegate,
  { cronJobName, serviceAccountName, changedFields }: ResolvedUpgrader,
): InstalledUpgrader {
  const deployment = { name: names.resource, namespace };
  return InstalledUpgrader._of({ cronJobName, serviceAccountName, deployment, changedFields });
}

/** As the property of the same name has it. */
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
