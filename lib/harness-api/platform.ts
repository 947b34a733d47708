import { refuseUnknownMembers } from '../core';
import { contentOf, type Redact, redactor } from './answer';
import { type Connection, connectionOf } from './connection';
import {
  addressText,
  connectorState,
  connectorTest,
  delegateStatuses,
  isSameConnector,
  scopeOf,
  scopeOfAddress,
  scopeText,
} from './entities';
import { failure, HarnessApiError, type HarnessApiErrorKind } from './errors';
import {
  exchange,
  HARMLESS,
  HARMLESS_AND_LONG,
  NOT_TAKEN,
  type Patience,
  pause,
  type Repeatable,
  repeated,
} from './exchange';
import type {
  CallOptions,
  ConnectorAddress,
  ConnectorBody,
  ConnectorState,
  ConnectorTest,
  DelegateStatus,
  DeleteOptions,
  IHarnessPlatform,
  PlatformOptions,
  PlatformScope,
} from './types';

/** Timeouts and limits. */
interface Settings extends Patience {
  readonly timeoutMilliseconds: number;
  /** Longer than other calls: the delegate has two minutes for a test. */
  readonly testTimeoutMilliseconds: number;
  readonly maximumBytes: number;
}

const SETTINGS: Settings = {
  timeoutMilliseconds: 30_000,
  testTimeoutMilliseconds: 150_000,
  maximumBytes: 20_000_000,
  attempts: 5,
  firstDelayMilliseconds: 1_000,
  greatestDelayMilliseconds: 10_000,
  random: Math.random,
};

/** A call to the REST API. */
interface Call extends CallOptions {
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: { readonly [name: string]: string };
  readonly body?: object;
  readonly repeatable: Repeatable;
  readonly timeoutMilliseconds?: number;
}

const OPTIONS = { property: 'options' };

const CONNECTORS = '/ng/api/connectors';

/** Failures after which the connector can exist, because the platform may have created it. */
const MAY_BE_THERE: Repeatable = new Set(['reset', 'timeout', 'server', 'unreadable', 'duplicate'] as const);

/**
 * A REST client for the Harness platform. Every method throws a `HarnessApiError` if the call fails, the reason of the
 * signal if it aborts the call, and a `HarnessConstructsError` for an invalid identifier.
 *
 * A call times out after 30 seconds, a connection test after 150 seconds. Calls that are safe to repeat are tried up to
 * five times after rate limits, server errors and broken connections.
 */
export class HarnessPlatform implements IHarnessPlatform {
  // ECMAScript private fields: printing or serializing this object does not show the API key.
  readonly #connection: Connection;
  readonly #settings: Settings;
  readonly #redact: Redact;
  readonly #onRetry: PlatformOptions['onRetry'];

  /** Throws a `HarnessConstructsError` for invalid options. The second argument is for tests. */
  constructor(options: PlatformOptions, settings: Partial<Settings> = {}) {
    this.#connection = connectionOf(options);
    this.#settings = { ...SETTINGS, ...settings };
    this.#redact = redactor(options.apiKey);
    this.#onRetry = options.onRetry;
  }

