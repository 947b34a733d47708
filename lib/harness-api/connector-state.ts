/** Connectors and their tests in answers. */
import { isPlainObject } from '../values';
import { objectsIn, textOf, timeOf } from './json';
import { failure } from './remedies';
import type { ConnectorBody, ConnectorState, ConnectorTest, ConnectorTestError } from './types';

/** A connector in an answer. Throws a `HarnessApiError` for what is none. */
export function connectorState(operation: string, data: unknown): ConnectorState {
  if (!isPlainObject(data) || !isConnector(data.connector)) {
    throw failure(operation, 'unreadable', 'the answer has no connector.');
  }
  const lastModifiedAt = timeOf(data.lastModifiedAt);
  return {
    connector: withoutNulls(data.connector),
    ...(lastModifiedAt !== undefined && { lastModifiedAt }),
    ...(isPlainObject(data.status) && { status: testOf(data.status) }),
  };
}

/** The result of a test in an answer. Throws a `HarnessApiError` for what is none. */
export function connectorTest(operation: string, data: unknown): ConnectorTest {
  if (!isPlainObject(data)) {
    throw failure(operation, 'unreadable', 'the answer has no result of a test.');
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

/** The platform writes `null` for optional fields that are not set. Those in `spec` stay as they are. */
function withoutNulls(connector: ConnectorBody): ConnectorBody {
  return Object.fromEntries(Object.entries(connector).filter(([, value]) => value !== null)) as ConnectorBody;
}
