/** What stands in the pod, and where it runs. */
import { type ChartValue, declared, undeclared } from './chart-value';

const KEPT = 'No property: an adopted delegate keeps it until `HelmHardening.NON_ROOT`, others run as the user 1001.';

export const POD_VALUES: readonly ChartValue[] = [
  declared('delegate.pod.securityContext', 'object', { fsGroup: 1001 }, { note: KEPT }),
  declared('delegate.securityContext', 'object', { allowPrivilegeEscalation: false, runAsUser: 0 }, { note: KEPT }),
  undeclared('delegateSecurityContext', 'object', {
    note: `An older name of delegate.securityContext, which wins over it. ${KEPT}`,
  }),
  declared('securityContext.runAsRoot', 'flag', true, {
    note: 'No property: false takes the whole security context of the container away. An adopted delegate keeps that.',
  }),
  declared('service.port', 'number', 8080, {
    note: 'No property: the port of a Service that the chart no longer has. An adopted delegate keeps it.',
  }),
  declared(
    'annotations',
    'map',
    { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '3460', 'prometheus.io/path': '/api/metrics' },
    { property: 'podAnnotations', note: 'Those for Prometheus are metricsAnnotations.' },
  ),
  declared('commonLabels', 'map', {}, { property: 'labels', note: 'And podLabels: the chart puts them on pods, too.' }),
  declared(
    'commonAnnotations',
    'map',
    {},
    {
      property: 'annotations',
      note: 'And podAnnotations: the chart puts them on pods, too.',
    },
  ),
  declared('additionalLabels', 'map', {}, { property: 'labels' }),
  declared('delegateLabels', 'map', {}, { property: 'podLabels' }),
  declared('delegateAnnotations', 'map', {}, { property: 'podAnnotations' }),
  declared('delegatePodLabels', 'map', {}, { property: 'podLabels' }),
  declared('nodeSelector', 'map', {}, { property: 'nodeSelector' }),
  declared('tolerations', 'objects', [], { property: 'tolerations' }),
  declared('affinity', 'object', {}, { property: 'affinity' }),
  declared('priorityClassName', 'text', '', { property: 'priorityClassName' }),
  declared('dnsPolicy', 'text', '', { property: 'dnsPolicy' }),
  declared('dnsConfig', 'object', {}, { property: 'dnsConfig' }),
  declared('custom_envs', 'objects', null, { property: 'env' }),
  declared('custom_mounts', 'objects', null, { property: 'volumeMounts' }),
  declared('custom_volumes', 'objects', null, { property: 'volumes' }),
  declared('custom_init_containers', 'objects', null, { property: 'initContainers' }),
  declared('custom_containers', 'objects', null, { property: 'sidecars' }),
];
