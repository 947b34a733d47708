/** Teams beside a farm. */
import { HarnessErrors } from '../../lib/core';
import { DelegateToken } from '../../lib/delegate';
import { HarnessScope } from '../../lib/document';
import type { CiTeamOptions } from '../../lib/farm';
import { newChart } from '../testkit/synth';
import { addFarm } from './infras';

export const PAYMENTS = HarnessScope.project('eng', 'payments');
export const SEARCH = HarnessScope.project('eng', 'search');
export const TOKEN = DelegateToken.fromSecretName('delegate-token');
export const TEAM: CiTeamOptions = { scope: PAYMENTS, token: TOKEN };

type Props = Parameters<typeof addFarm>[2];

/** Two teams beside a farm. */
export function twoTeams(props: Props = {}, options: Partial<CiTeamOptions> = {}) {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', props);
  const payments = farm.perTeam('payments', { ...TEAM, ...options });
  const search = farm.perTeam('search', { scope: SEARCH, token: TOKEN });
  return { chart, farm, payments, search };
}

/** Property and expected value of each error, without the path of the construct. */
export function problemsOf(add: () => unknown): [property: string, allowed: string][] {
  try {
    add();
  } catch (error) {
    return HarnessErrors.allOf(error).map(({ property, allowed }) => [property, allowed]);
  }
  return [];
}
