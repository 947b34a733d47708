/** Invalid properties of an infrastructure. */
import { Duration } from 'cdk8s';
import { unresolved } from '../../../lib/core';
import { HarnessScope, RuntimeInput } from '../../../lib/document';
import { BuildOperatingSystem, LabelOperator, type StageTopologySpread, StageVolume } from '../../../lib/pipeline';
import { TaintEffect, UnsatisfiableConstraint } from '../../../lib/workload';
import { type BadFarm, badFarm as bad } from './bad-farm-row';

const late = (text: string) => unresolved(() => text);
const SUBDOMAIN = /DNS subdomain: at most 253/;
const KEY = /a key: an optional DNS prefix/;
const LABEL_VALUE = /empty, or at most 63/;
const UID = /a whole number (of at least 0|from 0 to 2147483647)/;

const NAMES: readonly BadFarm[] = [
  ...['Team-A', 'team a', 'team.a', 'team-', '', 'a'.repeat(64), 'PUT_YOUR_NAMESPACE'].map((namespace) =>
    bad(`the namespace "${namespace}"`, { namespace }, 'namespace', /DNS label: at most 63/),
  ),
  ...['Builder', '', 'a_b', 'a'.repeat(254)].map((name) =>
    bad(`the account "${name}"`, { serviceAccountName: name }, 'serviceAccountName', SUBDOMAIN),
  ),
  bad('a priority class that is none', { priorityClassName: 'High' }, 'priorityClassName', SUBDOMAIN),
  bad(
    'an image connector with blanks',
    { imageConnector: 'a b' },
    'imageConnector',
    /a reference to a Docker connector/,
  ),
  bad(
    'an image connector of a user',
    { imageConnector: 'user.a' },
    'imageConnector',
    /a reference to a Docker connector/,
  ),
  bad(
    'a reserved organization',
    { scope: HarnessScope.project('or', 'a') },
    'scope.orgIdentifier',
    /and not a reserved word/,
  ),
  bad(
    'a project with a hyphen',
    { scope: HarnessScope.project('a', 'b-c') },
    'scope.projectIdentifier',
    /letters, digits/,
  ),
  bad('a host name in capitals', { hostNames: ['a', 'Host'] }, 'hostNames[1]', SUBDOMAIN),
  bad('a host name twice', { hostNames: ['a', 'a'] }, 'hostNames[1]', /without duplicates/),
];

const MARKS: readonly BadFarm[] = [
  bad('a label key with a blank', { labels: { 'a b': 'xy' } }, 'labels["a b"]', KEY),
  bad('a label of one character', { labels: { a: 'x' } }, 'labels["a"]', /2 to 63 letters/),
  bad('a label with a blank', { labels: { a: 'x y' } }, 'labels["a"]', /^2 to 63 letters/),
  bad('an empty label', { labels: { a: '' } }, 'labels["a"]', /^2 to 63 letters/),
  bad(
    'the label of delegates',
    { labels: { 'harness.io/name': 'ci' } },
    'labels["harness.io/name"]',
    /a key other than/,
  ),
  bad('an annotation key with a blank', { annotations: { 'a b': 'x' } }, 'annotations["a b"]', KEY),
  bad('annotations too large', { annotations: { a: 'x'.repeat(300_000) } }, 'annotations', /at most 261120 bytes/),
  bad('a node label key', { nodeSelector: { 'a/b/c': 'x' } }, 'nodeSelector["a/b/c"]', KEY),
  bad('a node label', { nodeSelector: { a: 'x y' } }, 'nodeSelector["a"]', LABEL_VALUE),
];

const volume = (what: string, one: StageVolume, member: string, allowed: RegExp) =>
  bad(what, { volumes: [StageVolume.emptyDir('/ok'), one] }, `volumes[1].${member}`, allowed);

