import { type ConnectorAddress, type ConnectorTest, HarnessApiError, type IHarnessPlatform } from '../harness-api';
import type { CauseCode } from './causes';
import { diagnose, evidenceOf, toldByTest } from './diagnose';
import { findingOf } from './finding';
import { findingOfTestError } from './platform-findings';
import type { ProbeContext } from './probe';
import type { Finding } from './types';

/** Then no test has been made. */
const NOT_OF_THE_TEST: readonly CauseCode[] = [
  'API_KEY_REJECTED',
  'API_KEY_LACKS_PERMISSION',
  'CONNECTOR_NOT_FOUND',
  'DENIED_BY_POLICY',
  'PLATFORM_UNREACHABLE',
  'PLATFORM_RATE_LIMITED',
  'PLATFORM_FAILED',
];

/** Harness' own test: the platform has a delegate ask the cluster. */
export class HarnessProbe {
  private test?: ConnectorTest;

  constructor(
    private readonly platform: IHarnessPlatform,
    private readonly connector: ConnectorAddress,
    /** Whether the test works on the delegate: on the new one it is documented to fail. */
    private readonly worksOnDelegate: boolean,
  ) {}

  /** What the platform said last. */
  public get lastTest(): ConnectorTest | undefined {
    return this.test;
  }

  /** Tests anew: the status that the platform keeps may be older than the connector is. */
  public async look({ signal, progress }: ProbeContext): Promise<readonly Finding[]> {
    progress('Harness tests the connector');
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
        // Also a word that is newer than this package.
        return [findingOf('harness', 'NOT_TESTED_IN_TIME', { evidence: `Harness says ${test.status}` })];
    }
  }

  private failed(test: ConnectorTest): Finding {
    const told = toldByTest(test);
    return this.ofTheTest(findingOf('harness', diagnose(told), { evidence: evidenceOf(told) }));
  }

  /** Where the test does not work, what it fails of is that; what keeps the platform from being asked is not the test. */
  private ofTheTest(finding: Finding): Finding {
    const { code, evidence } = finding;
    return this.worksOnDelegate || NOT_OF_THE_TEST.includes(code)
      ? finding
      : findingOf('harness', 'NEW_DELEGATE_NOT_TESTABLE', { evidence: `${code}: ${evidence}` });
  }
}
