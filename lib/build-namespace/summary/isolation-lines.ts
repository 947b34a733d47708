/** What keeps builds from their node, and from a delegate in the same namespace. */
import { shown, valueOf } from '../../core';
import { DELEGATE_LABEL, PodSecurityLevel } from '../../workload';
import { type AppliedPolicy, declaredNamespace, inWords, levelWords } from '../../evaluation';
import { accountRule, admissionRules, HOST_RULE, PRIVILEGED_RULE, RESTRICTED_RULES } from '../admission-rules';
import { conditionsOf } from '../admission';
import { imageRule } from '../admission-images';
import { projectRule } from '../admission-projects';
import { labelRule, tokenRule } from '../admission-shared';
import { hostPathRule, volumeTypeRule } from '../admission-volumes';
import { costLabelRule, wordsOf } from '../cost-labels';
import { type AdmissionRule, CONTAINERS } from '../../build-pods';
import { auditedLevel, type SharedWith } from '../namespace';
import { type Described, podsOfDelegate } from './delegate-pods';
import { setsSeccompProfile } from './pod-profile-lines';

/** Node resources that builds are not kept from. */
export interface NodeFreedoms {
  readonly privileged: boolean;
  readonly hostNetwork: boolean;
  /** Directories of the node, or all of them. */
  readonly directories: readonly string[] | 'all';
}

/** Whether its only conditions exempt a delegate in the same namespace. */
function isForEveryBuild({ farm }: Described, { conditions }: AppliedPolicy): boolean {
  const own = conditionsOf(farm).map(({ expression }) => valueOf(expression));
  return conditions.every((condition) => own.includes(condition));
}

/** Whether a policy that applies to every build has the rule. */
export function isKept(
  described: Described,
  policies: readonly AppliedPolicy[],
  { expression }: AdmissionRule,
): boolean {
  const wanted = valueOf(expression);
  return policies
    .filter((policy) => isForEveryBuild(described, policy))
    .filter(({ variables }) => !wanted.includes('variables.') || variables.containers === CONTAINERS)
    .some(({ validations }) => validations.includes(wanted));
}

/** Whether builds can use no ServiceAccount of the namespace but their own. */
export function deniesOtherAccounts(described: Described, policies: readonly AppliedPolicy[]): boolean {
  return isKept(described, policies, accountRule(described.farm));
}

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export function nodeFreedoms(described: Described, policies: readonly AppliedPolicy[]): NodeFreedoms {
  const { farm, objects, namespace } = described;
  const { podSecurityLevel = '' } = declaredNamespace(objects, namespace);
  if (['baseline', 'restricted'].includes(podSecurityLevel)) {
    return { privileged: false, hostNetwork: false, directories: [] };
  }
  const keeps = (rule: AdmissionRule) => isKept(described, policies, rule);
  const paths = farm.isolation._hostPaths;
  return {
    privileged: !keeps(PRIVILEGED_RULE),
    hostNetwork: !keeps(HOST_RULE),
    directories: keeps(hostPathRule([])) ? [] : keeps(hostPathRule(paths)) ? paths : 'all',
  };
}

export function isolationLines(described: Described, policies: readonly AppliedPolicy[]): string[] {
  const { objects, namespace } = described;
  const declared = declaredNamespace(objects, namespace);
  const { isDeclared, podSecurityLevel, reportedLevel } = declared;
  const reports = reportedLevel === undefined ? '' : ` (${reportedLevel} is only warned about and audited)`;
  const words = levelWords(declared);
  const level =
    words === undefined ? `no Pod Security level${isDeclared ? '' : ' declared here'}` : `Pod Security level ${words}`;
  const freedoms = freedomWords(nodeFreedoms(described, policies));
  const admitted = freedoms.length > 0 ? `; nothing keeps builds from ${inWords(freedoms)}` : '';
  return [
    `Isolation: ${level}${reports}${policyWords(described, policies)}${admitted}.`,
    ...(freedoms.length > 0 ? [`EXPOSED: the node.${reasonWords(described)}`] : []),
    ...(described.farm.isolation._sharesNodes
      ? ['EXPOSED: pods of others on the same node. Builds can take their tokens and Secrets (unsafeSharedNodes).']
      : []),
    ...seccompLines(described, policies, podSecurityLevel),
    ...volumeLines(described, policies),
    ...projectLines(described, policies),
    ...imageLines(described, policies),
    ...costLines(described, policies),
    ...(isDeclared || isRefused(described) ? [] : [labelLine(described)]),
    ...(policies.length > 0 ? missingRules(described, policies) : withoutPolicy(described, freedoms.length > 0)),
  ];
}

