import type { Chart } from 'cdk8s';
import { CiBuildInfra, type CiBuildInfraProps, DelegateImage, DelegateToken } from 'harness-constructs';
import { newChart, synth } from '../support/synth';

/** The least that a farm needs. */
export const LEAST: CiBuildInfraProps = {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
};

/** Adds a farm with the least properties, and those given. */
export function addFarm(chart: Chart, id: string, props: Partial<CiBuildInfraProps> = {}): CiBuildInfra {
  return new CiBuildInfra(chart, id, { ...LEAST, ...props });
}

/** A farm with the least properties, and those given: the construct, and what it synthesizes to. */
export function synthInfra(props: Partial<CiBuildInfraProps> = {}) {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', props);
  return { chart, farm, manifests: synth(chart) };
}
