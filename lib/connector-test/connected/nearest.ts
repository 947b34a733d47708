import type { DelegateStatus } from '../../harness-api';
import { editDistance } from '../../values';

const SHOWN = 3;

/** A delegate that is not the one, and what it would need to be. */
export interface NearDelegate {
  readonly delegate: DelegateStatus;
  readonly lacks: readonly string[];
}

/** The delegates that lack the least of the tags; among them those first that have the most similar ones. */
export function nearestDelegates(delegates: readonly DelegateStatus[], tags: readonly string[]): NearDelegate[] {
  const ranked = delegates.map((delegate) => {
    const lacks = tags.filter((tag) => !delegate.tags.includes(tag));
    return { delegate, lacks, distance: sum(lacks.map((tag) => leastDistance(tag, delegate.tags))) };
  });
  ranked.sort((one, other) => one.lacks.length - other.lacks.length || one.distance - other.distance);
  return ranked.slice(0, SHOWN).map(({ delegate, lacks }) => ({ delegate, lacks }));
}

function leastDistance(tag: string, others: readonly string[]): number {
  return Math.min(tag.length, ...others.map((other) => editDistance(tag, other)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
