import { DNS_SUBDOMAIN, type PropertyChecks, type Rule } from '../../values';

const ALLOWED = 'an https URL without credentials, query and fragment, for example https://app.harness.io';

const ENDPOINT: Rule = {
  allowed: ALLOWED,
  remedy: 'Copy the URL of your Harness platform, not that of a page in it.',
  holds: (value) =>
    /^https?:\/\/[^/\s?#@][^\s?#@]*$/i.test(value) &&
    URL.canParse(value) &&
    isHost(new URL(value).hostname) &&
    !/\/(ng|account)(\/|$)/.test(value),
};

/** An address, or a name in which no part is empty or begins or ends with a dash. */
function isHost(host: string): boolean {
  return host.startsWith('[') || DNS_SUBDOMAIN.holds(host);
}

/** The endpoint without a slash at its end, the path kept. */
export function normaliseEndpoint(endpoint: string): string {
  return endpoint.replace(/\/+$/, '');
}

/** Refuses what is no address of a Harness platform. A text with `@`, `?` or `#` may hold a secret and is not shown. */
export function checkEndpoint(checks: PropertyChecks, endpoint: string, allowsPlainHttp: boolean): void {
  checks.later('managerEndpoint', [endpoint], (known) => {
    const shown = /[@?#]/.test(known) ? undefined : known;
    checks.keeps('managerEndpoint', known, shown, ENDPOINT);
    if (/^http:/i.test(known) && !allowsPlainHttp) {
      const remedy = 'Use https, or set unsafePlainHttp: the token then crosses the network in clear text.';
      checks.refuse('managerEndpoint', shown, ALLOWED, remedy);
    }
  });
}
