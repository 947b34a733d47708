/** One call: sent directly or through the proxy set in the environment, and repeated after transient failures. */
import { type Agent, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest, type RequestOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SecureContext } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { HarnessConstructsError } from '../core';
import { brokenConnection, failure, HarnessApiError, type HarnessApiErrorKind } from './errors';
import type { Retry } from './types';

/** Options of a connection to the platform. */
export interface WayOptions {
  readonly signal: AbortSignal;
  readonly secureContext?: SecureContext;
}

/**
 * Returns an agent for one call, or `false` to connect directly. Connections are not kept alive: calls are seconds
 * apart, and an open connection would keep the program from exiting.
 */
function agentFor(url: string, options: WayOptions): Agent | false {
  const proxy = getProxyForUrl(url);
  if (proxy === '') {
    return false;
  }
  if (!URL.canParse(proxy) || !/^https?:$/.test(new URL(proxy).protocol)) {
    throw new HarnessConstructsError({
      constructPath: '',
      property: 'HTTPS_PROXY, HTTP_PROXY or ALL_PROXY',
      allowed: 'an http or https URL',
      remedy: 'Correct the variable, or add the host of the platform to NO_PROXY.',
    });
  }
  return new HttpsProxyAgent(proxy, options);
}

/* Sends one HTTP request and reads its response. */

/** An HTTP request and its limits. */
export interface Exchange {
  /** Describes the request in errors. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  readonly secureContext?: SecureContext;
  /** Covers the whole exchange, from the DNS lookup to the last byte. */
  readonly timeoutMilliseconds: number;
  readonly maximumBytes: number;
  readonly signal?: AbortSignal;
}

/** Node.js passes this option on to TLS, but its types do not declare it. */
type SecureContextOptions = { readonly secureContext?: SecureContext };

/** A response, which does not have to come from the platform. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Throws a `HarnessApiError` if no complete response arrives, and the reason of the signal if it aborts the call. */
export async function exchange(call: Exchange): Promise<RawAnswer> {
  const { operation, signal, timeoutMilliseconds } = call;
  signal?.throwIfAborted();
  // Aborts the request, a connection that is being opened, and the connection to a proxy.
  const end = new AbortController();
  const stop = () => end.abort();
  const timer = setTimeout(stop, timeoutMilliseconds);
  signal?.addEventListener('abort', stop);
  try {
    return await send(call, end.signal);
  } catch (error) {
    const inTime = !end.signal.aborted;
    end.abort();
    signal?.throwIfAborted();
    if (!inTime) {
      throw failure(operation, 'timeout', `no response within ${timeoutMilliseconds / 1000} seconds.`);
    }
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

function send(call: Exchange, signal: AbortSignal): Promise<RawAnswer> {
  const { operation, method, url, headers, body, secureContext, maximumBytes } = call;
  const agent = agentFor(url, { signal, secureContext });
  return new Promise((resolve, reject) => {
    const fail = (kind: HarnessApiErrorKind, summary: string) => reject(failure(operation, kind, summary));
    const breaks = (error: unknown) => {
      const { kind, summary } = brokenConnection(error);
      fail(kind, summary);
    };
    const options: RequestOptions & SecureContextOptions = { method, headers, agent, signal, secureContext };
    const request = (url.startsWith('https:') ? tlsRequest : plainRequest)(url, options);
    request.on('error', breaks);
    // This response comes from the proxy. A 403 of the platform would mean something else.
    request.on('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      if (statusCode !== 200) fail('refused', `the proxy rejected the connection with status ${statusCode}.`);
    });
    request.on('response', (response) => {
      read(response, maximumBytes, fail).then(resolve, breaks);
    });
    request.end(body);
  });
}

async function read(
  response: IncomingMessage,
  maximumBytes: number,
  fail: (kind: HarnessApiErrorKind, summary: string) => void,
): Promise<RawAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maximumBytes) {
      fail('unreadable', `the response is longer than ${maximumBytes} bytes.`);
      response.destroy();
    }
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return { status: response.statusCode ?? 0, contentType: response.headers['content-type'] ?? '', text };
}

/* Repetition. */

/** Limits for attempts and delays. */
export interface Patience {
  /** Maximum number of attempts, including the first. */
  readonly attempts: number;
  /** Longest delay before the second attempt. It doubles with each further attempt. */
  readonly firstDelayMilliseconds: number;
  readonly greatestDelayMilliseconds: number;
  /** Returns the fraction of the delay to wait, from 0 up to 1, so that programs that failed together retry apart. */
  readonly random: () => number;
}

/** Failures after which a call is retried. */
export type Repeatable = ReadonlySet<HarnessApiErrorKind>;

/** Failures of a call that the platform did not process. Every call can be retried after them. */
export const NOT_TAKEN: Repeatable = new Set(['rate-limited', 'refused', 'dns'] as const);

/** For idempotent calls. */
export const HARMLESS: Repeatable = new Set([...NOT_TAKEN, 'server', 'reset', 'timeout'] as const);

/** For idempotent calls that take so long that the caller decides about a retry after a timeout. */
export const HARMLESS_AND_LONG: Repeatable = new Set([...NOT_TAKEN, 'server', 'reset'] as const);

/** How a call is retried. */
export interface Repetition {
  readonly operation: string;
  readonly repeatable: Repeatable;
  readonly patience: Patience;
  readonly signal?: AbortSignal;
  readonly onRetry?: (retry: Retry) => void;
}

export async function repeated<T>(repetition: Repetition, attempt: () => Promise<T>): Promise<T> {
  const { repeatable, patience } = repetition;
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      const mayPass = HarnessApiError.isHarnessApiError(error) && repeatable.has(error.details.kind);
      if (!mayPass || attempts >= patience.attempts) throw error;
      await pause(repetition, attempts, error);
    }
  }
}

/** Waits before the next attempt. Throws the reason of the signal if it aborts. */
export async function pause(repetition: Repetition, attempts: number, error: HarnessApiError): Promise<void> {
  const { operation, patience, signal, onRetry } = repetition;
  const { firstDelayMilliseconds, greatestDelayMilliseconds, random } = patience;
  const longest = Math.min(greatestDelayMilliseconds, firstDelayMilliseconds * 2 ** (attempts - 1));
  const delayMilliseconds = Math.round(random() * longest);
  onRetry?.({ operation, attempts, reason: error.message, delayMilliseconds });
  await sleep(delayMilliseconds, undefined, { signal }).catch((ended: unknown) => {
    signal?.throwIfAborted();
    throw ended;
  });
}
