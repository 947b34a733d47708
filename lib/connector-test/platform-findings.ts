import type { HarnessApiError, HarnessApiErrorKind } from '../harness-api';
import type { CauseCode } from './causes';
import { diagnose, evidenceOf, toldByError } from './diagnose';
import { findingOf } from './finding';
import type { Finding } from './types';

const CAUSE_OF_KIND: { readonly [kind in HarnessApiErrorKind]: CauseCode } = {
  dns: 'PLATFORM_UNREACHABLE',
  refused: 'PLATFORM_UNREACHABLE',
  tls: 'PLATFORM_UNREACHABLE',
  timeout: 'PLATFORM_UNREACHABLE',
  reset: 'PLATFORM_UNREACHABLE',
  unauthenticated: 'API_KEY_REJECTED',
  forbidden: 'API_KEY_LACKS_PERMISSION',
  'not-found': 'CONNECTOR_NOT_FOUND',
  duplicate: 'PLATFORM_FAILED',
  'denied-by-policy': 'DENIED_BY_POLICY',
  'rate-limited': 'PLATFORM_RATE_LIMITED',
  'invalid-request': 'PLATFORM_FAILED',
  server: 'PLATFORM_FAILED',
  unreadable: 'PLATFORM_FAILED',
};

/** Answers that are errors although the platform itself works: their words may tell of the test. */
const MAY_TELL_OF_TEST: readonly HarnessApiErrorKind[] = ['not-found', 'invalid-request', 'server'];

/** A list of delegates that was not given. */
export function findingOfListError(error: HarnessApiError): Finding {
  const { kind } = error.details;
  // What is not there is no connector here, but its organization or project.
  const code = kind === 'not-found' || kind === 'denied-by-policy' ? 'PLATFORM_FAILED' : CAUSE_OF_KIND[kind];
  return findingOf('connected', code, { evidence: evidenceOfError(error) });
}

/** A test that ended in an error instead of a result. */
export function findingOfTestError(error: HarnessApiError): Finding {
  return findingOf('harness', causeOfTestError(error), { evidence: evidenceOfError(error) });
}

function causeOfTestError({ details }: HarnessApiError): CauseCode {
  const diagnosed = MAY_TELL_OF_TEST.includes(details.kind) ? diagnose(toldByError(details)) : 'UNKNOWN_FAILURE';
  if (diagnosed !== 'UNKNOWN_FAILURE') {
    return diagnosed;
  }
  return details.kind === 'invalid-request' ? 'UNKNOWN_FAILURE' : CAUSE_OF_KIND[details.kind];
}

/** What happened and what was said. What to do is said by the finding. */
function evidenceOfError({ message, details }: HarnessApiError): string {
  const { remedy, messages } = details;
  const summary = message.endsWith(remedy) ? message.slice(0, message.length - remedy.length).trimEnd() : message;
  return evidenceOf({ texts: [summary, ...messages.map((one) => one.message)], codes: [] });
}
