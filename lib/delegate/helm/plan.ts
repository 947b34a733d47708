import type { PodSecurityContext, SecurityContext, Toleration } from 'kubernetes-types/core/v1';
import { DelegateAccess } from '../../access';
import { definedOf } from '../../core';
import { DelegateGeneration } from '../../reference';
import type { DelegateToleration, ImagePullPolicy, TaintEffect } from '../../workload';
import { CustomCa, MutualTls } from '../certificates';
import type { HarnessDelegateProps } from '../delegate-objects';
import { DelegateToken } from '../delegate-token';
import { ADOPTED, type ProfileRecord } from '../profile';
import { type DelegateProxy, ProxyCredentials, type ProxyScheme } from '../proxy';
import type { DelegateResources } from '../resources';
import { type DelegateUpgrader, UpgradeSchedule } from '../upgrader-props';
import { refuseValue } from './chart-values';
import { planPod, planWorkload, resourcesOf } from './plan-workload';
import {
  type AdoptionPlan,
  type ChartSettings,
  type ClusterObject,
  imageOf,
  type Release,
  upgraderImageOf,
} from './release';

/** What the delegate may do, and how its bindings are named. */
export interface PlannedAccess {
  readonly access: DelegateAccess;
  /** Suffix of a binding's name after the name of the delegate, by the choice of access. */
  readonly bindingSuffixes: { readonly [choice: string]: string };
  /** The bindings of the release, and the roles that the chart created. */
  readonly bindings: readonly ClusterObject[];
  readonly roles: readonly ClusterObject[];
}

/**
 * The same permissions as before. The chart's roles with wildcards are bound by name and not rendered: they stay until
 * `HelmHardening.leastAccess`.
 */
export function planAccess(release: Release): PlannedAccess {
  const { settings, fullname } = release;
  const ofType = accessOfType(release);
  if (!settings.flag('ccm.visibility') || settings.text('k8sPermissionsType') === 'CLUSTER_ADMIN') {
    return ofType;
  }
  const role = `${fullname}-ccm-visibility`;
  const suffix = '-ccm-visibility-roleBinding';
  return {
    access: ofType.access.plus(DelegateAccess.clusterRole(role)),
    bindingSuffixes: { ...ofType.bindingSuffixes, [`cluster-role.${role}`]: suffix },
    bindings: [...ofType.bindings, { kind: 'ClusterRoleBinding', name: `${fullname}${suffix}` }],
    roles: [...ofType.roles, { kind: 'ClusterRole', name: role }],
  };
}

function accessOfType({ settings, fullname }: Release): PlannedAccess {
  const type = settings.text('k8sPermissionsType') ?? '';
  switch (type) {
    case 'CLUSTER_ADMIN':
      return ofCluster(DelegateAccess.clusterAdmin(), fullname, 'cluster-admin');
    case 'CLUSTER_VIEWER':
      return ofCluster(DelegateAccess.clusterViewer(), fullname, 'cluster-viewer');
    case 'NAMESPACE_ADMIN': {
      const suffix = '-harness-namespace-admin';
      const role = `${fullname}${suffix}`;
      return { ...ofRole(role, fullname, suffix), roles: [{ kind: 'Role', name: role }] };
    }
    default:
      return ofRole(type, fullname, '-custom-roleBinding');
  }
}

function ofCluster(access: DelegateAccess, fullname: string, choice: string): PlannedAccess {
  const binding = { kind: 'ClusterRoleBinding', name: `${fullname}-${choice}` };
  return { access, bindingSuffixes: { [choice]: `-${choice}` }, bindings: [binding], roles: [] };
}

function ofRole(role: string, fullname: string, suffix: string): PlannedAccess {
  return {
    access: DelegateAccess.role(role),
    bindingSuffixes: { [`role.${role}`]: suffix },
    bindings: [{ kind: 'RoleBinding', name: `${fullname}${suffix}` }],
    roles: [],
  };
}

/** The layout of a release: that of the chart, plus the values that no property can express. */
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

/** Proxy and certificates. */
export function planNetwork(release: Release): Partial<HarnessDelegateProps> {
  const { settings } = release;
  const [caSecret, tlsSecret] = ['delegateCustomCa.secretName', 'mTLS.secretName'].map((path) => settings.text(path));
  const buildPodPaths = settings.parts('destinationCaPath');
  if (caSecret === undefined && buildPodPaths.length > 0) {
    const remedy = 'Set it to the name of the Secret with the certificates, or remove destinationCaPath.';
    refuseValue('delegateCustomCa.secretName', {
      problem: 'missing',
      allowed: 'the name of a Secret when destinationCaPath is set',
      remedy,
    });
  }
  return {
    proxy: proxyOf(release),
    customCa: caSecret === undefined ? undefined : CustomCa.fromSecretName(caSecret, { buildPodPaths }),
    mutualTls: tlsSecret === undefined ? undefined : MutualTls.fromSecretName(tlsSecret),
  };
}

/** User and password are not read: they stay in the Secret that the chart created. */
function proxyOf({ settings, fullname }: Release): DelegateProxy | undefined {
  const host = settings.text('proxyHost');
  if (host === undefined) {
    return undefined;
  }
  const port = settings.number('proxyPort');
  if (port === undefined || Number.isNaN(port)) {
    refuseValue('proxyPort', { problem: 'missing', allowed: 'a port when proxyHost is set', remedy: 'Set it.' });
  }
  const signsOn = settings.text('proxyUser') !== undefined;
  return {
    host,
    port,
    scheme: settings.text('proxyScheme') as ProxyScheme | undefined,
    noProxy: settings.parts('noProxy'),
    credentials: signsOn ? ProxyCredentials.fromSecretName(`${fullname}-proxy`) : undefined,
  };
}

