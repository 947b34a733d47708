/** What of a profile Harness has settings for: stages carry it, on every version of Kubernetes. */
import type { DelegateToleration } from '../workload';
import { type BuildPodProfileOptions, OverridableSetting, UserNamespaces } from './profile-options';
import { settingsOf } from './settings';

/** Properties that stages carry. */
export const OF_STAGES: readonly string[] = [
  'annotations',
  'labels',
  'nodeSelector',
  'preventEviction',
  'priorityClassName',
  'tolerations',
];

/** Settings of an infrastructure that follow from a profile. */
export interface StageSettings {
  readonly nodeSelector: { readonly [key: string]: string };
  readonly labels: { readonly [key: string]: string };
  readonly annotations: { readonly [key: string]: string };
  readonly priorityClassName?: string;
  readonly tolerations: readonly DelegateToleration[];
}

/** The settings of a profile that stages carry. */
export function stageSettingsOf(options: BuildPodProfileOptions): StageSettings {
  const { nodeSelector = {}, labels = {}, annotations = {}, priorityClassName, tolerations = [] } = options;
  return { nodeSelector, labels, annotations, priorityClassName, tolerations };
}

/** How programs write the member of the enum. */
export function overrideName(property: string): string | undefined {
  const [name] = Object.entries(OverridableSetting).find(([, value]) => (value as string) === property) ?? [];
  return name && `OverridableSetting.${name}`;
}

/** A field of the pod spec that a profile sets. */
export interface PodValue {
  /** The property of the profile. */
  readonly property: string;
  /** Below the pod spec. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Fields of the pod spec that a profile sets to a value. */
export function podValuesOf(options: BuildPodProfileOptions): PodValue[] {
  return settingsOf(options).flatMap(({ property, target, changes }) =>
    target === 'pod'
      ? changes.flatMap((change) =>
          'value' in change ? [{ property, path: change.path.slice(1), value: change.value }] : [],
        )
      : [],
  );
}

/** What of a profile Windows does not have. @see https://kubernetes.io/docs/concepts/windows/intro/#compatibility-v1-pod */
export function linuxOnlyOf({ userNamespaces, runtimeClassName }: BuildPodProfileOptions): string | undefined {
  return userNamespaces === UserNamespaces.REQUIRED ? 'userNamespaces' : runtimeClassName && 'runtimeClassName';
}
