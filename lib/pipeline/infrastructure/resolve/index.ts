import type { Construct } from 'constructs';
import { BuildFarmNamespace, type BuildIsolation, type IBuildFarmNamespace } from '../../../build-farm';
import type { IKubernetesClusterConnector } from '../../../connector';
import { checkTextOrExpression, copied, type HarnessScope, isExpression, referenceFrom } from '../../../document';
import {
  DNS_LABEL,
  DNS_SUBDOMAIN,
  LABEL_VALUE,
  PropertyChecks,
  QUALIFIED_NAME,
  constructProps,
  wholeSeconds,
} from '../../../values';
import {
  BuildOperatingSystem,
  type InfrastructureInputs,
  type KubernetesDirectInfrastructureProps,
  type StageSecurityContextInputs,
} from '../props';
import { type ResolvedInputs, resolveInputs } from './inputs';
import { checkIsolation } from './isolation';
import { checkMarks } from './marks';
import { resolveOverlay, resolveTolerations } from './scheduling';
import { resolveScope, viewpointOf } from './scope';
import { checkOperatingSystem, checkSecurity, userOf } from './security';
import { SHAPES } from './shapes';
import { resolveVolumes } from './volumes';

export { checkOverlayDelegate } from './overlay-delegate';
export { checkPrivileged } from './isolation';
export { checkMountedOnce, pathRuleOf } from './paths';
export { INFRASTRUCTURE_OPTION_SHAPES } from './shapes';

/** An infrastructure with every default filled in and every property checked: all that the renderer sees. */
export interface ResolvedInfrastructure {
  readonly props: KubernetesDirectInfrastructureProps;
  readonly connector: IKubernetesClusterConnector;
  /** The project of the pipeline, or what else is said of its place. */
  readonly scope?: HarnessScope;
  /** From where references are seen: that place, or some project. */
  readonly viewpoint: HarnessScope;
  readonly namespace: string;
  readonly serviceAccountName?: string;
  readonly os: BuildOperatingSystem;
  readonly runAsUser?: number;
  readonly volumes: readonly object[];
  readonly tolerations: readonly object[];
  /** As Harness has it, a text. */
  readonly overlay?: string;
  readonly initTimeoutSeconds?: number;
  readonly inputs: ResolvedInputs<InfrastructureInputs>;
  /** What of `containerSecurityContext` is told later. */
  readonly contextInputs: ResolvedInputs<StageSecurityContextInputs>;
  readonly isolation?: BuildIsolation;
}

/** Throws for bad input. */
export function resolveInfrastructure(
  construct: Construct,
  given: KubernetesDirectInfrastructureProps,
): ResolvedInfrastructure {
  const checks = new PropertyChecks(construct);
  constructProps(SHAPES)(checks, '', given);
  const props = copied(given);
  const { connector, os = BuildOperatingSystem.LINUX, podSpecOverlay, tolerations = [] } = props;
  const inputs = resolveInputs<InfrastructureInputs>(checks, props);
  const contextInputs = resolveInputs(checks, props.containerSecurityContext ?? {}, 'containerSecurityContext.');
  const isolation = isolationOf(props.buildNamespace);
  checkMarks(checks, props);
  // First: what Windows has not at all is not to be mended.
  checkOperatingSystem(checks, props);
  checkSecurity(checks, props);
  const scope = resolveScope(checks, props);
  const viewpoint = viewpointOf(scope, connector);
  checkTexts(checks, props, viewpoint);
  const resolved = {
    props,
    connector,
    scope,
    viewpoint,
    namespace: resolveNamespace(checks, props),
    serviceAccountName: resolveServiceAccount(checks, props),
    os,
    runAsUser: userOf(props),
    volumes: resolveVolumes(checks, props),
    tolerations: resolveTolerations(checks, tolerations),
    overlay: inputs.podSpecOverlay ?? (podSpecOverlay && resolveOverlay(checks, podSpecOverlay)),
    initTimeoutSeconds:
      props.initTimeout && wholeSeconds(checks, 'initTimeout', props.initTimeout, LEAST_TIMEOUT, GREATEST_TIMEOUT),
    inputs,
    contextInputs,
    isolation,
  };
  if (isolation !== undefined) {
    checkIsolation(checks, props, isolation);
  }
  return resolved;
}

