import type { IHarnessPlatform, Retry } from '../harness-api';
import { probeCluster } from './cluster';
import { probeConnected } from './connected';
import { Redaction } from './evidence';
import { HarnessProbe } from './harness-probe';
import { harnessTestWorks, policyOf, PROBE_NAMES } from './policies';
import type { Probe, ProbeContext } from './probe';
import { Deadline, runProbe } from './run-probe';
import type { ConnectorValidationResult, Finding, ProbeName, ProbeResult, ValidateConnectorOptions } from './types';

const SECOND = 1000;
const TIMEOUT_SECONDS = 600;
const POLL_INTERVAL_SECONDS = 10;

/** One run of the probes. */
export class Validation {
  private readonly looks: { readonly [probe in ProbeName]: Probe };
  private readonly harness: HarnessProbe;
  private readonly deadline: Deadline;
  private readonly redaction: Redaction;
  private readonly results: ProbeResult[] = [];
  private current: ProbeName = 'connected';

  constructor(
    private readonly options: ValidateConnectorOptions,
    /** Makes the client that tells of what it repeats. */
    platformOf: (onRetry: (retry: Retry) => void) => IHarnessPlatform,
    /** Milliseconds that each look has at least; for tests. */
    leastTime?: number,
  ) {
    const { connector, delegateSelectors, platform, timeoutSeconds = TIMEOUT_SECONDS } = options;
    const client = platformOf((retry) => this.tellRetry(retry));
    this.redaction = new Redaction([platform.apiKey]);
    this.deadline = new Deadline(timeoutSeconds * SECOND, leastTime);
    this.harness = new HarnessProbe(client, connector, harnessTestWorks(options));
    this.looks = {
      connected: (context) => probeConnected(client, connector, delegateSelectors, context),
      cluster: (context) => askCluster(options, context),
      harness: (context) => this.harness.look(context),
    };
  }

  /** Runs them one after the other. */
  public async run(): Promise<ConnectorValidationResult> {
    for (const probe of PROBE_NAMES) {
      this.results.push(await this.resultOf(probe));
    }
    const { testedAt, delegateId } = this.harness.lastTest ?? {};
    return {
      status: this.isFailed ? 'FAILURE' : 'SUCCESS',
      testedAt: testedAt ?? Date.now(),
      ...(delegateId === undefined ? {} : { delegateId }),
      probes: this.results,
    };
  }

  private async resultOf(probe: ProbeName): Promise<ProbeResult> {
    const policy = policyOf(probe, this.options);
    this.current = probe;
    if (policy === 'skip' || this.isPointless(probe)) {
      return { probe, policy, status: 'skipped', findings: [] };
    }
    const findings = (await this.lookAt(probe)).map((finding) => this.shown(finding));
    const status = findings.length === 0 ? 'passed' : 'failed';
    this.tell(status);
    return { probe, policy, status, findings };
  }

  private lookAt(probe: ProbeName): Promise<readonly Finding[]> {
    const { pollIntervalSeconds = POLL_INTERVAL_SECONDS, signal } = this.options;
    return runProbe(probe, this.looks[probe], {
      deadline: this.deadline,
      interval: pollIntervalSeconds * SECOND,
      // The outcome is settled; one answer more helps, waiting for another does not.
      once: this.isFailed,
      signal,
      progress: (message) => this.tell(message),
    });
  }

  /** Without a delegate Harness' test can only say the same again, after minutes. */
  private isPointless(probe: ProbeName): boolean {
    return probe === 'harness' && this.results.some((result) => result.probe === 'connected' && isFailure(result));
  }

  private get isFailed(): boolean {
    return this.results.some(isFailure);
  }

  private shown(finding: Finding): Finding {
    const { message, evidence } = finding;
    return {
      ...finding,
      message: this.redaction.of(message),
      ...(evidence === undefined ? {} : { evidence: this.redaction.of(evidence) }),
    };
  }

  private tellRetry(retry: Retry): void {
    this.options.platform.onRetry?.(retry);
    this.tell(`${retry.operation}: ${retry.reason}; trying again in ${Math.ceil(retry.delayMilliseconds / SECOND)} s`);
  }

  private tell(message: string): void {
    this.options.onProgress?.({ probe: this.current, message: this.redaction.of(message).replaceAll('\n', ' ') });
  }
}

function isFailure({ policy, status }: ProbeResult): boolean {
  return policy === 'required' && status === 'failed';
}

async function askCluster({ cluster }: ValidateConnectorOptions, context: ProbeContext): Promise<readonly Finding[]> {
  return cluster === undefined ? [] : probeCluster(cluster, context);
}
