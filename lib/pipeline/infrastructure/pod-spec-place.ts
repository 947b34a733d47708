/** Checks of the pod spec of an overlay against its namespace and the platform of its cluster. */
import type { BuildFarmNamespace, BuildIsolation, BuildVolumeType } from '../../build-namespace';
import type { PropertyChecks } from '../../core';
import { isExpression } from '../../document';
import {
  ATTRIBUTES_OF_VOLUMES,
  BASELINE_SYSCTLS,
  CLUSTER_VOLUMES,
  SECRETS_OF_VOLUMES,
  SELINUX_TYPES,
} from '../../workload';
import { checkHostPath, refuseUnknown } from './isolation';
import { isolationOf } from './place';
import {
  dataOf,
  elementsOf,
  isSet,
  NODE_NAMESPACES,
  type PlacedText,
  POD_SPEC,
  type PodData,
  textsIn,
} from './pod-spec-values';
import type { KubernetesDirectInfrastructureProps } from './props';

/** Refuses fields that the namespace would reject, and those that are known only when the pipeline runs. */
export function checkPodSpecPlace(
  checks: PropertyChecks,
  podSpec: PodData,
  { buildNamespace }: KubernetesDirectInfrastructureProps,
): void {
  const isolation = isolationOf(buildNamespace);
  if (isolation === undefined) {
    return;
  }
  const paths = hostPathsIn(podSpec);
  checks.apart(
    () => checkExpressions(checks, podSpec, isolation),
    () => checkNodeNamespaces(checks, podSpec),
    () => checks.each(paths, ({ property, path }) => checkHostPath(checks, property, path, isolation)),
    () => checkPodSecurity(checks, podSpec, isolation),
    () => checkPolicy(checks, podSpec, buildNamespace as BuildFarmNamespace),
  );
}

/** When the pipeline runs, an expression could become any part of the overlay. */
function checkExpressions(checks: PropertyChecks, podSpec: PodData, isolation: BuildIsolation): void {
  const paths = hostPathsIn(podSpec).map(({ property }) => property);
  const all = textsIn(podSpec, POD_SPEC).filter(
    ({ property, text }) => typeof text === 'string' && isExpression(text) && !paths.includes(property),
  );
  checks.each(all, ({ property, text }) => refuseUnknown(checks, property, text, isolation, 'Pass a plain value.'));
}

/** Where the pod spec uses a namespace of the node. */
export function nodeNamespacesIn(podSpec: PodData): { readonly property: string; readonly given: unknown }[] {
  const used = NODE_NAMESPACES.filter((name) => isSet(podSpec[name]) && podSpec[name] !== false);
  return used.map((name) => ({ property: `${POD_SPEC}.${name}`, given: podSpec[name] }));
}

/** The volumes of the pod spec, with their paths. */
function volumesIn({ volumes }: PodData): { readonly where: string; readonly element: PodData }[] {
  return elementsOf(volumes, `${POD_SPEC}.volumes`);
}

/** Directories of the node among the volumes. */
export function hostPathsIn(podSpec: PodData): { readonly property: string; readonly path: string }[] {
  return volumesIn(podSpec).flatMap(({ where, element: { hostPath } }) => {
    const { path } = dataOf(hostPath);
    const known = typeof path === 'string' ? path : '';
    return isSet(hostPath) ? [{ property: `${where}.hostPath.path`, path: known }] : [];
  });
}

/** Refuses what no isolation admits. */
function checkNodeNamespaces(checks: PropertyChecks, podSpec: PodData): void {
  const allowed = 'false, because build pods must not use hostNetwork, hostPID or hostIPC';
  checks.each(nodeNamespacesIn(podSpec), ({ property, given }) =>
    checks.refuse(property, given, allowed, 'Remove it.'),
  );
}

/** A member of a security context that the isolation forbids. */
interface Forbidden {
  readonly path: string;
  readonly given: unknown;
  readonly allowed: string;
}

/** Refuses what gives root in a container rights on the node. */
function checkPodSecurity(checks: PropertyChecks, podSpec: PodData, isolation: BuildIsolation): void {
  if (isolation.allowsPrivileged) {
    return;
  }
  const context = dataOf(podSpec.securityContext);
  const all = [...unconfinedIn(context), ...hostProcessIn(context), ...sysctlsIn(context)];
  checks.each(all, ({ path, given, allowed }) =>
    checks.refuse(
      `${POD_SPEC}.securityContext.${path}`,
      given,
      `${allowed}, because the isolation of the namespace (${isolation.toString()}) admits no others`,
      'Remove it.',
    ),
  );
}

