/** The options of a platform, checked. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { ACCOUNT_ID, HarnessConstructsError, type Rule } from '../values';
import type { PlatformOptions } from './types';

/** Where calls go to, and as whom. */
export interface Connection {
  /** URL without a slash at its end. */
  readonly base: string;
  readonly accountId: string;
  readonly apiKey: string;
  /** All authorities that are trusted, read once, as they are many; `undefined` for those of Node.js. */
  readonly secureContext?: SecureContext;
}

const DEFAULT_ENDPOINT = 'https://app.harness.io/gateway';

/** The URL of a gateway. */
export const ENDPOINT: Rule = {
  allowed: `an http or https URL without credentials, query and fragment, for example ${DEFAULT_ENDPOINT}`,
  remedy: 'Pass the URL of the gateway, not that of a page.',
  holds: (value) => /^https?:\/\/[^\s?#@]+$/i.test(value) && URL.canParse(value) && !/\/(ng|account)(\/|$)/.test(value),
};

/** Checks the options. No error shows the API key, nor an endpoint that may hold a password. */
export function connectionOf(options: PlatformOptions): Connection {
  const { accountId, apiKey, endpoint = DEFAULT_ENDPOINT, certificateAuthority } = options;
  if (typeof accountId !== 'string' || !ACCOUNT_ID.holds(accountId)) {
    refuse('accountId', ACCOUNT_ID.allowed, ACCOUNT_ID.remedy);
  }
  if (typeof apiKey !== 'string' || !/^[\x21-\x7e]+$/.test(apiKey)) {
    refuse('apiKey', 'visible ASCII characters, at least one', 'Remove blanks and the line break at its end, if any.');
  }
  const base = baseOf(endpoint);
  return { base, accountId, apiKey, ...(certificateAuthority && { secureContext: trusting(certificateAuthority) }) };
}

/** The platform of Harness itself is behind `/gateway`; without any path its address is that of the manager. */
function baseOf(endpoint: string): string {
  if (typeof endpoint !== 'string' || !ENDPOINT.holds(endpoint)) {
    refuse('endpoint', ENDPOINT.allowed, ENDPOINT.remedy);
  }
  const { origin, pathname, hostname } = new URL(endpoint);
  const path = pathname.replace(/\/+$/, '');
  return origin + (path === '' && /(^|\.)harness\.io$/.test(hostname) ? '/gateway' : path);
}

function trusting(certificateAuthority: string): SecureContext {
  try {
    const certificates = certificateAuthority.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    if (certificates.length > 0 && certificates.every((one) => new X509Certificate(one))) {
      return createSecureContext({ ca: [...rootCertificates, ...extraCertificates(), ...certificates] });
    }
  } catch {
    // The parser says nothing that helps.
  }
  return refuse('certificateAuthority', 'certificates in PEM', 'Pass the text of the file, not its name.');
}

/** What Node.js trusts beside its roots, and tells nobody. A file that cannot be read counts as none, as it does there. */
function extraCertificates(): string[] {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  try {
    return file ? [readFileSync(file, 'utf8')] : [];
  } catch {
    return [];
  }
}

function refuse(property: string, allowed: string, remedy: string): never {
  throw new HarnessConstructsError({ constructPath: '', property, allowed, remedy });
}
