/** Validates the options of a platform. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { ACCOUNT_ID, checkAll, HarnessConstructsError, refuseUnknownMembers, type Rule, shownKind } from '../core';
import type { PlatformOptions } from './types';

/** Validated connection settings. */
export interface Connection {
  /** URL without a trailing slash. */
  readonly base: string;
  readonly accountId: string;
  readonly apiKey: string;
  /** All trusted certificate authorities, parsed once because there are many. `undefined` uses those of Node.js. */
  readonly secureContext?: SecureContext;
}

const DEFAULT_ENDPOINT = 'https://app.harness.io/gateway';

/** URL of a gateway. */
export const ENDPOINT: Rule = {
  allowed: `an https URL without credentials, query or fragment, for example ${DEFAULT_ENDPOINT}`,
  remedy: 'Pass the URL of the gateway, not the URL of a page in Harness.',
  holds: (value) => /^https?:\/\/[^\s?#@]+$/i.test(value) && URL.canParse(value) && !/\/(ng|account)(\/|$)/.test(value),
};

/** Whether the API key would cross the network in cleartext. */
export function isPlainHttp(endpoint: string): boolean {
  return /^http:/i.test(endpoint);
}

export const NO_PLAIN_HTTP = 'Use https, or set unsafePlainHttp to send the API key in cleartext.';

/**
 * The checks of the options, which do not depend on each other. Their errors show neither the API key nor the endpoint,
 * which can contain a password.
 */
export function platformChecks(options: PlatformOptions): readonly (() => void)[] {
  const { accountId, apiKey, endpoint = DEFAULT_ENDPOINT, unsafePlainHttp, certificateAuthority } = options;
  return [
    () => {
      if (typeof accountId !== 'string' || !ACCOUNT_ID.holds(accountId)) {
        refuse('accountId', accountId, ACCOUNT_ID.allowed, ACCOUNT_ID.remedy);
      }
    },
    () => {
      if (typeof apiKey !== 'string' || !/^[\x21-\x7e]+$/.test(apiKey)) {
        const allowed = 'a non-empty string of printable ASCII characters without spaces';
        refuse('apiKey', apiKey, allowed, 'Copy the key again, without spaces and line breaks.');
      }
    },
    () => {
      if (unsafePlainHttp !== undefined && typeof unsafePlainHttp !== 'boolean') {
        refuse('unsafePlainHttp', unsafePlainHttp, 'true or false', 'Choose one of the two.');
      }
    },
    () => checkEndpoint(endpoint, unsafePlainHttp),
    () => {
      if (certificateAuthority) {
        certificatesIn(certificateAuthority);
      }
    },
  ];
}

/** Checks the options and returns the settings. All that is wrong is reported at once. */
export function connectionOf(options: PlatformOptions): Connection {
  checkAll([() => refuseUnknownMembers('PlatformOptions', options), ...platformChecks(options)]);
  const { accountId, apiKey, endpoint = DEFAULT_ENDPOINT, certificateAuthority } = options;
  const secureContext = certificateAuthority ? { secureContext: trusting(certificateAuthority) } : {};
  return { base: baseOf(endpoint), accountId, apiKey, ...secureContext };
}

function checkEndpoint(endpoint: string, allowsPlainHttp = false): void {
  if (typeof endpoint !== 'string' || !ENDPOINT.holds(endpoint)) {
    refuse('endpoint', endpoint, ENDPOINT.allowed, ENDPOINT.remedy);
  }
  if (isPlainHttp(endpoint) && !allowsPlainHttp) {
    refuse('endpoint', endpoint, ENDPOINT.allowed, NO_PLAIN_HTTP);
  }
}

/** Adds `/gateway` to a harness.io host without a path: the API is served there, not at the root. */
function baseOf(endpoint: string): string {
  const { origin, pathname, hostname } = new URL(endpoint);
  const path = pathname.replace(/\/+$/, '');
  return origin + (path === '' && /(^|\.)harness\.io$/.test(hostname) ? '/gateway' : path);
}

function trusting(certificateAuthority: string): SecureContext {
  return createSecureContext({
    ca: [...rootCertificates, ...extraCertificates(), ...certificatesIn(certificateAuthority)],
  });
}

function certificatesIn(certificateAuthority: string): readonly string[] {
  try {
    const certificates = certificateAuthority.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    if (certificates.length > 0 && certificates.every((one) => new X509Certificate(one))) {
      return certificates;
    }
  } catch {
    // The message of the parser does not help.
  }
  const remedy = 'Pass the content of the file, not its path.';
  return refuse('certificateAuthority', certificateAuthority, 'one or more PEM certificates', remedy);
}

/** Reads NODE_EXTRA_CA_CERTS, which Node.js does not expose. Like Node.js, ignores an unreadable file. */
function extraCertificates(): string[] {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  try {
    return file ? [readFileSync(file, 'utf8')] : [];
  } catch {
    return [];
  }
}

/** Shows only the type of a value that is no string. */
function refuse(property: string, value: unknown, allowed: string, remedy: string): never {
  const shown = typeof value === 'string' ? {} : shownKind(value);
  throw new HarnessConstructsError({ constructPath: '', property, ...shown, allowed, remedy });
}
