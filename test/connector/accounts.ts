import type { ChartProps } from 'cdk8s';
import { ConnectorAccount, type ConnectorAccountProps, DelegateAccess } from 'harness-constructs';
import { newChart, synth } from '../support/synth';

/** What builds need, and the test of the connector. */
export const ACCESS = DelegateAccess.ciBuilds(['builds']).plus(DelegateAccess.connectionTest());

type AnyProps = { readonly [K in keyof ConnectorAccountProps]?: unknown };

/** An account with the least properties, and those given. */
export function accountWith(props: AnyProps = {}, chartProps?: ChartProps): ConnectorAccount {
  return new ConnectorAccount(newChart(chartProps), 'Account', { access: ACCESS, ...props } as ConnectorAccountProps);
}

/** The same, and what it synthesizes to. */
export function synthAccount(props: AnyProps = {}, chartProps?: ChartProps) {
  const chart = newChart(chartProps);
  const account = new ConnectorAccount(chart, 'Account', { access: ACCESS, ...props } as ConnectorAccountProps);
  return { chart, account, manifests: synth(chart) };
}
