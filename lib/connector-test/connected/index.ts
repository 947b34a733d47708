import { type DelegateStatus, HarnessApiError, type IHarnessPlatform, type PlatformScope } from '../../harness-api';
import { findingOf } from '../finding';
import { findingOfListError } from '../platform-findings';
import type { ProbeContext } from '../probe';
import { textOfTime } from '../text-of-time';
import type { Finding } from '../types';
import { nearestDelegates } from './nearest';
import { scopesAround, textOfScope } from './scopes';

/** Looks whether a delegate is connected that has all of the tags, in the scope or a wider one. */
export async function probeConnected(
  platform: IHarnessPlatform,
  scope: PlatformScope,
  tags: readonly string[],
  { signal, progress }: ProbeContext,
): Promise<readonly Finding[]> {
  progress(tags.length === 0 ? 'looking for any delegate' : `looking for a delegate with the tags ${tags.join(', ')}`);
  const scopes = scopesAround(scope);
  const lists = await Promise.allSettled(scopes.map((one) => platform.listDelegates(one, { signal })));
  signal.throwIfAborted();
  const delegates = lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
  const matching = delegates.filter((delegate) => tags.every((tag) => delegate.tags.includes(tag)));
  if (matching.some(({ connected }) => connected)) {
    return [];
  }
  const errors = onePerCode(lists.flatMap((list) => (list.status === 'rejected' ? [errorFinding(list.reason)] : [])));
  const seen = scopes.filter((_, index) => lists[index].status === 'fulfilled');
  return seen.length === 0 ? errors : [delegateFinding(delegates, matching, tags, seen), ...errors];
}

function errorFinding(error: unknown): Finding {
  if (!HarnessApiError.isHarnessApiError(error)) {
    throw error;
  }
  return findingOfListError(error);
}

/** Each scope says the same of a wrong key. */
function onePerCode(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [finding.code, finding])).values()];
}

function delegateFinding(
  delegates: readonly DelegateStatus[],
  matching: readonly DelegateStatus[],
  tags: readonly string[],
  scopes: readonly PlatformScope[],
): Finding {
  if (matching.length > 0) {
    return findingOf('connected', 'DELEGATE_NOT_CONNECTED', { evidence: matching.map(textOfDisconnected).join('\n') });
  }
  const where = scopes.map(textOfScope).join(', ');
  const wanted = tags.length === 0 ? 'any delegate' : `tags ${tags.join(', ')}`;
  const near = nearestDelegates(delegates, tags).map(
    ({ delegate, lacks }) =>
      `${textOfDelegate(delegate)} lacks ${lacks.join(', ')}; it has ${delegate.tags.join(', ') || 'no tags'}`,
  );
  const seen = near.length === 0 ? ['there is no delegate at all'] : near;
  return findingOf('connected', 'NO_DELEGATE_WITH_TAGS', {
    evidence: [`looked for ${wanted} in ${where}`, ...seen].join('\n'),
  });
}

function textOfDisconnected(delegate: DelegateStatus): string {
  const { lastHeartbeat } = delegate;
  const last =
    lastHeartbeat === undefined || lastHeartbeat === 0
      ? 'never heard of'
      : `last heard of at ${textOfTime(lastHeartbeat)}`;
  return `${textOfDelegate(delegate)}: ${last}`;
}

function textOfDelegate(delegate: DelegateStatus): string {
  return `delegate ${delegate.name} of ${textOfScope(delegate)}`;
}