/** How many of the builds an admission policy is for. */
export function policyWords(described: Described, policies: readonly AppliedPolicy[]): string {
  if (policies.length === 0) {
    return '';
  }
  return policies.some((policy) => isForEveryBuild(described, policy))
    ? ', and an admission policy'
    : ', and an admission policy for some builds';
}

/** What of the node builds can have, in words. */
export function freedomWords({ privileged, hostNetwork, directories }: NodeFreedoms): string[] {
  return [
    ...(privileged ? ['privileged containers'] : []),
    ...(hostNetwork ? ['the network and processes of the node'] : []),
    ...(directories === 'all' ? ['all directories of the node'] : []),
    ...(directories !== 'all' && directories.length > 0 ? [`directories of the node: ${directories.join(', ')}`] : []),
  ];
}

function reasonWords({ farm: { isolation } }: Described): string {
  return isolation.reason === undefined ? '' : ` Reason: ${shown(isolation.reason)}`;
}

/** Types of volume that were opened by name; without the rule, the types are not limited. */
function volumeLines(described: Described, policies: readonly AppliedPolicy[]): string[] {
  const { volumeTypes } = described.farm;
  return isKept(described, policies, volumeTypeRule(volumeTypes))
    ? volumeTypes.map((type) => `NOTE: builds can mount ${type.toString()}. Reason: ${shown(type._options.reason)}`)
    : [];
}

/** Harness sets the labels, but those of a stage take precedence. */
function projectLines(described: Described, policies: readonly AppliedPolicy[]): string[] {
  const { allowedProjects } = described.farm;
  return allowedProjects.length > 0 && isKept(described, policies, projectRule(allowedProjects))
    ? [
        `Admits builds of ${inWords(allowedProjects.map(String))}, by their labels orgID and projectID.`,
        'NOTE: a stage can set these labels itself: a guard, not a boundary.',
      ]
    : [];
}

function imageLines(described: Described, policies: readonly AppliedPolicy[]): string[] {
  const { images, volumeTypes, istioMarks, istio } = described.farm;
  if (images === undefined || !isKept(described, policies, imageRule(images, volumeTypes))) {
    return [];
  }
  const { _patterns: patterns, _needsDigest, _without } = images.allowed;
  const harness = _without === undefined ? '; and those that Harness itself uses' : '';
  return [
    `Admits images of ${inWords(patterns)}${_needsDigest ? ', with a digest' : ''}${harness}.`,
    ...(_without === undefined ? [] : [`NOTE: no images of Harness but these. Reason: ${shown(_without.reason)}`]),
    ...(istio !== undefined && istioMarks.isAmbient !== true
      ? ['NOTE: the proxy that the mesh adds to build pods must be among them.']
      : []),
  ];
}

function costLines(described: Described, policies: readonly AppliedPolicy[]): string[] {
  const { costLabels } = described.farm;
  return Object.keys(costLabels).length > 0 && isKept(described, policies, costLabelRule(costLabels))
    ? [`Admits only pods with the cost labels ${wordsOf(costLabels)}. Labels of a pod can be changed later.`]
    : [];
}

/** Harness sets no seccomp profile. A pipeline can meet everything else that the level restricted requires. */
export function seccompLines(described: Described, policies: readonly AppliedPolicy[], level?: string): string[] {
  const isSet = setsSeccompProfile(described);
  if (level === PodSecurityLevel.RESTRICTED) {
    return isSet
      ? []
      : [
          'NOTE: Harness sets no seccomp profile: the namespace admits builds only if a webhook of the cluster sets one on their pods.',
        ];
  }
  return described.farm.isolation.auditsRestricted &&
    RESTRICTED_RULES.every((rule) => isKept(described, policies, rule))
    ? [
        `  The policy denies root, privilege escalation and capabilities.${isSet ? '' : ' A seccomp profile is not required: Harness sets none.'}`,
      ]
    : [];
}

