import type { Namespace } from 'kubernetes-types/core/v1';
import { podSecurityLabels } from '../../delegate';
import { rendered, type RenderedObject } from '../../values';
import type { ResolvedBuildFarm } from '../resolve';
import { reasonOf } from './farm-metadata';

/** OpenShift would otherwise set the labels by what the ServiceAccounts may do. */
const NO_LABEL_SYNC = { 'security.openshift.io/scc.podSecurityLabelSync': 'false' };

export function renderNamespace(farm: ResolvedBuildFarm): RenderedObject {
  const { namespace, labels, annotations, isolation, istioMarks, isOpenShift } = farm;
  const object: Namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: {
        ...labels,
        ...istioMarks.namespaceLabels,
        ...(isOpenShift ? NO_LABEL_SYNC : {}),
        ...podSecurityLabels(isolation.podSecurityLevel),
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
