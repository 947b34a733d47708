import { HarnessPlatform, type IHarnessPlatform, type Retry } from '../harness-api';
import type { ProbeName } from './causes';
import { probeCluster } from './cluster/cluster-probe';
import { Redaction } from './findings';
import { checkOptions } from './options';
import type { ProbePolicy, ValidateConnectorOptions } from './props';
import { HarnessProbe, probeConnected } from './platform-probes';
import type { ConnectorValidationResult, Finding, ProbeResult } from './result';
import { Deadline, type Probe, type ProbeContext, runProbe } from './run-probe';

/** Probes in the order in which they run. Each relies on the ones before it. */
const PROBE_NAMES: readonly ProbeName[] = ['connected', 'cluster', 'harness'];

/** Whether the Harness connection test works on the delegate. */
function harnessTestWorks({ delegateGeneration = 'legacy', plUseRunner = false }: ValidateConnectorOptions): boolean {
  return delegateGeneration === 'legacy' || plUseRunner;
}

/** Returns the policy of a probe. */
function policyOf(probe: ProbeName, options: ValidateConnectorOptions): ProbePolicy {
  return options.policies?.[probe] ?? usualPolicy(probe, options);
}

function usualPolicy(probe: ProbeName, options: ValidateConnectorOptions): ProbePolicy {
  switch (probe) {
    case 'connected':
      return 'required';
    case 'cluster':
      return options.cluster === undefined ? 'skip' : 'required';
    case 'harness':
      return harnessTestWorks(options) ? 'required' : 'advisory';
  }
}

const SECOND = 1000;

/** The default limit. A changed policy of a cloud may take five minutes to work. */
export const TIMEOUT_SECONDS = 600;

const POLL_INTERVAL_SECONDS = 10;

/** Runs the probes of one validation. */
export class Validation {
  private readonly looks: { readonly [probe in ProbeName]: Probe };
  private readonly harness: HarnessProbe;
  private readonly deadline: Deadline;
  private readonly redaction: Redaction;
  private readonly results: ProbeResult[] = [];
  private current: ProbeName = 'connected';

  constructor(
    private readonly options: ValidateConnectorOptions,
    /** Creates the client, which reports its retries. */
    platformOf: (onRetry: (retry: Retry) => void) => IHarnessPlatform,
    /** Overrides the minimum time of an attempt in milliseconds, for tests. */
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

  /** Runs the probes in sequence. */
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
      // After a failure the outcome is settled: one more result helps, but waiting does not.
      once: this.isFailed,
      signal,
      progress: (message) => this.tell(message),
    });
  }

  /** Without a delegate, the Harness connection test would report the same after minutes. */
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

/**
 * Checks whether a connector is fit for use, and explains why not. Runs three probes in sequence:
 *
 * 1. *connected*: a delegate with all of the tags is connected, in the scope of the connector or a wider one.
 * 2. *cluster*, if `cluster` is set: the API server grants the delegate's account the rights it needs.
 * 3. *harness*: the Harness connection test passes. It always runs again, since the stored status outlives changes of
 *    the connector.
 *
 * Each probe is repeated until it passes, until waiting cannot help with any of its findings, or until
 * `timeoutSeconds`, which all probes share. Every attempt has at least 30 seconds (150 seconds for *harness*; never
 * more than `timeoutSeconds`), so that the last probes run even if the first ones have used up the time.
 *
 * Once a required probe fails, the outcome is settled, and the remaining probes run only once to help find the cause.
 * If the required probe *connected* fails, *harness* is `skipped`: without a delegate it would report the same after
 * minutes.
 *
 * A connector that is not fit for use is a result, not an error:
 *
 * ```ts
 * import { assertValid, describeValidation, validateConnector } from 'harness-constructs/connector-test';
 *
 * const result = await validateConnector({
 *   platform: { accountId: '6_vVHzo9Qeu9fXvj-AcQCb', apiKey: process.env.HARNESS_PLATFORM_API_KEY ?? '' },
 *   connector: { identifier: 'builds', orgIdentifier: 'eng', projectIdentifier: 'payments' },
 *   delegateSelectors: ['ci', 'linux-amd64'],
 *   cluster: { kubeconfig: { ambient: true }, buildNamespaces: ['harness-builds'] },
 *   timeoutSeconds: 300,
 *   onProgress: ({ probe, message }) => console.error(`${probe}: ${message}`),
 * });
 * console.log(describeValidation(result));
 * assertValid(result);
 * ```
 *
 * @throws HarnessConstructsError for invalid options, before any request; the reason of `signal` as soon as it aborts
 */
export async function validateConnector(options: ValidateConnectorOptions): Promise<ConnectorValidationResult> {
  checkOptions(options);
  options.signal?.throwIfAborted();
  return new Validation(options, (onRetry) => new HarnessPlatform({ ...options.platform, onRetry })).run();
}
