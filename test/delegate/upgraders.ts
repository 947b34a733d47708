import type { ChartProps } from 'cdk8s';
import { parse } from 'yaml';
import { DelegateImage, type DelegateUpgrader, type HarnessDelegateProps } from '../../lib/delegate';
import { type Manifest, named } from '../testkit/synth';
import { synthDelegate } from './delegates';

const REPOSITORY = 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness';

/** A version of the legacy delegate. */
export const LEGACY: Partial<HarnessDelegateProps> = { image: DelegateImage.of(`${REPOSITORY}/delegate:26.02.88404`) };

/** The required properties of an upgrader. */
export const UPGRADER: DelegateUpgrader = { image: DelegateImage.of(`${REPOSITORY}/upgrader:1.6.0`) };

/** A legacy delegate with an upgrader of the required and the given properties. */
export function withUpgrader(
  upgrader: Partial<DelegateUpgrader> = {},
  props: Partial<HarnessDelegateProps> = {},
): Partial<HarnessDelegateProps> {
  return { ...LEGACY, upgrader: { ...UPGRADER, ...upgrader }, ...props };
}

/** What it synthesizes to, with the objects of the upgrader. */
export function synthUpgrader(
  upgrader: Partial<DelegateUpgrader> = {},
  props: Partial<HarnessDelegateProps> = {},
  chartProps?: ChartProps,
) {
  const made = synthDelegate(withUpgrader(upgrader, props), chartProps);
  const find = (kind: string, name: string): any => named(made.manifests, kind, name);
  const { delegateName } = made.delegate;
  const cronJob: any = made.manifests.find(({ kind }) => kind === 'CronJob');
  const pod = cronJob.spec.jobTemplate.spec.template.spec;
  return {
    ...made,
    cronJob,
    pod,
    container: pod.containers[0],
    role: find('Role', `${delegateName}-upgrader`),
    binding: find('RoleBinding', `${delegateName}-upgrader-cronjob`),
    account: find('ServiceAccount', `${delegateName}-upgrader-cronjob-sa`),
    configMap: find('ConfigMap', `${delegateName}-upgrader-config`),
    config: parse(find('ConfigMap', `${delegateName}-upgrader-config`).data['config.yaml']) as {
      [key: string]: unknown;
    },
  };
}

/** The objects that an upgrader adds. */
export function objectsOfUpgrader(manifests: readonly Manifest[]): Manifest[] {
  return manifests.filter(({ metadata: { name } }) => /upgrader/.test(name));
}
