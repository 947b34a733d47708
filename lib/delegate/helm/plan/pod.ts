import type { EnvVar, EnvVarSource, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { definedOf } from '../../../values';
import {
  type DelegateDnsPolicy,
  DelegateVariable,
  type DelegateVolumeMount,
  type HarnessDelegateProps,
} from '../../props';
import type { ChartSettings } from '../chart-settings';
import { refuseValue } from '../value-errors';
import type { Release } from './adoption-plan';

/** Labels, placement, and what stands in the pod beside the delegate. */
export function planPod({ settings, fullname }: Release): Partial<HarnessDelegateProps> {
  const certificates = sharedCertificates(settings, fullname);
  return {
    labels: { ...settings.map('commonLabels'), ...settings.map('additionalLabels') },
    annotations: settings.map('commonAnnotations'),
    podLabels: joined(settings, ['commonLabels', 'delegateLabels', 'delegatePodLabels']),
    podAnnotations: joined(settings, ['annotations', 'commonAnnotations', 'delegateAnnotations']),
    // They are among the annotations above, as far as the release has them.
    metricsAnnotations: false,
    nodeSelector: settings.object('nodeSelector'),
    affinity: settings.object('affinity'),
    priorityClassName: settings.text('priorityClassName'),
    dnsPolicy: settings.text('dnsPolicy') as DelegateDnsPolicy | undefined,
    dnsConfig: settings.object('dnsConfig'),
    env: settings.list<EnvVar>('custom_envs').map((variable, index) => variableOf(variable, `custom_envs[${index}]`)),
    volumes: [...certificates.volumes, ...settings.list<Volume>('custom_volumes')],
    volumeMounts: [
      ...certificates.mounts,
      ...settings.list<VolumeMount>('custom_mounts').map((mount, index) => mountOf(mount, `custom_mounts[${index}]`)),
    ],
    initContainers: [...settings.list('custom_init_containers')],
    sidecars: [...settings.list('custom_containers')],
  };
}

function joined(settings: ChartSettings, paths: readonly string[]): { [key: string]: string } {
  return Object.assign({}, ...paths.map((path) => settings.map(path))) as { [key: string]: string };
}

/** An older way to certificates. Their Secret stays as it is. */
function sharedCertificates(
  settings: ChartSettings,
  fullname: string,
): { readonly volumes: Volume[]; readonly mounts: DelegateVolumeMount[] } {
  const mountPath = settings.text('shared_certificates.certs_path');
  if (settings.text('shared_certificates.ca_bundle') === undefined || mountPath === undefined) {
    return { volumes: [], mounts: [] };
  }
  const [name, file] = ['certvol', 'ca.bundle'];
  const secret = { secretName: `${fullname}-addcerts`, items: [{ key: file, path: file }] };
  return { volumes: [{ name, secret }], mounts: [{ name, mountPath, subPath: file }] };
}

/** A mount, all of whose fields have a property. */
function mountOf({ name, mountPath, subPath, readOnly, ...others }: VolumeMount, path: string): DelegateVolumeMount {
  refuseOthers(path, others, 'name, mountPath, subPath and readOnly');
  return { name, mountPath, ...definedOf({ subPath, readOnly }) };
}

function variableOf({ name, value = '', valueFrom, ...others }: EnvVar, path: string): DelegateVariable {
  refuseOthers(path, others, 'name, value and valueFrom');
  return valueFrom ? referenceOf(name, valueFrom, `${path}.valueFrom`) : DelegateVariable.plain(name, value);
}

function referenceOf(name: string, source: EnvVarSource, path: string): DelegateVariable {
  const { secretKeyRef, configMapKeyRef, fieldRef, ...others } = source;
  refuseOthers(path, others, 'secretKeyRef, configMapKeyRef or fieldRef');
  if (fieldRef) {
    return DelegateVariable.fromField(name, fieldRef.fieldPath);
  }
  const { name: objectName = '', key = '', ...rest } = secretKeyRef ?? configMapKeyRef ?? {};
  refuseOthers(path, rest, 'name and key');
  return secretKeyRef
    ? DelegateVariable.fromSecret(name, objectName, key)
    : DelegateVariable.fromConfigMap(name, objectName, key);
}

/** Nothing of a value is lost in silence. */
function refuseOthers(path: string, others: object, allowed: string): void {
  const [other] = Object.keys(others);
  if (other !== undefined) {
    refuseValue(`${path}.${other}`, { allowed, remedy: 'It would be lost: leave it out, or keep the chart.' });
  }
}
