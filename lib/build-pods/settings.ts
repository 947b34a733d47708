/** The settings of a profile, subject by subject. */
import { definedOf } from '../core';
import { spreadOf, tolerationOf } from '../workload';
import { resolvedCertificates } from './certificates';
import {
  type BuildDnsConfig,
  type BuildPodProfileOptions,
  OverridableSetting,
  PodSeccomp,
  UserNamespaces,
} from './profile-options';
import { proxyVariables } from './proxy-variables';
import type { FieldChange, Json, Setting } from './setting';

/** Prevents node autoscalers from evicting a pod. */
export const KEEP = {
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
  'karpenter.sh/do-not-disrupt': 'true',
};

/** Build pods by a label that Harness sets. */
const BUILDS = { matchExpressions: [{ key: 'stageID', operator: 'Exists' }] };

/** The settings of the options, without image mirrors. */
export function settingsOf(options: BuildPodProfileOptions): Setting[] {
  return [
    ...securitySettings(options),
    ...schedulingSettings(options),
    ...containerSettings(options),
    ...podSettings(options),
    ...markSettings(options),
  ];
}

/** The name under which the pipeline may override a setting, if the profile allows it. */
export function isOverridden({ override }: Setting, { overridable = [] }: BuildPodProfileOptions): boolean {
  return override !== undefined && overridable.includes(override);
}

function securitySettings({ userNamespaces, seccomp, runtimeClassName }: BuildPodProfileOptions): Setting[] {
  const profile = { type: PodSeccomp.RUNTIME_DEFAULT };
  return [
    ...ofPod(userNamespaces === UserNamespaces.REQUIRED, {
      property: 'userNamespaces',
      reason: 'root in a container is another user on the node',
      changes: [{ path: ['spec', 'hostUsers'], value: false }],
    }),
    ...ofPod(seccomp !== PodSeccomp.OFF, {
      property: 'seccomp',
      reason: 'the default seccomp profile of the container runtime',
      changes: [{ path: ['spec', 'securityContext', 'seccompProfile'], value: profile }],
    }),
    ...(seccomp === PodSeccomp.OFF
      ? []
      : [
          {
            property: 'seccomp',
            reason: 'a profile of the container would take precedence',
            target: 'containers' as const,
            changes: [{ path: ['securityContext', 'seccompProfile'], value: profile }],
            ifSet: ['securityContext', 'seccompProfile'],
          },
        ]),
    ...ofPod(runtimeClassName !== undefined, {
      property: 'runtimeClassName',
      reason: 'the container runtime of the RuntimeClass',
      changes: [{ path: ['spec', 'runtimeClassName'], value: runtimeClassName ?? '' }],
      override: OverridableSetting.RUNTIME_CLASS_NAME,
    }),
  ];
}

function schedulingSettings(options: BuildPodProfileOptions): Setting[] {
  const { priorityClassName, nodeSelector = {}, tolerations = [], topologySpread = [] } = options;
  const spec = (name: string) => ['spec', name];
  return [
    ...ofPod(priorityClassName !== undefined, {
      property: 'priorityClassName',
      reason: 'the API server sets priority and preemptionPolicy from it',
      changes: [
        {
          path: spec('priorityClassName'),
          value: priorityClassName ?? '',
          removes: [spec('priority'), spec('preemptionPolicy')],
        },
      ],
      override: OverridableSetting.PRIORITY_CLASS_NAME,
    }),
    ...ofPod(Object.keys(nodeSelector).length > 0, {
      property: 'nodeSelector',
      reason: 'the nodes for builds',
      changes: [{ path: spec('nodeSelector'), entries: nodeSelector }],
      override: OverridableSetting.NODE_SELECTOR,
    }),
    ...ofPod(tolerations.length > 0, {
      property: 'tolerations',
      reason: 'the taints of the nodes for builds',
      changes: [
        {
          path: spec('tolerations'),
          items: tolerations.map((one) => definedOf(tolerationOf(one))),
          keys: ['key', 'operator', 'value', 'effect'],
        },
      ],
    }),
    ...ofPod(topologySpread.length > 0, {
      property: 'topologySpread',
      reason: 'spreads the builds of the namespace',
      changes: [
        {
          path: spec('topologySpreadConstraints'),
          value: topologySpread.map((one) => definedOf({ ...spreadOf(one), labelSelector: BUILDS })),
        },
      ],
      override: OverridableSetting.TOPOLOGY_SPREAD,
    }),
  ];
}

function containerSettings(options: BuildPodProfileOptions): Setting[] {
  const { proxy, environment = {}, certificates, ephemeralStorage } = options;
  return [
    ...variableSettings('proxy', 'how steps find the HTTP proxy', proxy === undefined ? {} : proxyVariables(proxy)),
    ...variableSettings('environment', 'environment variables of steps', environment),
    ...(certificates === undefined ? [] : certificateSettings(certificates)),
    ...(ephemeralStorage === undefined ? [] : [storageSetting(ephemeralStorage)]),
  ];
}

