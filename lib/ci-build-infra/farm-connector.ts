import type { Construct } from 'constructs';
import {
  DelegateSelection,
  type IKubernetesClusterConnector,
  KubernetesClusterConnector,
  KubernetesCredentials,
} from '../connector';
import type { IHarnessDelegate } from '../delegate';
import { HarnessScope, identifierOf } from '../document';
import { onRoot, PropertyChecks } from '../values';
import type { CiBuildInfraProps } from './props';

const REGISTRY_KEY = Symbol.for('harness-constructs.farm-connectors');

/** A connector that a farm of the tree has made. */
interface FarmConnector {
  readonly delegate: IHarnessDelegate;
  /** Where it lives, and its identifier. */
  readonly place: string;
  readonly connector: KubernetesClusterConnector;
}

/**
 * The connector of a farm: that which is given, that of another farm with the same delegate, or one that acts as the farm's
 * delegate.
 */
export function farmConnector(
  construct: Construct,
  delegate: IHarnessDelegate,
  props: CiBuildInfraProps,
): IKubernetesClusterConnector {
  const { connector, connectorOptions, scope: given } = props;
  if (connector !== undefined) {
    return connector;
  }
  const scope = given ?? delegate.harnessScope ?? HarnessScope.account();
  const made = onRoot(construct, REGISTRY_KEY, (): FarmConnector[] => []);
  const known = made.find(
    (other) => other.delegate === delegate && other.connector.harnessScope?.toString() === scope.toString(),
  );
  if (known !== undefined && connectorOptions === undefined) {
    return known.connector;
  }
  const name = connectorOptions?.name ?? delegate.delegateName;
  const place = [scope.toString(), connectorOptions?.identifier ?? identifierOf(name)].join(' ');
  refuseTaken(construct, made, place);
  const added = new KubernetesClusterConnector(construct, 'Connector', {
    ...connectorOptions,
    name,
    scope,
    credentials: KubernetesCredentials.inheritFromDelegate(),
    delegates: DelegateSelection.of(delegate),
  });
  made.push({ delegate, place, connector: added });
  return added;
}

/** Documents do not say of which Harness account they are. */
function refuseTaken(construct: Construct, made: readonly FarmConnector[], place: string): void {
  const other = made.find((connector) => connector.place.toLowerCase() === place.toLowerCase());
  if (other !== undefined) {
    new PropertyChecks(construct).refuse(
      'connectorOptions.identifier',
      other.connector.identifier,
      `an identifier that the connector [${other.connector.node.path}] of the same scope has not`,
      'Set connectorOptions: { identifier } of one of the two farms. Farms of two Harness accounts belong to apps with output folders of their own.',
    );
  }
}
