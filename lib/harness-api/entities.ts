/** Connectors and delegates: what answers say about them, and how calls address them. */
import { HarnessConstructsError, isPlainObject, type Rule, shownKind } from '../core';
import { type JsonObject, objectsIn, textOf, textsIn, timeOf } from './answer';
import { failure } from './errors';
import type {
  ConnectorAddress,
  ConnectorBody,
  ConnectorState,
  ConnectorTest,
  ConnectorTestError,
  DelegateReplica,
  DelegateStatus,
  PlatformScope,
} from './types';

/** Fields that must match even if they were not sent. The platform can add defaults to other fields. */
const TELLING = ['orgIdentifier', 'projectIdentifier', 'description', 'tags'];

/** Whether the connector found is the one sent. Ignores fields with defaults that the platform can add. */
export function isSameConnector(sent: ConnectorBody, found: ConnectorBody): boolean {
  return (
    matches(sent, found) &&
    TELLING.every((field) => equal(sent[field], found[field])) &&
    equal(sent.spec.delegateSelectors, found.spec.delegateSelectors)
  );
}

/** Whether `found` contains everything in `sent`. */
function matches(sent: unknown, found: unknown): boolean {
  if (isPlainObject(sent) && isPlainObject(found)) {
    return Object.entries(sent).every(([key, value]) => matches(value, found[key]));
  }
  return equal(sent, found);
}

