/** What a summary says of the platform of a farm and its stages. */
import type { IConstruct } from 'constructs';
import { ClusterPlatform, concernsOfPriority, platformNotes } from '../build-namespace';
import { shown, valueOf } from '../core';
import { renderedObjects } from '../evaluation';
import type { Runs } from './runs';

export function platformLines(farm: IConstruct, runs: Runs, platform = ClusterPlatform.generic()): string[] {
  const { forbidsNodeAccess } = platform._record;
  return [
    ...(forbidsNodeAccess === undefined
      ? []
      : [`NOTE: builds on ${platform.toString()} cannot use Docker-in-Docker: ${forbidsNodeAccess.says}.`]),
    ...windowsLines(runs, platform),
    ...priorityLines(farm, runs, platform),
  ];
}

function windowsLines({ stages, infrastructures }: Runs, platform: ClusterPlatform): string[] {
  const names = infrastructures
    .filter(({ _canBeOnWindows }) => _canBeOnWindows)
    .map((one) => stages.find(({ infrastructure }) => infrastructure === one)?.stageName ?? one.node.id);
  return names.length === 0
    ? []
    : [
        `NOTE: assume that builds on Windows nodes reach cloud metadata and each other, whatever network policies say: ${names.map(shown).join(', ')}.`,
        ...platformNotes(platform, ['Windows builds']),
      ];
}

function priorityLines(farm: IConstruct, { infrastructures }: Runs, platform: ClusterPlatform): string[] {
  if (infrastructures.length === 0) {
    return [];
  }
  const { objects } = renderedObjects(farm);
  const concerns = infrastructures.flatMap(({ namespace, _resolved }) =>
    concernsOfPriority(objects, valueOf(namespace), [valueOf(_resolved.props.priorityClassName ?? '')]),
  );
  return platformNotes(platform, concerns);
}
