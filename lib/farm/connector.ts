import type { Construct } from 'constructs';
import { KubernetesClusterConnector, type KubernetesClusterConnectorProps, KubernetesCredentials } from '../connector';
import { definedOf, inOwnWords, inWords, membersOf, onRoot, type OwnWords, PropertyChecks } from '../core';
import { HarnessScope, identifierOf } from '../document';
import {
  accountOfConnector,
  checkAccount,
  DelegateSelection,
  type IHarnessDelegate,
  type IKubernetesClusterConnector,
} from '../reference';
import type { CiBuildInfraProps } from './props';

const REGISTRY_KEY = Symbol.for('harness-constructs.farm-connectors');

/** A connector of a farm in the tree. */
interface FarmConnector {
  readonly delegate: IHarnessDelegate;
  /** Its scope and identifier. */
  readonly place: string;
  readonly connector: KubernetesClusterConnector;
  readonly accountId: string;
}

/** Refuses a given connector of another account, before anything is created. */
export function checkConnectorAccount(construct: Construct, { accountId, connector }: CiBuildInfraProps): void {
  if (connector !== undefined) {
    const made = onRoot(construct, REGISTRY_KEY, (): FarmConnector[] => []);
    const ofFarm = made.find((other) => other.connector === connector)?.accountId;
    const account = ofFarm ?? accountOfConnector(connector);
    checkAccount(new PropertyChecks(construct), 'connector', accountId, account);
  }
}

/**
 * The connector of a farm: the given one, that of another farm with the same delegate, or a new one that inherits the
 * rights of the farm's delegate.
 */
export function farmConnector(
  construct: Construct,
  delegate: IHarnessDelegate,
  props: CiBuildInfraProps,
): IKubernetesClusterConnector {
  const { accountId, connector, connectorOptions, scope: given } = props;
  const checks = new PropertyChecks(construct);
  const made = onRoot(construct, REGISTRY_KEY, (): FarmConnector[] => []);
  if (connector !== undefined) {
    return connector;
  }
  const scope = given ?? delegate.harnessScope ?? HarnessScope.account();
  const known = made.find(
    (other) => other.delegate === delegate && other.connector.harnessScope?.toString() === scope.toString(),
  );
  if (known !== undefined && connectorOptions === undefined) {
    checkAccount(checks, 'delegate', accountId, known.accountId);
    return known.connector;
  }
  const name = connectorOptions?.name ?? delegate.delegateName;
  const place = [scope.toString(), connectorOptions?.identifier ?? identifierOf(name)].join(' ');
  refuseTaken(construct, made, place);
  const added = inOwnWords(
    { construct, names: connectorWords(props) },
    () =>
      new KubernetesClusterConnector(construct, 'Connector', {
        ...connectorOptions,
        name,
        scope,
        credentials: KubernetesCredentials.inheritFromDelegate(),
        delegates: DelegateSelection.of(delegate),
      }),
  );
  if (Object.keys(definedOf(connectorOptions ?? {})).length === 0) {
    added._imply();
  }
  made.push({ delegate, place, connector: added, accountId });
  return added;
}

/** Names of the connector's properties in errors of the farm. Some derive from the delegate. */
export function connectorWords({ connectorOptions, delegate }: CiBuildInfraProps): OwnWords['names'] {
  const options = membersOf('KubernetesClusterConnectorProps').map(
    ({ name }) => [name, `connectorOptions.${name}`] as const,
  );
  const nameOfDelegate = delegate === undefined ? 'delegateName' : 'delegate';
  const decided: { readonly [property in keyof KubernetesClusterConnectorProps]: string } = {
    name: connectorOptions?.name === undefined ? nameOfDelegate : 'connectorOptions.name',
    scope: 'scope',
    credentials: 'delegate',
    delegates: 'delegate',
  };
  return { ...Object.fromEntries(options), ...decided };
}

/** Refuses a duplicate identifier. Documents do not name their Harness account, so accounts cannot share one. */
function refuseTaken(construct: Construct, made: readonly FarmConnector[], place: string): void {
  const other = made.find((connector) => connector.place.toLowerCase() === place.toLowerCase());
  if (other !== undefined) {
    new PropertyChecks(construct).refuse(
      'connectorOptions.identifier',
      inWords(`"${other.connector.identifier}", which [${other.connector.node.path}] already has`),
      'an identifier that no other connector of the scope has',
      'Set connectorOptions.identifier of one of the two farms. Put farms of different Harness accounts into different apps with different output folders.',
    );
  }
}
