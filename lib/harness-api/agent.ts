/** The way to the platform: straight, or through the proxy of the environment. */
import { type Agent } from 'node:http';
import type { SecureContext } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { HarnessConstructsError } from '../values';

/** What a connection trusts, and what ends it. */
export interface WayOptions {
  readonly signal: AbortSignal;
  readonly secureContext?: SecureContext;
}

/**
 * An agent for one call, or `false` for none. Connections are not kept: calls are seconds apart, and one that is open would
 * keep the program from ending.
 */
export function agentFor(url: string, options: WayOptions): Agent | false {
  const proxy = getProxyForUrl(url);
  if (proxy === '') {
    return false;
  }
  if (!URL.canParse(proxy) || !/^https?:$/.test(new URL(proxy).protocol)) {
    throw new HarnessConstructsError({
      constructPath: '',
      property: 'HTTPS_PROXY, HTTP_PROXY or ALL_PROXY',
      allowed: 'an http or https URL',
      remedy: 'Correct the variable, or name the host of the platform in NO_PROXY.',
    });
  }
  return new HttpsProxyAgent(proxy, options);
}