function unconfinedIn(context: PodData): Forbidden[] {
  const seLinux = dataOf(context.seLinuxOptions);
  const profiles = ['seccompProfile', 'appArmorProfile'].map((name) => ({
    path: `${name}.type`,
    given: dataOf(context[name]).type,
    allowed: '"RuntimeDefault" or "Localhost"',
    isForbidden: (given: unknown) => given === 'Unconfined',
  }));
  const type = {
    path: 'seLinuxOptions.type',
    given: seLinux.type,
    allowed: SELINUX_TYPES.filter((name) => name !== '').join(', '),
    isForbidden: (given: unknown) => isSet(given) && !SELINUX_TYPES.includes(given as string),
  };
  const names = ['user', 'role'].map((name) => ({
    path: `seLinuxOptions.${name}`,
    given: seLinux[name],
    allowed: 'no value',
    isForbidden: (given: unknown) => isSet(given) && given !== '',
  }));
  return [...profiles, type, ...names].filter(({ given, isForbidden }) => isForbidden(given));
}

function hostProcessIn(context: PodData): Forbidden[] {
  const given = dataOf(context.windowsOptions).hostProcess;
  return isSet(given) && given !== false ? [{ path: 'windowsOptions.hostProcess', given, allowed: 'false' }] : [];
}

function sysctlsIn(context: PodData): Forbidden[] {
  const all = elementsOf(context.sysctls, 'sysctls').map(({ where, element: { name } }) => ({
    path: `${where}.name`,
    given: name,
  }));
  return all
    .filter(({ given }) => !BASELINE_SYSCTLS.includes(given as string))
    .map((one) => ({ ...one, allowed: `a sysctl of the Pod Security level baseline: ${BASELINE_SYSCTLS.join(', ')}` }));
}

/** Volume types that the policy allows, and the Secret that it protects; unknown for older copies of this package. */
type PolicyFacts = Pick<BuildFarmNamespace, 'hasAdmissionPolicy'> & {
  readonly _volumeTypes?: readonly BuildVolumeType[];
  readonly _tokenSecretName?: string;
};

/** Refuses what only the admission policy of the namespace forbids. */
function checkPolicy(checks: PropertyChecks, podSpec: PodData, namespace: PolicyFacts): void {
  if (namespace.hasAdmissionPolicy) {
    const { _volumeTypes, _tokenSecretName } = namespace;
    checks.part(() => _volumeTypes && checkVolumeTypes(checks, podSpec, _volumeTypes));
    checks.part(() => _tokenSecretName !== undefined && checkSecrets(checks, podSpec, _tokenSecretName));
  }
}

function checkVolumeTypes(checks: PropertyChecks, podSpec: PodData, additional: readonly BuildVolumeType[]): void {
  const names = [...CLUSTER_VOLUMES, ...additional.map(String)];
  const others = volumesIn(podSpec).filter(
    ({ element }) =>
      ![...CLUSTER_VOLUMES, 'hostPath'].some((type) => isSet(element[type])) &&
      !additional.some((type) => type._includes(element)),
  );
  checks.each(others, ({ where }) =>
    checks.refuse(
      where,
      undefined,
      `a volume of a type that the admission policy of the namespace allows: ${names.join(', ')}`,
      'Use one of these, or add the type to additionalVolumeTypes of the build namespace.',
    ),
  );
}

/** Secrets of the namespace that the pod spec names. */
function secretsIn(podSpec: PodData): PlacedText[] {
  const ofVolumes = volumesIn(podSpec).flatMap(({ where, element }) => [
    ...SECRETS_OF_VOLUMES.map((path) => ({ property: [where, ...path].join('.'), text: at(element, path) })),
    ...ATTRIBUTES_OF_VOLUMES.flatMap((path) =>
      Object.entries(dataOf(at(element, path))).map(([key, text]) => ({
        property: `${[where, ...path].join('.')}["${key}"]`,
        text,
      })),
    ),
    ...elementsOf(dataOf(element.projected).sources, `${where}.projected.sources`).map((source) => ({
      property: `${source.where}.secret.name`,
      text: at(source.element, ['secret', 'name']),
    })),
  ]);
  const ofImages = elementsOf(podSpec.imagePullSecrets, `${POD_SPEC}.imagePullSecrets`).map(({ where, element }) => ({
    property: `${where}.name`,
    text: element.name,
  }));
  return [...ofVolumes, ...ofImages].filter((one): one is PlacedText => typeof one.text === 'string');
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((within, name) => dataOf(within)[name], value);
}

function checkSecrets(checks: PropertyChecks, podSpec: PodData, tokenSecretName: string): void {
  checks.each(secretsIn(podSpec), ({ property, text }) =>
    checks.later(property, [text, tokenSecretName], (known, token) => {
      if (known === token) {
        const allowed = 'a Secret other than the one with the token of the delegate, which shares the namespace';
        checks.refuse(property, known, allowed, 'Use another Secret.');
      }
    }),
  );
}
