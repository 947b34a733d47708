/** Answers of the platform, out of their envelopes. */
import { isPlainObject } from '../values';
import type { HarnessApiError, HarnessApiErrorKind } from './errors';
import type { RawAnswer } from './exchange';
import { type JsonObject, textOf } from './json';
import { denialOf, messagesOf, oneLine } from './platform-messages';
import { failure } from './remedies';

const NOT_FOUND = ['ENTITY_NOT_FOUND', 'RESOURCE_NOT_FOUND_EXCEPTION', 'RESOURCE_NOT_FOUND'];
const BAD_KEY = ['INVALID_TOKEN', 'EXPIRED_TOKEN'];
const BY_STATUS: { readonly [status: number]: HarnessApiErrorKind } = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'duplicate',
  429: 'rate-limited',
};

/** Puts something else in the place of the API key, wherever the text has it. */
export type Redact = (text: string) => string;

export function redactor(apiKey: string): Redact {
  return (text) => text.replaceAll(apiKey, '(API key)').replaceAll(encodeURIComponent(apiKey), '(API key)');
}

/** What is in the envelope, `data` or `resource`. Throws a `HarnessApiError` for whatever is not a success. */
export function contentOf(operation: string, { status, contentType, text }: RawAnswer, redact: Redact): unknown {
  const body = jsonOf(text, redact);
  if (!isPlainObject(body)) {
    throw notOfThePlatform(operation, status, `${describe(contentType, text, redact)}`);
  }
  if (status < 200 || status > 299 || isFailure(body)) {
    throw failureOf(operation, status, body);
  }
  const denial = denialOf(body.data);
  if (denial !== undefined) {
    const reasons = denial.map(({ message }) => message).join(' ');
    const more = { status, messages: denial, ...idOf(body) };
    throw failure(operation, 'denied-by-policy', `a policy of the account denies it. ${reasons}`.trim(), more);
  }
  return 'resource' in body ? body.resource : body.data;
}

/** The key may be in what comes back, in any text of it: there it goes before anybody sees it. */
function jsonOf(text: string, redact: Redact): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? redact(value) : value));
  } catch {
    return undefined;
  }
}

/** Some failures have status 200, and say so inside; a result in the envelope counts more than the word on it. */
function isFailure(body: JsonObject): boolean {
  return (body.status === 'FAILURE' || body.status === 'ERROR') && !isPlainObject(body.data);
}

function failureOf(operation: string, status: number, body: JsonObject): HarnessApiError {
  const [code, messages] = [wordOf(body.code), messagesOf(body)];
  const kind = kindOf(status, body, code, textOf(body.message) ?? '');
  if (kind === undefined) {
    return notOfThePlatform(operation, status, 'JSON that is not of the platform');
  }
  const said = messages.at(-1)?.message.replace(/[.\s]*$/, '.');
  const summary = ['the platform answered', status, ...(code ? [code] : [])].join(' ');
  const more = { status, messages, ...(code && { code }), ...idOf(body) };
  return failure(operation, kind, said === undefined ? `${summary}.` : `${summary}: ${said}`, more);
}

/** The kind; `undefined` for a 404 that any server could give: it says nothing about connectors. */
function kindOf(
  status: number,
  body: JsonObject,
  code: string | undefined,
  message: string,
): HarnessApiErrorKind | undefined {
  if (status === 404 && code === undefined && textOf(body.status) === undefined) {
    return undefined;
  }
  if (code !== undefined && NOT_FOUND.includes(code)) {
    return 'not-found';
  }
  if (status in BY_STATUS) {
    return BY_STATUS[status];
  }
  if (status >= 500 || (status < 300 && body.status === 'ERROR')) {
    return 'server';
  }
  if (code !== undefined && BAD_KEY.includes(code)) {
    return 'unauthenticated';
  }
  if (/^No connector exists with/i.test(message)) {
    return 'not-found';
  }
  return code === 'DUPLICATE_FIELD' || /already exists/i.test(message) ? 'duplicate' : 'invalid-request';
}

/**
 * An answer without an envelope, which somebody in between may have given: of its status only that counts which asks to come
 * back later. A page with 403 says nothing about the API key.
 */
function notOfThePlatform(operation: string, status: number, what: string): HarnessApiError {
  const kind = status === 429 ? 'rate-limited' : status >= 500 ? 'server' : 'unreadable';
  return failure(operation, kind, `the answer, of status ${status}, is ${what}.`, { status });
}

/** What came instead of JSON. Of a page its title is told, as it often names who sent it. */
function describe(contentType: string, text: string, redact: Redact): string {
  if (text.trim() === '') {
    return 'empty';
  }
  if (!/html/i.test(contentType) && !/^\s*</.test(text)) {
    return 'no JSON object';
  }
  const title = /<title[^>]*>([^<]{1,200})/i.exec(text)?.[1];
  return title === undefined ? 'a page of HTML' : `a page of HTML with the title "${oneLine(redact(title))}"`;
}

function idOf({ correlationId }: JsonObject): { correlationId?: string } {
  const id = wordOf(correlationId);
  return id === undefined ? {} : { correlationId: id };
}

function wordOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : oneLine(text);
}