/** Harness' schema takes no time of one digit. */
const LEAST_TIMEOUT = 10;
/** A day: what is longer is a slip. */
const GREATEST_TIMEOUT = 24 * 60 * 60;

/** What a namespace of this program admits. */
function isolationOf(namespace?: IBuildFarmNamespace): BuildIsolation | undefined {
  return BuildFarmNamespace.isBuildFarmNamespace(namespace) ? (namespace as BuildFarmNamespace).isolation : undefined;
}

function resolveNamespace(
  checks: PropertyChecks,
  { namespace, buildNamespace }: KubernetesDirectInfrastructureProps,
): string {
  const used = namespace ?? buildNamespace?.namespace;
  if (used === undefined) {
    checks.refuse('namespace', undefined, 'the namespace of the builds', 'Set namespace or buildNamespace.');
  }
  checkTextOrExpression(checks, 'namespace', used, DNS_LABEL);
  if (namespace !== undefined && buildNamespace !== undefined) {
    checks.later('namespace', [namespace, buildNamespace.namespace], (known, own) => {
      if (known !== own && !isExpression(known)) {
        const allowed = `"${own}", the name of buildNamespace, or an expression`;
        checks.refuse('namespace', known, allowed, 'Leave one of the two out.');
      }
    });
  }
  return used;
}

function resolveServiceAccount(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): string | undefined {
  const { connector, buildNamespace } = props;
  const name = props.serviceAccountName ?? buildNamespace?.serviceAccountName;
  if (name === undefined && connector.inheritsFromDelegate) {
    checks.refuse(
      'serviceAccountName',
      undefined,
      'a ServiceAccount where the connector inherits the credentials of its delegate',
      'Set it, or set buildNamespace.',
    );
  }
  if (name !== undefined) {
    checkTextOrExpression(checks, 'serviceAccountName', name, DNS_SUBDOMAIN);
  }
  if (props.serviceAccountName !== undefined && BuildFarmNamespace.isBuildFarmNamespace(buildNamespace)) {
    checkAllowedAccount(checks, props.serviceAccountName, buildNamespace as BuildFarmNamespace);
  }
  return name;
}

function checkAllowedAccount(checks: PropertyChecks, name: string, namespace: BuildFarmNamespace): void {
  const allowed = namespace.allowedServiceAccounts;
  checks.later('serviceAccountName', [name, ...allowed], (known, ...names) => {
    if (namespace.hasAdmissionPolicy && !names.includes(known) && !isExpression(known)) {
      checks.refuse(
        'serviceAccountName',
        known,
        `an account that the admission policy of the namespace lets builds have: ${names.join(', ')}`,
        'Leave it out, or name it in additionalServiceAccounts of the namespace.',
      );
    }
  });
}

function checkTexts(
  checks: PropertyChecks,
  { nodeSelector = {}, priorityClassName, hostNames = [], imageConnector }: KubernetesDirectInfrastructureProps,
  viewpoint: HarnessScope,
): void {
  for (const [key, value] of Object.entries(nodeSelector)) {
    checks.plainText('nodeSelector key', key, QUALIFIED_NAME);
    checkTextOrExpression(checks, `nodeSelector["${key}"]`, value, LABEL_VALUE);
  }
  if (priorityClassName !== undefined) {
    checkTextOrExpression(checks, 'priorityClassName', priorityClassName, DNS_SUBDOMAIN);
  }
  hostNames.forEach((name, index) => {
    checkTextOrExpression(checks, `hostNames[${index}]`, name, DNS_SUBDOMAIN);
    checks.once(`hostNames[${index}]`, name, hostNames.slice(0, index));
  });
  if (imageConnector !== undefined) {
    checkTextOrExpression(checks, 'imageConnector', imageConnector, referenceFrom(viewpoint, 'a Docker connector'));
  }
}