/* Turns a release into the props of the same delegate. */

/** The plan before any hardening: nothing restarts, nothing is recreated. */
export function planAdoption(release: Release): AdoptionPlan {
  const { settings, name, fullname } = release;
  const planned = planAccess(release);
  return {
    props: {
      ...identityOf(release, planned),
      ...definedOf({
        ...planWorkload(settings),
        ...planPod(release),
        ...planNetwork(release),
        upgrader: planUpgrader(release),
      }),
    },
    adoption: {
      release: name,
      resourceName: fullname,
      serviceAccountName: settings.text('serviceAccount.name') ?? fullname,
      createServiceAccount: settings.flag('serviceAccount.create'),
    },
    profile: planLayout(release, planned.bindingSuffixes),
    objects: { access: [...planned.bindings, ...planned.roles], upgrader: upgraderObjects(release) },
    leftBehind: settings.flag('upgrader.enabled') ? unusedUpgraderObjects(release) : [],
  };
}

function identityOf(release: Release, { access }: PlannedAccess): HarnessDelegateProps {
  const { settings, namespace, fullname } = release;
  const pullSecret = settings.text('imagePullSecret');
  return {
    accountId: settings.text('accountId') ?? '',
    delegateName: settings.text('delegateName') ?? '',
    image: release.image ?? imageOf(settings),
    // The chart installs legacy delegates only.
    generation: DelegateGeneration.LEGACY,
    // The token itself is never read: it is in the Secret that the chart created.
    token: DelegateToken.fromSecretName(settings.text('existingDelegateToken') ?? fullname),
    access,
    namespace,
    createNamespace: false,
    managerEndpoint: settings.text('managerEndpoint'),
    tags: settings.parts('tags'),
    description: settings.text('description'),
    imagePullSecrets: pullSecret === undefined ? undefined : [pullSecret],
  };
}

/* The upgrader of the release. */

/** The upgrader of the release, pinned and with minimal permissions. Its objects keep their names. */
function planUpgrader({ settings, fullname, upgraderImage }: Release): DelegateUpgrader | undefined {
  if (!settings.flag('upgrader.enabled')) {
    return undefined;
  }
  const schedule = settings.text('upgrader.schedule');
  const pullSecret = settings.text('upgrader.imagePullSecret');
  // The same Secret as before: Helm still owns the reference to it, which stays in the cluster next to ours.
  const token = settings.text('upgrader.existingUpgraderToken') ?? `${fullname}-upgrader-token`;
  const pullPolicy = 'upgrader.image.pullPolicy';
  const tolerations = settings.list<Toleration>('upgrader.tolerations').map(tolerationOf);
  return {
    image: upgraderImage ?? upgraderImageOf(settings),
    imagePullPolicy: settings.isGiven(pullPolicy) ? (settings.text(pullPolicy) as ImagePullPolicy) : undefined,
    schedule: schedule === undefined ? undefined : UpgradeSchedule.cron(schedule),
    imagePullSecrets: pullSecret === undefined ? undefined : [pullSecret],
    registryMirror: settings.text('upgrader.registryMirror'),
    token: DelegateToken.fromSecretName(token),
    tolerations: tolerations.length === 0 ? undefined : tolerations,
    resources: upgraderResources(settings),
  };
}

/** Without an operator it is Equal, which compares the value; an unset value is the empty string. */
function tolerationOf(toleration: Toleration, index: number): DelegateToleration {
  const { key, operator = 'Equal', value, effect, tolerationSeconds } = toleration;
  if (!['Equal', 'Exists'].includes(operator)) {
    const path = `upgrader.tolerations[${index}].operator`;
    refuseValue(path, { given: operator, allowed: '"Equal" or "Exists"', remedy: 'Choose one of the two.' });
  }
  const counted = operator === 'Equal' ? (value ?? '') : undefined;
  return { key, value: counted, effect: effect as TaintEffect | undefined, tolerationSeconds };
}

function upgraderResources(settings: ChartSettings): DelegateResources | undefined {
  const given = settings.object<{ [kind: string]: { [resource: string]: string | number } }>('upgrader.resources');
  const amount = (kind: string, resource: string): string | undefined => given?.[kind]?.[resource]?.toString();
  return (
    given && {
      cpuRequest: amount('requests', 'cpu'),
      cpuLimit: amount('limits', 'cpu'),
      memoryRequest: amount('requests', 'memory'),
      memoryLimit: amount('limits', 'memory'),
    }
  );
}

/** Objects of the chart's upgrader that have another name here. */
function unusedUpgraderObjects({ settings, fullname }: Release): ClusterObject[] {
  const account = `${fullname}-${settings.text('upgrader.cronJobServiceAccountName')}`;
  return account === accountOf(fullname) ? [] : [{ kind: 'ServiceAccount', name: account }];
}

/** All objects of the upgrader, including those that only the chart has. */
function upgraderObjects(release: Release): ClusterObject[] {
  const { settings, fullname } = release;
  const secret = { kind: 'Secret', name: `${fullname}-upgrader-token` };
  return [
    { kind: 'CronJob', name: cronJobOf(fullname) },
    { kind: 'ConfigMap', name: `${fullname}-upgrader-config` },
    { kind: 'RoleBinding', name: `${fullname}-upgrader-cronjob` },
    { kind: 'Role', name: `${fullname}-upgrader` },
    { kind: 'ServiceAccount', name: accountOf(fullname) },
    ...(settings.text('upgrader.existingUpgraderToken') === undefined ? [secret] : []),
    ...unusedUpgraderObjects(release),
  ];
}

function cronJobOf(fullname: string): string {
  return `${fullname}-upgrader-job`;
}

function accountOf(fullname: string): string {
  return `${fullname}-upgrader-cronjob-sa`;
}