function variableSettings(property: string, reason: string, variables: { readonly [name: string]: string }): Setting[] {
  const changes = [environmentOf(variables)];
  const isEmpty = Object.keys(variables).length === 0;
  return isEmpty ? [] : [{ property, reason, target: 'steps', changes, override: OverridableSetting.ENVIRONMENT }];
}

function environmentOf(variables: { readonly [name: string]: string }): FieldChange {
  return {
    path: ['env'],
    items: Object.entries(variables).map(([name, value]) => ({ name, value })),
    keys: ['name'],
  };
}

function certificateSettings(given: NonNullable<BuildPodProfileOptions['certificates']>): Setting[] {
  const { volume, mount, variables } = resolvedCertificates(given);
  const property = 'certificates';
  return [
    {
      property,
      reason: 'the bundle of CA certificates',
      target: 'pod',
      changes: [{ path: ['spec', 'volumes'], items: [volume], keys: ['name'] }],
    },
    {
      property,
      reason: 'the bundle of CA certificates in every container',
      target: 'containers',
      changes: [{ path: ['volumeMounts'], items: [mount], keys: ['mountPath'] }],
    },
    {
      property,
      reason: 'where tools find the CA certificates',
      target: 'containers',
      changes: [environmentOf(variables)],
      override: OverridableSetting.ENVIRONMENT,
    },
  ];
}

function storageSetting({ request, limit }: NonNullable<BuildPodProfileOptions['ephemeralStorage']>): Setting {
  const path = (kind: string) => ['resources', kind];
  const key = 'ephemeral-storage';
  return {
    property: 'ephemeralStorage',
    reason: 'the default of containers that request and limit none',
    target: 'containers',
    changes: [
      { path: path('requests'), entries: { [key]: request } },
      ...(limit === undefined ? [] : [{ path: path('limits'), entries: { [key]: limit } }]),
    ],
    unlessSet: [
      [...path('requests'), key],
      [...path('limits'), key],
    ],
  };
}

function podSettings({
  deadline,
  imagePullSecrets = [],
  enableServiceLinks,
  dnsConfig,
}: BuildPodProfileOptions): Setting[] {
  return [
    ...ofPod(deadline !== undefined, {
      property: 'deadline',
      reason: 'Kubernetes stops the pod after these seconds',
      changes: [{ path: ['spec', 'activeDeadlineSeconds'], value: deadline?.toSeconds() ?? 0 }],
    }),
    ...ofPod(imagePullSecrets.length > 0, {
      property: 'imagePullSecrets',
      reason: 'registry credentials',
      changes: [
        { path: ['spec', 'imagePullSecrets'], items: imagePullSecrets.map((name) => ({ name })), keys: ['name'] },
      ],
    }),
    ...ofPod(enableServiceLinks !== true, {
      property: 'enableServiceLinks',
      reason: 'no variables for the Services of the namespace',
      changes: [{ path: ['spec', 'enableServiceLinks'], value: false }],
    }),
    ...ofPod(dnsConfig !== undefined, {
      property: 'dnsConfig',
      reason: 'DNS settings',
      changes: [{ path: ['spec', 'dnsConfig'], value: dnsConfigOf(dnsConfig ?? {}) }],
      override: OverridableSetting.DNS_CONFIG,
    }),
  ];
}

function dnsConfigOf({ nameservers, searches, options }: BuildDnsConfig): Json {
  const named = options && Object.entries(options).map(([name, value]) => (value === '' ? { name } : { name, value }));
  return definedOf({ nameservers, searches, options: named }) as Json;
}

function markSettings({ labels = {}, annotations = {}, preventEviction = true }: BuildPodProfileOptions): Setting[] {
  const eviction = preventEviction ? KEEP : {};
  const marks = (property: string, what: string, entries: { readonly [key: string]: string }, reason: string) =>
    ofPod(Object.keys(entries).length > 0, {
      property,
      reason,
      changes: [{ path: ['metadata', what], entries }],
      ...(property === 'preventEviction' ? {} : { override: what as OverridableSetting }),
    });
  return [
    ...marks('preventEviction', 'annotations', eviction, 'keeps node autoscalers from evicting the build'),
    ...marks('labels', 'labels', labels, 'labels of builds'),
    ...marks('annotations', 'annotations', annotations, 'annotations of builds'),
  ];
}

/** A setting of the pod, if the condition holds. */
function ofPod(exists: boolean, setting: Omit<Setting, 'target'>): Setting[] {
  return exists ? [{ ...setting, target: 'pod' }] : [];
}
