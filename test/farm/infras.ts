import type { Chart } from 'cdk8s';
import { DelegateImage, DelegateToken } from '../../lib/delegate';
import { CiBuildInfra, type CiBuildInfraProps } from '../../lib/farm';
import { newChart, synth } from '../testkit/synth';

/** The required properties of a farm. */
export const LEAST: CiBuildInfraProps = {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
};

/** Adds a farm with the required and the given properties. */
export function addFarm(chart: Chart, id: string, props: Partial<CiBuildInfraProps> = {}): CiBuildInfra {
  return new CiBuildInfra(chart, id, { ...LEAST, ...props });
}

/** A farm with the required and the given properties, and its manifests. */
export function synthInfra(props: Partial<CiBuildInfraProps> = {}) {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', props);
  return { chart, farm, manifests: synth(chart) };
}