const VOLUMES: readonly BadFarm[] = [
  ...['', 'tmp', '/a:b'].map((path) =>
    volume(`the mount path "${path}"`, StageVolume.emptyDir(path), 'mountPath', /an absolute path/),
  ),
  ...['/', '/harness', '/harness/', '//harness', '/addon', '/addon/bin', '/./addon'].map((path) =>
    volume(
      `the mount path "${path}", which Harness has`,
      StageVolume.emptyDir(path),
      'mountPath',
      /and not a path that Harness uses: \/, /,
    ),
  ),
  ...['/..', '/a/../b', '/a/..'].map((path) =>
    volume(`the mount path "${path}"`, StageVolume.emptyDir(path), 'mountPath', /without '\.\.'/),
  ),
  volume('an expression that is not closed as a mount path', StageVolume.emptyDir('/a/<+x'), 'mountPath', /expression/),
  volume('a step back on the node', StageVolume.hostPath('/a', '/b/../../etc'), 'path', /without '\.\.'/),
  volume('a size that is no expression', StageVolume.emptyDir('/a', { size: '<+x' }), 'size', /a Harness expression/),
  volume(
    'a plain medium told later',
    StageVolume.emptyDir('/a', { inputs: { medium: 'Memory' } }),
    'inputs.medium',
    /a Harness expression/,
  ),
  volume('a mount path twice', StageVolume.emptyDir('/ok'), 'mountPath', /that no other /),
  volume('a mount path twice, with a slash', StageVolume.emptyDir('/ok/'), 'mountPath', /that no other /),
  volume('a size of half a byte', StageVolume.emptyDir('/a', { size: '500m' }), 'size', /a whole number of bytes/),
  ...['0', '-1Gi', 'much', ''].map((size) =>
    volume(`the size "${size}"`, StageVolume.emptyDir('/a', { size }), 'size', /a Kubernetes quantity above 0/),
  ),
  volume('a size known later', StageVolume.emptyDir('/a', { size: late('1Gi') }), 'size', /known at construction/),
  volume('a relative path of the node', StageVolume.hostPath('/a', 'cache'), 'path', /an absolute path/),
  volume('a claim that is none', StageVolume.persistentVolumeClaim('/a', 'My Claim'), 'claimName', SUBDOMAIN),
];

const context = (what: string, containerSecurityContext: object, member: string, allowed: RegExp) =>
  bad(what, { containerSecurityContext }, `containerSecurityContext.${member}`, allowed);

const SECURITY: readonly BadFarm[] = [
  ...[-1, 1.5, NaN, 2 ** 31].map((runAsUser) => bad(`the user ${runAsUser}`, { runAsUser }, 'runAsUser', UID)),
  context('a negative user', { runAsUser: -1 }, 'runAsUser', UID),
  ...['CAP_NET_ADMIN', 'net_admin', '', 'NET ADMIN'].map((name) =>
    context(`the capability "${name}"`, { addCapabilities: [name] }, 'addCapabilities[0]', /without the prefix CAP_/),
  ),
  context('a capability twice', { dropCapabilities: ['ALL', 'ALL'] }, 'dropCapabilities[1]', /without duplicates/),
  context(
    'an expression that is no capability',
    { addCapabilities: ['<+x'] },
    'addCapabilities[0]',
    /without the prefix CAP_/,
  ),
  context('a plain user told later', { inputs: { runAsUser: '1000' } }, 'inputs.runAsUser', /a Harness expression/),
  context('a capability to drop', { dropCapabilities: ['all'] }, 'dropCapabilities[0]', /without the prefix CAP_/),
];

const toleration = (what: string, one: object, member: string, allowed: RegExp) =>
  bad(what, { tolerations: [{ key: 'first', identifier: 'first' }, one] }, `tolerations[1].${member}`, allowed);

const TOLERATIONS: readonly BadFarm[] = [
  toleration('a key with a blank', { key: 'a b' }, 'key', KEY),
  toleration('a value without its key', { value: 'a' }, 'value', /no value without a key/),
  toleration('a value with a blank', { key: 'a', value: 'a b' }, 'value', LABEL_VALUE),
  toleration('an identifier with a hyphen', { key: 'a', identifier: 'a-b' }, 'identifier', /letters, digits/),
  toleration('an identifier twice', { key: 'a', identifier: 'first' }, 'identifier', /that no other /),
  toleration('a key twice', { key: 'first' }, 'identifier', /another toleration has the same key/),
  toleration('a time without its effect', { key: 'a', tolerationSeconds: 1 }, 'tolerationSeconds', /NoExecute/),
  toleration('a plain effect told later', { inputs: { effect: 'NoExecute' } }, 'inputs.effect', /a Harness expression/),
  toleration('a value that is no expression', { key: 'a', value: '<+x' }, 'value', LABEL_VALUE),
  toleration('a negative time', { effect: TaintEffect.NO_EXECUTE, tolerationSeconds: -1 }, 'tolerationSeconds', UID),
];

