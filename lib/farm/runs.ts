/** The infrastructures and stages that run in namespaces of a farm, whoever made them: an app is one cluster. */
import type { IConstruct } from 'constructs';
import type { IBuildFarmNamespace } from '../build-namespace';
import { placeholderOf, shown } from '../core';
import { CiStage, KubernetesDirectInfrastructure } from '../pipeline';

/** The infrastructures and stages of some namespaces. */
export interface Runs {
  readonly infrastructures: readonly KubernetesDirectInfrastructure[];
  readonly stages: readonly CiStage[];
}

/** All of the app. What was refused has no infrastructure. */
export function runsInApp(scope: IConstruct): Runs {
  const all = scope.node.root.node.findAll();
  return {
    infrastructures: all
      .filter((one) => one instanceof KubernetesDirectInfrastructure)
      .filter(({ _resolved }) => _resolved !== undefined),
    stages: all.filter((one) => one instanceof CiStage).filter(({ infrastructure }) => infrastructure !== undefined),
  };
}

/** Those in the namespaces, which infrastructures refer to by construct or by name. */
export function runsIn({ infrastructures, stages }: Runs, namespaces: readonly IBuildFarmNamespace[]): Runs {
  const names = namespaces.map(({ namespace }) => placeholderOf(namespace));
  const isThere = ({ namespace, _resolved: { props } }: KubernetesDirectInfrastructure) =>
    names.includes(placeholderOf(namespace)) || namespaces.some((one) => one === props.buildNamespace);
  return {
    infrastructures: infrastructures.filter(isThere),
    stages: stages.filter(({ infrastructure }) => isThere(infrastructure)),
  };
}

/** The stage of an infrastructure in words, or its own ID. */
export function nameOf({ stages }: Runs, infrastructure: KubernetesDirectInfrastructure): string {
  const names = stages.filter((one) => one.infrastructure === infrastructure).map(({ stageName }) => shown(stageName));
  return names.length === 0 ? `infrastructure ${infrastructure.node.id}` : `stage ${names.join(', ')}`;
}