/** Whether two values are equal. Lists compare as sets, and all ways in which the platform writes "unset" are equal. */
function equal(one: unknown, other: unknown): boolean {
  return (isEmpty(one) && isEmpty(other)) || normal(one) === normal(other);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    value === false ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

function normal(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    return `[${value.map(normal).sort().join()}]`;
  }
  if (isPlainObject(value)) {
    const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${normal(member)}`);
    return `{${members.sort().join()}}`;
  }
  return JSON.stringify(value);
}

/* Parses connectors and connection test results in responses. */

/** Parses a connector. Throws a `HarnessApiError` if the response contains none. */
export function connectorState(operation: string, data: unknown): ConnectorState {
  if (!isPlainObject(data) || !isConnector(data.connector)) {
    throw failure(operation, 'unreadable', 'the response contains no connector.');
  }
  const lastModifiedAt = timeOf(data.lastModifiedAt);
  return {
    connector: withoutNulls(data.connector),
    ...(lastModifiedAt !== undefined && { lastModifiedAt }),
    ...(isPlainObject(data.status) && { status: testOf(data.status) }),
  };
}

/** Parses the result of a connection test. Throws a `HarnessApiError` if the response contains none. */
export function connectorTest(operation: string, data: unknown): ConnectorTest {
  if (!isPlainObject(data)) {
    throw failure(operation, 'unreadable', 'the response contains no test result.');
  }
  return testOf(data);
}

function testOf(data: { readonly [field: string]: unknown }): ConnectorTest {
  const [errorSummary, delegateId] = [textOf(data.errorSummary), textOf(data.delegateId)];
  const testedAt = timeOf(data.testedAt) ?? timeOf(data.lastTestedAt);
  return {
    status: textOf(data.status) ?? 'UNKNOWN',
    ...(errorSummary !== undefined && { errorSummary }),
    errors: objectsIn(data.errors).map(testError),
    ...(testedAt !== undefined && { testedAt }),
    ...(delegateId !== undefined && { delegateId }),
  };
}

function testError({ reason, message, code }: { readonly [field: string]: unknown }): ConnectorTestError {
  const [knownReason, knownMessage] = [textOf(reason), textOf(message)];
  return {
    ...(knownReason !== undefined && { reason: knownReason }),
    ...(knownMessage !== undefined && { message: knownMessage }),
    ...((typeof code === 'number' || typeof code === 'string') && { code }),
  };
}

function isConnector(value: unknown): value is ConnectorBody {
  return (
    isPlainObject(value) &&
    textOf(value.identifier) !== undefined &&
    textOf(value.type) !== undefined &&
    typeof value.name === 'string' &&
    isPlainObject(value.spec)
  );
}

/** Drops top-level nulls, which the platform writes for unset optional fields. Nulls in `spec` are kept. */
function withoutNulls(connector: ConnectorBody): ConnectorBody {
  return Object.fromEntries(Object.entries(connector).filter(([, value]) => value !== null)) as ConnectorBody;
}

/* Parses delegates in responses. */

/** Parses a list of delegates. `scope` is the requested one: responses contain scope names, not identifiers. */
export function delegateStatuses(operation: string, resource: unknown, scope: PlatformScope): DelegateStatus[] {
  if (!Array.isArray(resource)) {
    throw failure(operation, 'unreadable', 'the response contains no list of delegates.');
  }
  return objectsIn(resource).flatMap((delegate) => delegateStatus(delegate, scope));
}

function delegateStatus(delegate: JsonObject, scope: PlatformScope): DelegateStatus[] {
  const name = textOf(delegate.name);
  if (name === undefined) {
    return [];
  }
  const lastHeartbeat = timeOf(delegate.lastHeartBeat) ?? timeOf(delegate.lastHeartbeat);
  return [
    {
      ...scope,
      name,
      tags: [...new Set([name, ...textsIn(delegate.tags)])],
      connected: delegate.connected === true,
      ...(lastHeartbeat !== undefined && { lastHeartbeat }),
      replicas: objectsIn(delegate.delegateReplicas).map(replica),
    },
  ];
}

function replica({ uuid, connected, hostName, version, lastHeartbeat }: JsonObject): DelegateReplica {
  const [host, known, heartbeat] = [textOf(hostName), textOf(version), timeOf(lastHeartbeat)];
  return {
    id: textOf(uuid) ?? '',
    connected: connected === true,
    ...(host !== undefined && { hostName: host }),
    ...(known !== undefined && { version: known }),
    ...(heartbeat !== undefined && { lastHeartbeat: heartbeat }),
  };
}

/* Addresses of connectors and scopes in calls. */

/**
 * The identifier of an existing entity. It can contain '$', which new ones cannot.
 *
 * @see https://developer.harness.io/docs/platform/references/entity-identifier-reference
 */
export const EXISTING_IDENTIFIER: Rule = {
  isName: true,
  allowed: "an identifier of 1 to 128 letters, digits, '_' and '$', starting with a letter or '_'",
  remedy: 'Copy it from Harness without a scope prefix, and set the scope with orgIdentifier and projectIdentifier.',
  holds: (value) => /^[a-zA-Z_][0-9a-zA-Z_$]{0,127}$/.test(value),
};

/** Validates a scope and returns its query parameters. */
export function scopeOf({ orgIdentifier, projectIdentifier }: PlatformScope): PlatformScope {
  if (orgIdentifier != null) checkIdentifier('orgIdentifier', orgIdentifier);
  if (projectIdentifier != null) checkIdentifier('projectIdentifier', projectIdentifier);
  if (projectIdentifier != null && orgIdentifier == null) {
    refuse(
      'orgIdentifier',
      { problem: 'missing' },
      'the organization of the project',
      'Set it, or remove projectIdentifier.',
    );
  }
  return { ...(orgIdentifier != null && { orgIdentifier }), ...(projectIdentifier != null && { projectIdentifier }) };
}

/** Validates a connector address and returns the query parameters of its scope. */
export function scopeOfAddress(address: ConnectorAddress): PlatformScope {
  checkIdentifier('identifier', address.identifier);
  return scopeOf(address);
}

/** Describes a scope in messages, for example `the project org/project`. */
export function scopeText({ orgIdentifier, projectIdentifier }: PlatformScope): string {
  if (orgIdentifier == null) return 'the account';
  return projectIdentifier == null
    ? `the organization ${orgIdentifier}`
    : `the project ${orgIdentifier}/${projectIdentifier}`;
}

/** Describes a connector in messages: `account.builds`, `org/builds`, `org/project/builds`. */
export function addressText({ orgIdentifier, projectIdentifier, identifier }: ConnectorAddress): string {
  if (orgIdentifier == null) return `account.${identifier}`;
  return [orgIdentifier, projectIdentifier, identifier].filter((part) => part != null).join('/');
}

function checkIdentifier(property: string, value: string): void {
  if (typeof value !== 'string' || !EXISTING_IDENTIFIER.holds(value)) {
    const shown = typeof value === 'string' ? { given: JSON.stringify(value) } : shownKind(value);
    refuse(property, shown, EXISTING_IDENTIFIER.allowed, EXISTING_IDENTIFIER.remedy);
  }
}

function refuse(property: string, shown: ReturnType<typeof shownKind>, allowed: string, remedy: string): never {
  throw new HarnessConstructsError({ constructPath: '', property, ...shown, allowed, remedy });
}