const SPREAD: StageTopologySpread = { topologyKey: 'zone', matchLabels: { app: 'x' } };
const spread = (what: string, one: object, member: string, allowed: RegExp) =>
  bad(
    what,
    { podSpecOverlay: { topologySpreadConstraints: [SPREAD, { ...SPREAD, ...one }] } },
    `podSpecOverlay.topologySpreadConstraints[1].${member}`,
    allowed,
  );
const matching = (what: string, one: object, member: string, allowed: RegExp) =>
  spread(what, { matchExpressions: [{ key: 'a', ...one }] }, `matchExpressions[0].${member}`, allowed);

const OVERLAY: readonly BadFarm[] = [
  bad(
    'no spread',
    { podSpecOverlay: { topologySpreadConstraints: [] } },
    'podSpecOverlay.topologySpreadConstraints',
    /at least one/,
  ),
  spread('a topology key with a blank', { topologyKey: 'a b' }, 'topologyKey', KEY),
  spread('no skew', { maxSkew: 0 }, 'maxSkew', /at least 1/),
  spread(
    'no domain',
    { minDomains: 0, whenUnsatisfiable: UnsatisfiableConstraint.DO_NOT_SCHEDULE },
    'minDomains',
    /at least 1/,
  ),
  spread('domains with any schedule', { minDomains: 2 }, 'minDomains', /unless whenUnsatisfiable is DoNotSchedule/),
  spread('no labels', { matchLabels: {} }, 'matchLabels', /labels or expressions/),
  spread('a label with a blank', { matchLabels: { a: 'x y' } }, 'matchLabels["a"]', LABEL_VALUE),
  spread(
    'an expression, which could become any part of the text',
    { matchLabels: { a: '<+x>' } },
    'matchLabels["a"]',
    LABEL_VALUE,
  ),
  spread('a label key with a blank', { matchLabels: { 'a b': 'x' } }, 'matchLabels["a b"]', KEY),
  matching('a key with a blank', { key: 'a b', operator: LabelOperator.EXISTS }, 'key', KEY),
  matching(
    'an operator without values',
    { operator: LabelOperator.IN },
    'values',
    /at least one value with the operator In/,
  ),
  matching(
    'values that are not compared',
    { operator: LabelOperator.EXISTS, values: ['a'] },
    'values',
    /no values with the operator Exists/,
  ),
  matching('a value with a blank', { operator: LabelOperator.IN, values: ['a b'] }, 'values[0]', LABEL_VALUE),
];

const inPod = (what: string, podSpec: object, member: string, allowed: RegExp) =>
  bad(what, { podSpecOverlay: { overlayYamlFlag: true, podSpec } }, `podSpecOverlay.podSpec.${member}`, allowed);

