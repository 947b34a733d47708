import { isPlainObject } from '../values';
import type { ConnectorBody } from './types';

/** Fields whose absence says something: that there is nothing of it. Others may be defaults of the platform. */
const TELLING = ['orgIdentifier', 'projectIdentifier', 'description', 'tags'];

/** Whether the connector that was found is the one that was sent. The platform may have added fields with defaults. */
export function isSameConnector(sent: ConnectorBody, found: ConnectorBody): boolean {
  return (
    matches(sent, found) &&
    TELLING.every((field) => equal(sent[field], found[field])) &&
    equal(sent.spec.delegateSelectors, found.spec.delegateSelectors)
  );
}

/** Everything that was sent is there. */
function matches(sent: unknown, found: unknown): boolean {
  if (isPlainObject(sent) && isPlainObject(found)) {
    return Object.entries(sent).every(([key, value]) => matches(value, found[key]));
  }
  return equal(sent, found);
}

/** The same and no more. Lists are sets here, and the platform writes nothing in several ways. */
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
