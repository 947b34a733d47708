/** One request and its answer over HTTP. */
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest, type RequestOptions } from 'node:https';
import type { SecureContext } from 'node:tls';
import { agentFor } from './agent';
import { brokenConnection } from './broken-connection';
import type { HarnessApiErrorKind } from './errors';
import { failure } from './remedies';

/** A request. */
export interface Exchange {
  /** For errors: what is asked for. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  readonly secureContext?: SecureContext;
  /** For everything, from the look-up of the name to the last byte. */
  readonly timeoutMilliseconds: number;
  readonly maximumBytes: number;
  readonly signal?: AbortSignal;
}

/** Node.js hands it on to TLS, though its types do not say so. */
type SecureContextOptions = { readonly secureContext?: SecureContext };

/** An answer of whatever is at the other end. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Throws a `HarnessApiError` where there is no whole answer, and the reason of the signal when it ends the call. */
export async function exchange(call: Exchange): Promise<RawAnswer> {
  const { operation, signal, timeoutMilliseconds } = call;
  signal?.throwIfAborted();
  // Ends the request, a connection that is under way, and the one to a proxy.
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
      throw failure(operation, 'timeout', `no answer in ${timeoutMilliseconds / 1000} seconds.`);
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
    // Then the proxy answers, not the platform, whose 403 would mean something else.
    request.on('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      if (statusCode !== 200) fail('refused', `the proxy does not let it through: it answered ${statusCode}.`);
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
      fail('unreadable', `the answer is longer than ${maximumBytes} bytes.`);
      response.destroy();
    }
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return { status: response.statusCode ?? 0, contentType: response.headers['content-type'] ?? '', text };
}
