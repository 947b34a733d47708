import type { Chart } from 'cdk8s';
import {
  KubernetesClusterConnector,
  type KubernetesClusterConnectorProps,
  KubernetesCredentials,
  SpotConnector,
  type SpotConnectorProps,
} from '../../lib/connector';
import { DelegateSelection } from '../../lib/reference';
import { newChart } from '../testkit/synth';

/** URL of an API server. */
export const MASTER = 'https://10.0.0.1:6443';

/** Minimal properties of a connector that inherits the credentials of its delegate. */
export const LEAST: KubernetesClusterConnectorProps = {
  name: 'ci',
  credentials: KubernetesCredentials.inheritFromDelegate(),
  delegates: DelegateSelection.withTags(['ci']),
};

/** Minimal properties of a connector whose delegate is elsewhere. */
export const MANUAL: KubernetesClusterConnectorProps = {
  name: 'ci',
  credentials: KubernetesCredentials.serviceAccount(MASTER, { tokenRef: 'account.token' }),
};

/** Minimal properties of a Spot connector. */
export const LEAST_SPOT: SpotConnectorProps = {
  name: 'spot',
  spotAccountId: 'act-a12b12cd',
  apiTokenRef: 'account.spot_token',
};

/** A connector with the minimal properties, and the given ones; `undefined` removes one. */
export function addConnector(
  chart: Chart,
  id: string,
  props: { readonly [K in keyof KubernetesClusterConnectorProps]?: unknown } = {},
): KubernetesClusterConnector {
  return new KubernetesClusterConnector(chart, id, { ...LEAST, ...props } as KubernetesClusterConnectorProps);
}

/** The same in a new chart. */
export function connectorWith(props: { readonly [K in keyof KubernetesClusterConnectorProps]?: unknown } = {}) {
  return addConnector(newChart(), 'Connector', props);
}

/** A Spot connector with the minimal properties, and the given ones. */
export function spotWith(props: { readonly [K in keyof SpotConnectorProps]?: unknown } = {}): SpotConnector {
  return new SpotConnector(newChart(), 'Spot', { ...LEAST_SPOT, ...props } as SpotConnectorProps);
}

/** The content of `connector`. */
export function bodyOf(connector: { toDocument(): { [key: string]: unknown } }): any {
  return connector.toDocument().connector;
}
