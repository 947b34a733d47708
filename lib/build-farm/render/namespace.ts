import type { Namespace } from 'kubernetes-types/core/v1';
import { rendered, type RenderedObject } from '../../values';
import type { ResolvedBuildFarm } from '../resolve';
import { reasonOf } from './farm-metadata';

const POD_SECURITY = 'pod-security.kubernetes.io';
/** OpenShift would otherwise set the labels by what the ServiceAccounts may do. */
const NO_LABEL_SYNC = { 'security.openshift.io/scc.podSecurityLabelSync': 'false' };

/** @see https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
export function renderNamespace(farm: ResolvedBuildFarm): RenderedObject {
  const { namespace, labels, annotations, isolation, istioMarks, isOpenShift } = farm;
  const levels = ['enforce', 'warn', 'audit'].map((mode) => [`${POD_SECURITY}/${mode}`, isolation.podSecurityLevel]);
  const object: Namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: {
        ...labels,
        ...istioMarks.namespaceLabels,
        ...(isOpenShift ? NO_LABEL_SYNC : {}),
        ...(Object.fromEntries(levels) as { [key: string]: string }),
      },
      annotations: { ...reasonOf(farm), ...annotations },
    },
  };
  return rendered(
    'Resource',
    object,
    'namespace',
    'Give each farm a namespace of its own, or set createNamespace to false.',
  );
}
