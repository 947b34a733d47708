import type { Chart } from 'cdk8s';
import {
  DelegateSelection,
  KubernetesClusterConnector,
  type KubernetesClusterConnectorProps,
  KubernetesCredentials,
  SpotConnector,
  type SpotConnectorProps,
} from 'harness-constructs';
import { newChart } from '../support/synth';

/** URL of an API server. */
export const MASTER = 'https://10.0.0.1:6443';

/** The least that a connector needs which acts as its delegate. */
export const LEAST: KubernetesClusterConnectorProps = {
  name: 'ci',
  credentials: KubernetesCredentials.inheritFromDelegate(),
  delegates: DelegateSelection.withTags(['ci']),
};

/** The least that a connector needs whose delegate is elsewhere. */
export const MANUAL: KubernetesClusterConnectorProps = {
  name: 'ci',
  credentials: KubernetesCredentials.serviceAccount(MASTER, { tokenRef: 'account.token' }),
};

/** The least that a connector to Spot needs. */
export const LEAST_SPOT: SpotConnectorProps = {
  name: 'spot',
  spotAccountId: 'act-a12b12cd',
  apiTokenRef: 'account.spot_token',
};

/** A connector with the least properties, and those given, in which `undefined` takes one away. */
export function addConnector(
  chart: Chart,
  id: string,
  props: { readonly [K in keyof KubernetesClusterConnectorProps]?: unknown } = {},
): KubernetesClusterConnector {
  return new KubernetesClusterConnector(chart, id, { ...LEAST, ...props } as KubernetesClusterConnectorProps);
}

/** The same in a chart of its own. */
export function connectorWith(props: { readonly [K in keyof KubernetesClusterConnectorProps]?: unknown } = {}) {
  return addConnector(newChart(), 'Connector', props);
}

/** A connector to Spot with the least properties, and those given. */
export function spotWith(props: { readonly [K in keyof SpotConnectorProps]?: unknown } = {}): SpotConnector {
  return new SpotConnector(newChart(), 'Spot', { ...LEAST_SPOT, ...props } as SpotConnectorProps);
}

/** What stands below `connector`. */
export function bodyOf(connector: { toDocument(): { [key: string]: unknown } }): any {
  return connector.toDocument().connector;
}