/** Whether the namespace is declared, but not as the API server accepts it. */
export function isRefused({ malformed, namespace }: Described): boolean {
  return malformed.some((words) => words.startsWith(`Namespace ${namespace} (`));
}

function labelLine({ farm: { isolation } }: Described): string {
  const { podSecurityLevel, auditsRestricted } = isolation;
  const others = auditsRestricted ? `, and warn and audit to ${auditedLevel(isolation)}` : '';
  return `NOTE: the namespace is created elsewhere. Set its label pod-security.kubernetes.io/enforce=${podSecurityLevel}${others}.`;
}

/** Rules of the construct that no policy has anymore. */
function missingRules(described: Described, policies: readonly AppliedPolicy[]): string[] {
  const rules = described.farm.admission.exists ? admissionRules(described.farm) : [];
  const missing = rules.filter((rule) => !isKept(described, policies, rule));
  return [
    ...missing.map(({ message }) => `NOTE: no admission policy has this rule: ${valueOf(message).split('. ')[0]}.`),
    ...(policies.some(({ coversEphemeralContainers }) => coversEphemeralContainers)
      ? []
      : ['NOTE: no admission policy applies to ephemeral containers.']),
  ];
}

function withoutPolicy({ farm }: Described, isExposed: boolean): string[] {
  const { admission, enforcement, allowedProjects, images } = farm;
  const ofProjects = allowedProjects.length > 0 ? 'be of any project, and ' : '';
  const ofImages = images === undefined ? '' : 'have any image, and ';
  const which = admission.exists ? ' applies to every build' : `, because ${admission.why}`;
  return [
    ...enforcement._opened.map(({ what, reason }) => `EXPOSED: ${what}. Reason: ${shown(reason)}`),
    `NOTE: no admission policy${which}. Pods can ${ofProjects}${ofImages}use any ServiceAccount of the namespace`,
    isExposed ? '  and all of the node.' : '  and everything that its Pod Security level allows.',
  ];
}

/** What a delegate in the same namespace is exposed to. */
export function sharedLines(described: Described, policies: readonly AppliedPolicy[]): string[] {
  const { shared } = described.farm;
  if (shared === undefined) {
    return [];
  }
  const parts = partsOfDelegate(described, shared);
  const isDenied = (rules: readonly AdmissionRule[]) =>
    rules.length > 0 && rules.every((rule) => isKept(described, policies, rule));
  const denied = parts.filter(({ rules }) => isDenied(rules));
  const open = parts.filter((part) => !denied.includes(part)).map(({ words }) => words);
  const only =
    denied.length > 0
      ? ` The policy only keeps build pods from using ${inWords(denied.map(({ words }) => words))}.`
      : '';
  const pods = denied.length > 0 ? 'Build pods' : 'Without a policy, build pods';
  return [
    `EXPOSED: the delegate ${shared.delegateName} is in the same namespace. Its token is exposed to anyone who can run commands`,
    `  in the delegate or read Secrets.${only}`,
    ...(open.length > 0 ? [`  ${pods} can use ${inWords(open)}.`] : []),
  ];
}

/** What makes a pod the delegate, and the rules that keep builds from it; none if no rule can. */
function partsOfDelegate(described: Described, { delegate, delegateName }: SharedWith) {
  const { farm } = described;
  const { accounts, tokenSecrets, labels } = podsOfDelegate(described, delegate);
  const allowed = farm.allowedAccounts.map(valueOf);
  const isBuildAccount = accounts.some(({ name }) => allowed.includes(name));
  return [
    { words: 'its account', rules: isBuildAccount ? [] : [accountRule(farm)] },
    { words: 'its token', rules: tokenSecrets.map(tokenRule) },
    { words: 'its labels', rules: labels[DELEGATE_LABEL] === delegateName ? [labelRule(delegateName)] : [] },
  ];
}

/** Labels of a delegate in the namespace that builds cannot have. */
export function deniedLabels(described: Described, policies: readonly AppliedPolicy[]): string | undefined {
  const { shared } = described.farm;
  return shared !== undefined && isKept(described, policies, labelRule(shared.delegateName))
    ? shared.delegateName
    : undefined;
}
