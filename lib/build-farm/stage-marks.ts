import type { IstioMarks } from './resolve';

/** By these node autoscalers leave a pod alone. */
const KEEP = { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false', 'karpenter.sh/do-not-disrupt': 'true' };

/** Annotations for the pods of a stage. */
export function stageAnnotations({ buildAnnotations }: IstioMarks): { [key: string]: string } {
  return { ...KEEP, ...buildAnnotations };
}
