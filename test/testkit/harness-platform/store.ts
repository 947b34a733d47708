/** What the fake platform knows: connectors and delegates of one account. */
import { isDeepStrictEqual } from 'node:util';
import type { ConnectorAddress, ConnectorBody, PlatformScope } from '../../../lib/harness-api';

/** A delegate that the test says is there. */
export interface FakeDelegate extends PlatformScope {
  readonly name: string;
  /** @default - none beside its name */
  readonly tags?: readonly string[];
  /** @default true */
  readonly connected?: boolean;
  /** How many processes it has. @default 1 */
  readonly replicas?: number;
}

/** A connector with what the platform keeps beside it, as it is on the wire. */
export interface StoredConnector {
  readonly connector: ConnectorBody;
  readonly createdAt: number;
  readonly lastModifiedAt: number;
  readonly status: { readonly status: string | null; readonly [field: string]: unknown } | null;
}

/** Thrown by whatever answers a call: the answer of a platform that does not do it. */
export class PlatformFailure extends Error {
  constructor(
    public readonly status: number,
    public readonly body: object,
  ) {
    super(`The platform answers ${status}.`);
  }
}

/** The usual body of a failure. */
export function failureBody(code: string, message: string, hints: readonly object[] = []): object {
  const responseMessages = [...hints, { code, level: 'ERROR', message, exception: null, failureTypes: [] }];
  return { status: 'ERROR', code, message, correlationId: 'correlation-of-failure', responseMessages };
}

/** Connectors by scope and identifier. */
export class ConnectorStore {
  private readonly stored = new Map<string, StoredConnector>();
  /** Those that others refer to. */
  private readonly referenced = new Set<string>();
  /** Whether the account allows deletions by force. */
  public allowsForceDelete = true;

  public find(address: ConnectorAddress): StoredConnector | undefined {
    return this.stored.get(keyOf(address));
  }

  public get(address: ConnectorAddress): StoredConnector {
    const found = this.find(address);
    if (found) return found;
    const message = `No connector exists with the  Identifier ${address.identifier}`;
    throw new PlatformFailure(404, failureBody('RESOURCE_NOT_FOUND_EXCEPTION', message));
  }

  public create(connector: ConnectorBody, now: number): StoredConnector {
    if (this.find(connector)) {
      const { name, identifier } = connector;
      const message = `Connector: ${name} has been given an identifier: ${identifier} that already exists. Please enter a unique ID.`;
      throw new PlatformFailure(400, failureBody('INVALID_REQUEST', message));
    }
    return this.put({ connector, createdAt: now, lastModifiedAt: now, status: { status: 'PENDING' } });
  }

  /** The connector as a whole is another; the result of its last test stays, out of date. */
  public update(connector: ConnectorBody, now: number): StoredConnector {
    const before = this.find(connector);
    if (!before) {
      const message = `No connector exists with the  Identifier ${connector.identifier}`;
      throw new PlatformFailure(400, failureBody('INVALID_REQUEST', message));
    }
    const lastModifiedAt = isDeepStrictEqual(before.connector, connector) ? before.lastModifiedAt : now;
    return this.put({ ...before, connector, lastModifiedAt });
  }

  public delete(address: ConnectorAddress, force: boolean): true {
    const { connector } = this.get(address);
    if (force && !this.allowsForceDelete) {
      const message = 'Parameter forcedDelete cannot be true. Force Delete is not enabled for account [fake]';
      throw new PlatformFailure(400, failureBody('INVALID_REQUEST', message));
    }
    if (this.referenced.has(keyOf(address)) && !force) {
      const message = `Could not delete the connector ${connector.name} as it is referenced by other entities`;
      throw new PlatformFailure(400, failureBody('INVALID_REQUEST', message));
    }
    this.stored.delete(keyOf(address));
    return true;
  }

  public put(stored: StoredConnector): StoredConnector {
    this.stored.set(keyOf(stored.connector), stored);
    return stored;
  }

  public refer(address: ConnectorAddress): void {
    this.referenced.add(keyOf(address));
  }
}

/** Delegates that a connector of the scope may use: of its own scope, and of those around it. */
export function isVisible(delegate: PlatformScope, scope: PlatformScope): boolean {
  const isOf = (own: string | null | undefined, other: string | null | undefined) => own == null || own === other;
  return isOf(delegate.orgIdentifier, scope.orgIdentifier) && isOf(delegate.projectIdentifier, scope.projectIdentifier);
}

/** Whether the delegate is of exactly this scope. */
export function isOfScope(delegate: PlatformScope, scope: PlatformScope): boolean {
  return delegate.orgIdentifier === scope.orgIdentifier && delegate.projectIdentifier === scope.projectIdentifier;
}

/** A delegate as it is on the wire. */
export function delegateOnWire(
  delegate: Required<Pick<FakeDelegate, 'connected' | 'replicas'>> & FakeDelegate,
  now: number,
) {
  const { name, tags = [], connected, replicas, orgIdentifier, projectIdentifier } = delegate;
  return {
    type: 'KUBERNETES',
    name,
    description: '',
    tags: [...new Set([...tags, name])],
    lastHeartBeat: connected ? now : 0,
    connected,
    delegateReplicas: Array.from({ length: replicas }, (_, index) => ({
      uuid: `${name}-replica-${index}`,
      lastHeartbeat: connected ? now : 0,
      connected,
      hostName: `${name}-${index}`,
      version: '25.10.87000',
    })),
    autoUpgrade: 'OFF',
    legacy: false,
    orgName: orgIdentifier ?? null,
    projectName: projectIdentifier ?? null,
  };
}

function keyOf({ orgIdentifier, projectIdentifier, identifier }: ConnectorAddress): string {
  return [orgIdentifier ?? '', projectIdentifier ?? '', identifier].join('/');
}
