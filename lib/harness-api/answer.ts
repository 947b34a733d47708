/** Reads answers: their content, or the messages of a failure. */
import { isPlainObject } from '../core';
import { failure, type HarnessApiError, type HarnessApiErrorKind, type PlatformMessage } from './errors';
import type { RawAnswer } from './exchange';

const MOST_MESSAGES = 20;

const LONGEST = 1000;

/** Returns the messages of a body: its own, its chain of hints and explanations, and its field errors. */
function messagesOf(body: JsonObject): PlatformMessage[] {
  const chain = objectsIn(body.responseMessages).flatMap(messageOf);
  const own = messageOf({ ...body, message: textOf(body.message) ?? body.detailedMessage });
  const fields = objectsIn(body.errors).flatMap(({ fieldId, error, message }) => {
    const text = textOf(error) ?? textOf(message);
    return messageOf({ message: text && textOf(fieldId) ? `${String(fieldId)}: ${text}` : text });
  });
  const said = new Set(chain.map(({ message }) => message));
  return [...own.filter(({ message }) => !said.has(message)), ...chain, ...fields].slice(0, MOST_MESSAGES);
}

/** Returns the messages of the policies that denied the request, or `undefined` if none did. */
function denialOf(data: unknown): PlatformMessage[] | undefined {
  const governance = isPlainObject(data) ? data.governanceMetadata : undefined;
  if (!isPlainObject(governance) || governance.deny !== true) {
    return undefined;
  }
  return objectsIn(governance.details)
    .flatMap(({ policyMetadata }) => objectsIn(policyMetadata))
    .flatMap(({ policyName, denyMessages }) =>
      textsIn(denyMessages).map((text) => {
        const name = textOf(policyName);
        return { level: 'ERROR', message: oneLine(name ? `${name}: ${text}` : text), failureTypes: [] };
      }),
    )
    .slice(0, MOST_MESSAGES);
}

/** Collapses a string to one line of bounded length. */
function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters in a response could write to the terminal
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

function messageOf({ level, code, message, failureTypes }: JsonObject): PlatformMessage[] {
  const text = textOf(message);
  if (text === undefined) {
    return [];
  }
  const [knownLevel, knownCode] = [textOf(level), textOf(code)];
  return [
    {
      ...(knownLevel && { level: oneLine(knownLevel) }),
      ...(knownCode && { code: oneLine(knownCode) }),
      message: oneLine(text),
      failureTypes: textsIn(failureTypes).map(oneLine),
    },
  ];
}

/* Unwraps responses of the platform. */

const NOT_FOUND = ['ENTITY_NOT_FOUND', 'RESOURCE_NOT_FOUND_EXCEPTION', 'RESOURCE_NOT_FOUND'];

const BAD_KEY = ['INVALID_TOKEN', 'EXPIRED_TOKEN'];

const BY_STATUS: { readonly [status: number]: HarnessApiErrorKind } = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'duplicate',
  429: 'rate-limited',
};

/** Replaces the API key in a string with a placeholder. */
export type Redact = (text: string) => string;

export function redactor(apiKey: string): Redact {
  return (text) => text.replaceAll(apiKey, '(API key)').replaceAll(encodeURIComponent(apiKey), '(API key)');
}

/** Returns the content of the envelope: `data` or `resource`. Throws a `HarnessApiError` unless the call succeeded. */
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
    throw failure(operation, 'denied-by-policy', `a policy of the account denied the request. ${reasons}`.trim(), more);
  }
  return 'resource' in body ? body.resource : body.data;
}

/** Any string in the response can repeat the API key, so strings are redacted while parsing. */
function jsonOf(text: string, redact: Redact): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? redact(value) : value));
  } catch {
    return undefined;
  }
}

/** Some failures arrive with status 200 and declare it in the body. A `data` object overrides `status`. */
function isFailure(body: JsonObject): boolean {
  return (body.status === 'FAILURE' || body.status === 'ERROR') && !isPlainObject(body.data);
}

function failureOf(operation: string, status: number, body: JsonObject): HarnessApiError {
  const [code, messages] = [wordOf(body.code), messagesOf(body)];
  const kind = kindOf(status, body, code, textOf(body.message) ?? '');
  if (kind === undefined) {
    return notOfThePlatform(operation, status, 'JSON that does not come from the platform');
  }
  const said = messages.at(-1)?.message.replace(/[.\s]*$/, '.');
  const summary = ['the platform answered', status, ...(code ? [code] : [])].join(' ');
  const more = { status, messages, ...(code && { code }), ...idOf(body) };
  return failure(operation, kind, said === undefined ? `${summary}.` : `${summary}: ${said}`, more);
}

/** Classifies a failure. Returns `undefined` for a generic 404, which says nothing about connectors. */
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
 * A response without an envelope, which can come from a proxy or load balancer. Only a status that asks to retry is
 * trusted: a page with status 403 says nothing about the API key.
 */
function notOfThePlatform(operation: string, status: number, what: string): HarnessApiError {
  const kind = status === 429 ? 'rate-limited' : status >= 500 ? 'server' : 'unreadable';
  return failure(operation, kind, `the response (status ${status}) is ${what}.`, { status });
}

/** Describes a response that is not JSON. Includes the title of an HTML page, since it often names the sender. */
function describe(contentType: string, text: string, redact: Redact): string {
  if (text.trim() === '') {
    return 'empty';
  }
  if (!/html/i.test(contentType) && !/^\s*</.test(text)) {
    return 'not a JSON object';
  }
  const title = /<title[^>]*>([^<]{1,200})/i.exec(text)?.[1];
  return title === undefined ? 'an HTML page' : `an HTML page with the title "${oneLine(redact(title))}"`;
}

function idOf({ correlationId }: JsonObject): { correlationId?: string } {
  const id = wordOf(correlationId);
  return id === undefined ? {} : { correlationId: id };
}

function wordOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : oneLine(text);
}

/* JSON of answers. */

/** A JSON object in a response. The readers below treat a value of an unexpected type as missing. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

export function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isPlainObject) : [];
}

export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Reads a time in epoch milliseconds. The platform writes 0 for "never". */
export function timeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}
