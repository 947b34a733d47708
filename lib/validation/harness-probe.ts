import { type ConnectorAddress, type ConnectorTest, HarnessApiError, type IHarnessPlatform } from '../harness-api';
import type { CauseCode } from './causes';
import { diagnose, evidenceOf, findingOf, findingOfTestError, toldByTest } from './findings';
import type { ProbeContext } from './run-probe';
import type { Finding } from './types';

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
