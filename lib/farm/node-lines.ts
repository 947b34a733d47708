/** What the nodes of a cluster mean for the pods of a farm, in lines of its summary. */
import type { IConstruct } from 'constructs';
import { type BuildFarmNamespace, type ClusterPlatform, podsOfDelegate } from '../build-namespace';
import { shown } from '../core';
import { renderedObjects } from '../evaluation';
import type { KubernetesDirectInfrastructure } from '../pipeline';
import type { IHarnessDelegate } from '../reference';
import { nameOf, type Runs } from './runs';

/** A farm whose delegate needs nodes of a kind. */
interface Farm extends IConstruct {
  readonly delegate: IHarnessDelegate;
}

const NODE_OS = 'kubernetes.io/os';

/** Stages and infrastructures of the farm that can be scheduled to nodes of the wrong system, and stages whose network is smaller than Docker expects. */
export function nodeLines(farm: Farm, runs: Runs, platform?: ClusterPlatform): string[] {
  return [...windowsLines(farm, runs), ...mtuLines(runs, platform), ...daemonLines(runs)];
}

/**
 * A pod without a selector can be scheduled to a node of the other system, where its image does not run. Pods for Windows
 * have a selector.
 *
 * @see https://kubernetes.io/docs/concepts/windows/user-guide/#ensuring-os-specific-workloads-land-on-the-appropriate-container-host
 */
function windowsLines(farm: Farm, runs: Runs): string[] {
  const { infrastructures: all } = runs;
  const windows = all.filter(({ _canBeOnWindows }) => _canBeOnWindows);
  if (windows.length === 0) {
    return [];
  }
  const free = all
    .filter((one) => !windows.includes(one) && one._resolved.props.nodeSelector?.[NODE_OS] === undefined)
    .filter((one) => one._resolved.inputs.nodeSelector === undefined)
    .map((one) => nameOf(runs, one));
  const rendered = renderedObjects(farm);
  const isOnAnyNode = rendered.unknown.length === 0 && podsOfDelegate(rendered, farm.delegate).isOnAnyNode;
  const unless = "unless they have a taint. Set nodeSelector: { 'kubernetes.io/os': 'linux' }";
  return [
    ...(isOnAnyNode
      ? [
          `NOTE: Windows nodes can get the pods of delegate ${farm.delegate.delegateName}, ${unless} in delegateOptions.`,
        ]
      : []),
    ...(free.length > 0
      ? [`NOTE: Windows nodes can get the pods of ${free.join(', ')}, ${unless} in infrastructureOptions.`]
      : []),
    ...podIdentityLines(runs, windows),
  ];
}

/** @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html */
function podIdentityLines(runs: Runs, windows: readonly KubernetesDirectInfrastructure[]): string[] {
  const names = windows
    .filter(({ _resolved: { props } }) => {
      const builds = props.buildNamespace as BuildFarmNamespace | undefined;
      return builds?._cloudIdentity?._kind === 'eksPodIdentity';
    })
    .map((one) => nameOf(runs, one));
  return names.length === 0
    ? []
    : [
        `NOTE: ${names.join(', ')} cannot use EKS Pod Identity, which works on Linux nodes only. Use CloudIdentity.irsa(…) in the namespace.`,
      ];
}

/** A new version of the daemon can refuse older clients: version 29 did. */
function daemonLines({ stages }: Runs): string[] {
  return stages.flatMap(({ stageName, _movingDaemons }) =>
    _movingDaemons.map(
      (image) =>
        `NOTE: stage ${shown(stageName)} runs the Docker daemon of ${shown(image)}, whose tag moves: a new version can refuse the clients of its steps, as 29 did. Pin a version or digest.`,
    ),
  );
}

/** Large packets of containers are lost where the network of the pod takes smaller ones. */
function mtuLines({ stages }: Runs, platform?: ClusterPlatform): string[] {
  const mtu = platform?._record.podMtu?.bytes;
  if (mtu === undefined) {
    return [];
  }
  const names = stages.filter((stage) => stage._exceedsMtu(mtu)).map(({ stageName }) => shown(stageName));
  return names.length === 0
    ? []
    : [
        `NOTE: pods on ${String(platform)} have an MTU of ${mtu}, and Docker's networks in stage ${names.join(', ')} one of 1500: connections can hang. Add '--mtu=${mtu}', '--default-network-opt=bridge=com.docker.network.driver.mtu=${mtu}' to the entrypoint of the daemon.`,
      ];
}
