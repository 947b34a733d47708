import { ANY_TEXT, type PropertyChecks } from '../../values';

const ALLOWED = 'an https URL without credentials, query and fragment, for example https://app.harness.io';

/** The endpoint without a slash at its end, the path kept. */
export function normaliseEndpoint(endpoint: string): string {
  return endpoint.replace(/\/+$/, '');
}

/** Refuses what is no address of a Harness platform. */
export function checkEndpoint(checks: PropertyChecks, endpoint: string, allowsPlainHttp: boolean): void {
  checks.text('managerEndpoint', endpoint, ANY_TEXT);
  checks.later('managerEndpoint', [endpoint], (known) => {
    const url = parseUrl(known);
    if (!url || url.hostname === '' || /\s/.test(known)) {
      checks.refuse('managerEndpoint', known, ALLOWED, 'Copy the URL of your Harness platform.');
    }
    if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
      checks.refuse('managerEndpoint', undefined, ALLOWED, 'Leave credentials, query and fragment out.');
    }
    if (url.protocol === 'http:' && !allowsPlainHttp) {
      checks.refuse(
        'managerEndpoint',
        known,
        ALLOWED,
        'Use https, or set unsafePlainHttp: the token then crosses the network in clear text.',
      );
    }
  });
}

function parseUrl(text: string): URL | undefined {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}
