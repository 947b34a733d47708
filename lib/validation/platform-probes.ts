/** The probes that ask the Harness Platform: whether a delegate is connected, and the connection test of Harness. */
import { editDistance } from '../core';
import {
  type ConnectorAddress,
  type ConnectorTest,
  type DelegateStatus,
  HarnessApiError,
  type IHarnessPlatform,
  type PlatformScope,
} from '../harness-api';
import type { CauseCode } from './causes';
import { diagnose, evidenceOf, findingOf, findingOfListError, findingOfTestError, toldByTest } from './findings';
import { type Finding, textOfTime } from './result';
import type { ProbeContext } from './run-probe';

const SHOWN = 3;

/** A delegate that does not match, and the tags that it lacks. */
export interface NearDelegate {
  readonly delegate: DelegateStatus;
  readonly lacks: readonly string[];
}

/** Returns the delegates that lack the fewest tags. Delegates with the most similar tags come first among equals. */
function nearestDelegates(delegates: readonly DelegateStatus[], tags: readonly string[]): NearDelegate[] {
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

/** Returns the scope and all wider ones, narrowest first. A connector can use the delegates of each. */
function scopesAround({ orgIdentifier, projectIdentifier }: PlatformScope): PlatformScope[] {
  return [
    ...(orgIdentifier !== undefined && projectIdentifier !== undefined ? [{ orgIdentifier, projectIdentifier }] : []),
    ...(orgIdentifier !== undefined ? [{ orgIdentifier }] : []),
    {},
  ];
}

/** Describes a scope, for example `the project payments`. */
function textOfScope({ orgIdentifier, projectIdentifier }: PlatformScope): string {
  if (projectIdentifier !== undefined) {
    return `the project ${projectIdentifier}`;
  }
  return orgIdentifier === undefined ? 'the account' : `the organization ${orgIdentifier}`;
}

/** Checks whether a delegate with all of the tags is connected, in the scope or a wider one. */
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

/** Removes duplicates: each scope reports the same for a wrong API key. */
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
  const seen = near.length === 0 ? ['no delegates found'] : near;
  return findingOf('connected', 'NO_DELEGATE_WITH_TAGS', {
    evidence: [`looked for ${wanted} in ${where}`, ...seen].join('\n'),
  });
}

function textOfDisconnected(delegate: DelegateStatus): string {
  const { lastHeartbeat } = delegate;
  const last =
    lastHeartbeat === undefined || lastHeartbeat === 0
      ? 'no heartbeat yet'
      : `last heartbeat at ${textOfTime(lastHeartbeat)}`;
  return `${textOfDelegate(delegate)}: ${last}`;
}

function textOfDelegate(delegate: DelegateStatus): string {
  return `delegate ${delegate.name} in ${textOfScope(delegate)}`;
}

/* The connection test. */

/** Causes with which the platform did not run the test. */
const NOT_OF_THE_TEST: readonly CauseCode[] = [
  'API_KEY_REJECTED',
  'API_KEY_LACKS_PERMISSION',
  'CONNECTOR_NOT_FOUND',
  'DENIED_BY_POLICY',
  'PLATFORM_UNREACHABLE',
  'PLATFORM_RATE_LIMITED',
  'PLATFORM_FAILED',
];

/** Runs the Harness connection test, in which a delegate contacts the cluster. */
export class HarnessProbe {
  private test?: ConnectorTest;

  constructor(
    private readonly platform: IHarnessPlatform,
    private readonly connector: ConnectorAddress,
    /** Whether the test works on the delegate. It is documented to fail on the new generation. */
    private readonly worksOnDelegate: boolean,
  ) {}

  /** The latest test result. */
  public get lastTest(): ConnectorTest | undefined {
    return this.test;
  }

  /** Runs a new test. The stored status can be older than the latest change of the connector. */
  public async look({ signal, progress }: ProbeContext): Promise<readonly Finding[]> {
    progress('running the Harness connection test');
    try {
      this.test = await this.platform.testConnection(this.connector, { signal });
    } catch (error) {
      if (signal.aborted || !HarnessApiError.isHarnessApiError(error)) {
        throw error;
      }
      return [this.ofTheTest(findingOfTestError(error))];
    }
    return this.findingsOf(this.test);
  }

  private findingsOf(test: ConnectorTest): readonly Finding[] {
    switch (test.status) {
      case 'SUCCESS':
        return [];
      case 'FAILURE':
        return [this.failed(test)];
      default:
        // Includes any status newer than this package.
        return [findingOf('harness', 'NOT_TESTED_IN_TIME', { evidence: `Harness reported the status ${test.status}` })];
    }
  }

  private failed(test: ConnectorTest): Finding {
    const told = toldByTest(test);
    return this.ofTheTest(findingOf('harness', diagnose(told), { evidence: evidenceOf(told) }));
  }

  /** Replaces the cause of a failed test on a delegate where the test does not work. Platform failures keep theirs. */
  private ofTheTest(finding: Finding): Finding {
    const { code, evidence } = finding;
    return this.worksOnDelegate || NOT_OF_THE_TEST.includes(code)
      ? finding
      : findingOf('harness', 'NEW_DELEGATE_NOT_TESTABLE', { evidence: `${code}: ${evidence}` });
  }
}
