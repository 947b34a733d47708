import type { PodSecurityContext, SecurityContext, Toleration } from 'kubernetes-types/core/v1';
import { ADOPTED, type ProfileRecord } from '../../profile';
import type { ImagePullPolicy } from '../../props';
import type { Release } from './adoption-plan';
import { resourcesOf } from './workload';

/** The layout of a release: that of the chart, with what its values change and no property says. */
export function planLayout({ settings }: Release, bindingSuffixes: ProfileRecord['bindingSuffixes']): ProfileRecord {
  const tolerations = settings.list<Toleration>('tolerations');
  const security =
    settings.object<SecurityContext>('delegateSecurityContext') ??
    settings.object<SecurityContext>('delegate.securityContext');
  const port = settings.number('service.port');
  return {
    ...ADOPTED,
    podSecurityContext: settings.object<PodSecurityContext>('delegate.pod.securityContext'),
    containerSecurityContext: (settings.flag('securityContext.runAsRoot') ? security : undefined) ?? {},
    imagePullPolicy: settings.text('image.pullPolicy') as ImagePullPolicy | undefined,
    javaOptions: undefined,
    containerPorts: port === undefined ? [] : [{ containerPort: port }],
    bindingSuffixes: { ...ADOPTED.bindingSuffixes, ...bindingSuffixes },
    asFound: {
      resources: resourcesOf(settings),
      tolerations: tolerations.length === 0 ? undefined : [...tolerations],
      serviceAccountAnnotations: settings.map('serviceAccount.annotations'),
    },
  };
}