  public async testConnection(address: ConnectorAddress, options: CallOptions = {}): Promise<ConnectorTest> {
    refuseUnknownMembers('CallOptions', options, OPTIONS);
    const operation = `test the connector ${addressText(address)}`;
    const query = { ...scopeOfAddress(address) };
    const path = `${CONNECTORS}/testConnection/${encodeURIComponent(address.identifier)}`;
    const timeoutMilliseconds = this.#settings.testTimeoutMilliseconds;
    const call = {
      operation,
      method: 'POST',
      path,
      query,
      timeoutMilliseconds,
      repeatable: HARMLESS_AND_LONG,
    } as const;
    return connectorTest(operation, await this.#call({ ...call, ...options }));
  }

  public async getConnector(address: ConnectorAddress, options: CallOptions = {}): Promise<ConnectorState | undefined> {
    refuseUnknownMembers('CallOptions', options, OPTIONS);
    const operation = `get the connector ${addressText(address)}`;
    const call = {
      operation,
      method: 'GET',
      ...placeOf(address),
      repeatable: HARMLESS,
      signal: options.signal,
    } as const;
    try {
      return connectorState(operation, await this.#call(call));
    } catch (error) {
      if (kindOf(error) === 'not-found') return undefined;
      throw error;
    }
  }

  public async createConnector(connector: ConnectorBody, options: CallOptions = {}): Promise<ConnectorState> {
    refuseUnknownMembers('CallOptions', options, OPTIONS);
    const operation = `create the connector ${addressText(connector)}`;
    scopeOfAddress(connector);
    const { signal } = options;
    const call = {
      operation,
      method: 'POST',
      path: CONNECTORS,
      body: { connector },
      repeatable: NOT_TAKEN,
      signal,
    } as const;
    for (let attempts = 1; ; attempts++) {
      try {
        return connectorState(operation, await this.#call(call));
      } catch (error) {
        if (!HarnessApiError.isHarnessApiError(error) || !MAY_BE_THERE.has(error.details.kind)) throw error;
        // A connector that existed before the first attempt was created elsewhere, even if it is identical.
        if (error.details.kind === 'duplicate' && attempts === 1) throw error;
        const found = await this.#lookAfter(error, connector, options);
        if (found !== undefined) return ownConnector(operation, connector, found);
        if (error.details.kind === 'duplicate' || attempts > 1) throw error;
        await pause({ operation, ...this.#repetition(NOT_TAKEN, signal) }, attempts, error);
      }
    }
  }

  public async updateConnector(connector: ConnectorBody, options: CallOptions = {}): Promise<ConnectorState> {
    refuseUnknownMembers('CallOptions', options, OPTIONS);
    const operation = `update the connector ${addressText(connector)}`;
    scopeOfAddress(connector);
    const call = { operation, method: 'PUT', path: CONNECTORS, body: { connector }, repeatable: HARMLESS } as const;
    return connectorState(operation, await this.#call({ ...call, signal: options.signal }));
  }

  public async deleteConnector(address: ConnectorAddress, options: DeleteOptions = {}): Promise<boolean> {
    refuseUnknownMembers('DeleteOptions', options, OPTIONS);
    const operation = `delete the connector ${addressText(address)}`;
    const { path, query } = placeOf(address);
    const all = options.force === true ? { ...query, forceDelete: 'true' } : query;
    const call = {
      operation,
      method: 'DELETE',
      path,
      query: all,
      repeatable: HARMLESS,
      signal: options.signal,
    } as const;
    try {
      return (await this.#call(call)) === true;
    } catch (error) {
      if (kindOf(error) === 'not-found') return false;
      throw error;
    }
  }

  public async listDelegates(scope: PlatformScope, options: CallOptions = {}): Promise<DelegateStatus[]> {
    refuseUnknownMembers('CallOptions', options, OPTIONS);
    const operation = `list the delegates of ${scopeText(scope)}`;
    const query = { ...scopeOf(scope) };
    const body = { filterType: 'Delegate' };
    const path = '/ng/api/delegate-setup/listDelegates';
    const call = {
      operation,
      method: 'POST',
      path,
      query,
      body,
      repeatable: HARMLESS,
      signal: options.signal,
    } as const;
    return delegateStatuses(operation, await this.#call(call), query);
  }

  /** Looks up the connector after a failed creation. Throws `error` if the lookup fails. */
  #lookAfter(error: HarnessApiError, connector: ConnectorBody, options: CallOptions) {
    return this.getConnector(connector, options).catch((other: unknown) => {
      throw HarnessApiError.isHarnessApiError(other) ? error : other;
    });
  }

  /** Makes a call, with retries, and returns the content of the response envelope. */
  #call(call: Call): Promise<unknown> {
    const { base, accountId, apiKey, secureContext } = this.#connection;
    const { operation, method, path, signal, repeatable } = call;
    const body = call.body && JSON.stringify(call.body);
    const headers = {
      'x-api-key': apiKey,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const url = `${base}${path}?${new URLSearchParams({ accountIdentifier: accountId, ...call.query }).toString()}`;
    const { maximumBytes } = this.#settings;
    const timeoutMilliseconds = call.timeoutMilliseconds ?? this.#settings.timeoutMilliseconds;
    const one = { operation, method, url, headers, body, secureContext, timeoutMilliseconds, maximumBytes, signal };
    return repeated({ operation, ...this.#repetition(repeatable, signal) }, async () =>
      contentOf(operation, await exchange(one), this.#redact),
    );
  }

  #repetition(repeatable: Repeatable, signal: AbortSignal | undefined) {
    return { repeatable, patience: this.#settings, signal, onRetry: this.#onRetry };
  }
}

function placeOf(address: ConnectorAddress) {
  return { query: { ...scopeOfAddress(address) }, path: `${CONNECTORS}/${encodeURIComponent(address.identifier)}` };
}

/** Returns the connector that was found if it is the one to create. Throws if it differs. */
function ownConnector(operation: string, connector: ConnectorBody, found: ConnectorState): ConnectorState {
  if (!isSameConnector(connector, found.connector)) {
    throw failure(operation, 'duplicate', 'a different connector already uses this identifier.');
  }
  return found;
}

function kindOf(error: unknown): HarnessApiErrorKind | undefined {
  return HarnessApiError.isHarnessApiError(error) ? error.details.kind : undefined;
}
