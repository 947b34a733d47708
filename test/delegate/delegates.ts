import type { Chart, ChartProps } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import {
  DelegateImage,
  DelegateProfile,
  DelegateToken,
  HarnessDelegate,
  type HarnessDelegateProps,
} from '../../lib/delegate';
import { newChart, objectOf, synth } from '../testkit/synth';

/** The required properties of a delegate. */
export const LEAST: HarnessDelegateProps = {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
  access: DelegateAccess.none(),
};

/** The same in profile DOCUMENTED. */
export const DOCUMENTED: HarnessDelegateProps = { ...LEAST, profile: DelegateProfile.DOCUMENTED };

/** The required properties of a legacy delegate. */
export const LEGACY = {
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:26.02.88404'),
};

/** Adds a delegate with the required and the given properties. */
export function addDelegate(chart: Chart, id: string, props: Partial<HarnessDelegateProps> = {}): HarnessDelegate {
  return new HarnessDelegate(chart, id, { ...LEAST, ...props });
}

/** A delegate with the required and the given properties: the construct, and its manifests. */
export function synthDelegate(props: Partial<HarnessDelegateProps> = {}, chartProps?: ChartProps) {
  const chart = newChart(chartProps);
  const delegate = addDelegate(chart, 'Delegate', props);
  const manifests = synth(chart);
  const deployment = objectOf(manifests, 'Deployment');
  const { metadata: podMetadata, spec: pod } = deployment.spec.template;
  return { chart, delegate, manifests, deployment, podMetadata, pod, container: pod.containers[0] };
}

/** The environment of a container by name. */
export function environmentOf(container: { env: { name: string; value: string }[] }): { [name: string]: string } {
  return Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
}