const POD_SPEC: readonly BadFarm[] = [
  bad('an empty overlay', { podSpecOverlay: {} }, 'podSpecOverlay', /^topologySpreadConstraints or podSpec$/),
  bad('a flag alone', { podSpecOverlay: { overlayYamlFlag: true } }, 'podSpecOverlay', /or podSpec$/),
  bad('no fields', { podSpecOverlay: { overlayYamlFlag: true, podSpec: {} } }, 'podSpecOverlay.podSpec', /one field/),
  bad(
    'a pod spec without the flag',
    { podSpecOverlay: { podSpec: { hostUsers: false } } },
    'podSpecOverlay.overlayYamlFlag',
    /^true with .*CI_K8S_OVERLAY_YAML$/,
  ),
  inPod('containers', { containers: [] }, 'containers', /^no containers/),
  inPod('init containers', { initContainers: [] }, 'initContainers', /^no init containers/),
  inPod('ephemeral containers', { ephemeralContainers: [] }, 'ephemeralContainers', /^no ephemeral containers/),
  inPod('a spec within', { spec: { hostUsers: false } }, 'spec', /^the fields of a pod spec$/),
  inPod('an unknown field', { shareMemory: true }, 'shareMemory', /^a field of a pod spec, as of Kubernetes 1\.37$/),
  inPod('a field with a property', { tolerations: [] }, 'tolerations', /the property tolerations$/),
  inPod('the old name of the account', { serviceAccount: 'a' }, 'serviceAccount', /the property serviceAccountName$/),
  inPod('the user', { securityContext: { runAsUser: 1 } }, 'securityContext.runAsUser', /the property runAsUser$/),
  inPod('a context that is none', { securityContext: 1 }, 'securityContext', /^an object$/),
  inPod('volumes that are no list', { volumes: { name: 'a' } }, 'volumes', /^a list$/),
  inPod('a volume that is none', { volumes: ['a'] }, 'volumes[0]', /^an object$/),
  inPod('a volume without a name', { volumes: [{ emptyDir: {} }] }, 'volumes[0].name', /^the name of the volume$/),
  inPod('a volume name', { volumes: [{ name: 'A', emptyDir: {} }] }, 'volumes[0].name', /DNS label/),
  ...['harness', 'addon', 'shared-0', 'volume-12'].map((name) =>
    inPod(`the volume ${name} of Harness`, { volumes: [{ name }] }, 'volumes[0].name', /Harness does not use/),
  ),
  inPod('a volume twice', { volumes: [{ name: 'a' }, { name: 'a' }] }, 'volumes[1].name', /without duplicates/),
  inPod('user namespaces with the host network', { hostUsers: false, hostNetwork: true }, 'hostNetwork', /^false with/),
  inPod('an expression that is not closed', { hostname: '<+x' }, 'hostname', /expression/),
  inPod('a value known later', { hostname: late('a') }, 'hostname', /known at construction/),
  inPod('a name known later', { dnsConfig: { [late('a')]: 1 } }, `dnsConfig["…"]`, /known at construction/),
];

const TIMES: readonly BadFarm[] = [
  bad('nine seconds', { initTimeout: Duration.seconds(9) }, 'initTimeout', /10 to 86400 seconds/),
  bad('half a second', { initTimeout: Duration.millis(10_500) }, 'initTimeout', /whole number of seconds/),
];

const LATER: readonly BadFarm[] = [
  bad(
    'a plain pull policy',
    { inputs: { imagePullPolicy: 'Always' } },
    'inputs.imagePullPolicy',
    /a Harness expression/,
  ),
  bad('a plain user', { inputs: { runAsUser: '1000' } }, 'inputs.runAsUser', /a Harness expression/),
  bad('a plain time', { inputs: { initTimeout: '10m' } }, 'inputs.initTimeout', /a Harness expression/),
  bad(
    'a default that is not allowed',
    { inputs: { volumes: RuntimeInput.of({ defaultValue: 'a', allowedValues: ['b'] }) } },
    'inputs.volumes',
    /a runtime input/,
  ),
];

const WINDOWS: readonly BadFarm[] = [
  bad('no node for Windows', { os: BuildOperatingSystem.WINDOWS }, 'nodeSelector["kubernetes.io/os"]', /"windows"/),
  bad(
    'the wrong node',
    { nodeSelector: { 'kubernetes.io/os': 'windows' } },
    'nodeSelector["kubernetes.io/os"]',
    /"linux"/,
  ),
];

/** All invalid properties, by subject. */
export const BAD_INFRASTRUCTURE: { readonly [subject: string]: readonly BadFarm[] } = {
  names: NAMES,
  marks: MARKS,
  volumes: VOLUMES,
  security: SECURITY,
  tolerations: TOLERATIONS,
  overlay: OVERLAY,
  podSpec: POD_SPEC,
  times: TIMES,
  later: LATER,
  windows: WINDOWS,
};
