import type { ChartProps } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { ConnectorAccount, type ConnectorAccountProps } from '../../lib/connector';
import { newChart, synth } from '../testkit/synth';

/** Access for builds and for the connection test. */
export const ACCESS = DelegateAccess.ciBuilds(['builds']).plus(DelegateAccess.connectionTest());

type AnyProps = { readonly [K in keyof ConnectorAccountProps]?: unknown };

/** An account with the minimal properties, and the given ones. */
export function accountWith(props: AnyProps = {}, chartProps?: ChartProps): ConnectorAccount {
  return new ConnectorAccount(newChart(chartProps), 'Account', { access: ACCESS, ...props } as ConnectorAccountProps);
}

/** The same, with its manifests. */
export function synthAccount(props: AnyProps = {}, chartProps?: ChartProps) {
  const chart = newChart(chartProps);
  const account = new ConnectorAccount(chart, 'Account', { access: ACCESS, ...props } as ConnectorAccountProps);
  return { chart, account, manifests: synth(chart) };
}
