/** Random properties of which an infrastructure can be made. */
import * as fc from 'fast-check';
import { RuntimeInput, type RuntimeInputOptions } from '../../../lib/document';
import {
  BuildOperatingSystem,
  type ClaimInputs,
  type ClaimOptions,
  type EmptyDirInputs,
  type EmptyDirOptions,
  type HostPathInputs,
  type HostPathOptions,
  HostPathType,
  type InfrastructureInputs,
  type KubernetesDirectInfrastructureProps,
  type LabelExpression,
  LabelOperator,
  type PodSpecOverlay,
  ProcMount,
  type StageSecurityContext,
  type StageSecurityContextInputs,
  type StageToleration,
  type StageTolerationInputs,
  type StageTopologySpread,
  StageVolume,
  VolumeMedium,
} from '../../../lib/pipeline';
import { ImagePullPolicy, TaintEffect, UnsatisfiableConstraint } from '../../../lib/workload';
import { anyFactory, type ArbitraryOf, named, struct } from './recorded';
import { scope } from './scope';
import { anyOf, anyText, dnsLabel, dnsSubdomain, labelKey, labelMap, labelValue, seconds } from './texts';

/** The connector and the namespace are constructs, which each test creates itself. */
export type RandomInfrastructure = Omit<KubernetesDirectInfrastructureProps, 'connector' | 'buildNamespace'>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Any Harness expression. */
export const expression = fc.constantFrom(
  '<+input>',
  '<+input>.default(a-1)',
  '<+pipeline.variables.x>',
  'ci-<+stage.identifier>',
  '<+<+stage.name>.toLowerCase()>',
);

const orExpression = (arbitrary: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 3, arbitrary }, { weight: 1, arbitrary: expression });

const answer = fc.stringMatching(/^[A-Za-z0-9_. -]{1,12}$/);
const inputOptions = struct<RuntimeInputOptions>(
  'RuntimeInputOptions',
  {
    defaultValue: answer,
    allowedValues: fc.array(answer, { minLength: 1, maxLength: 3 }),
    regex: fc.constantFrom('^[a-z]+$', '(a|b)', '.*'),
    duringExecution: fc.boolean(),
  },
  [],
).map((given) => {
  const options: Writable<RuntimeInputOptions> = { ...given };
  if (options.allowedValues !== undefined) {
    delete options.regex;
    if (options.defaultValue !== undefined) options.defaultValue = options.allowedValues[0];
  }
  return named<RuntimeInputOptions>('RuntimeInputOptions', options);
});

const input = anyFactory(RuntimeInput, { of: fc.tuple(inputOptions) });

const inputs = struct<InfrastructureInputs>(
  'InfrastructureInputs',
  {
    os: input,
    automountServiceAccountToken: input,
    nodeSelector: input,
    volumes: input,
    containerSecurityContext: input,
    tolerations: input,
    hostNames: input,
    podSpecOverlay: expression,
    labels: expression,
    annotations: expression,
    runAsUser: expression,
    initTimeout: expression,
    imagePullPolicy: expression,
  },
  [],
);

/** Sets each property once, as a value or as an input. */
function toldOnce<T extends { readonly inputs?: object }>(name: string, given: T): T {
  const told = Object.keys(given.inputs ?? {});
  return named(name, Object.fromEntries(Object.entries(given).filter(([member]) => !told.includes(member))) as T);
}

const ofHarness = /\/\.\.?(\/|$)|^\/(harness|addon)/;

/** A canonical path that Harness does not use. */
export const ownPath = fc.stringMatching(/^(\/[A-Za-z0-9._ -]{1,8}){1,3}$/).filter((text) => !ofHarness.test(text));
const path = fc.oneof(
  { weight: 4, arbitrary: ownPath },
  {
    weight: 1,
    arbitrary: fc.oneof(
      expression,
      expression.map((text) => `/cache/${text}`),
    ),
  },
);
const volume = anyFactory(StageVolume, {
  emptyDir: fc.tuple(
    path,
    struct<EmptyDirOptions>(
      'EmptyDirOptions',
      {
        medium: anyOf(VolumeMedium),
        size: orExpression(fc.constantFrom('1Gi', '500M', '1e9', '0.5Gi')),
        inputs: struct<EmptyDirInputs>('EmptyDirInputs', { medium: expression }, []),
      },
      [],
    ).map((given) => toldOnce('EmptyDirOptions', given)),
  ),
  hostPath: fc.tuple(
    path,
    path,
    struct<HostPathOptions>(
      'HostPathOptions',
      { type: anyOf(HostPathType), inputs: struct<HostPathInputs>('HostPathInputs', { type: expression }, []) },
      [],
    ).map((given) => toldOnce('HostPathOptions', given)),
  ),
  persistentVolumeClaim: fc.tuple(
    path,
    orExpression(dnsSubdomain),
    struct<ClaimOptions>(
      'ClaimOptions',
      { readOnly: fc.boolean(), inputs: struct<ClaimInputs>('ClaimInputs', { readOnly: input }, []) },
      [],
    ).map((given) => toldOnce('ClaimOptions', given)),
  ),
});

const capability = orExpression(fc.constantFrom('ALL', 'NET_ADMIN', 'SYS_PTRACE', 'CHOWN', 'SETUID'));
const capabilities = fc.uniqueArray(capability, { maxLength: 3 });
const user = fc.oneof(fc.constantFrom(1, 1000, 65534, 2147483647), fc.integer({ min: 1, max: 100_000 }));

const containerSecurityContext = struct<StageSecurityContext>(
  'StageSecurityContext',
  {
    privileged: fc.boolean(),
    allowPrivilegeEscalation: fc.boolean(),
    addCapabilities: capabilities,
    dropCapabilities: capabilities,
    readOnlyRootFilesystem: fc.boolean(),
    runAsNonRoot: fc.boolean(),
    procMount: anyOf(ProcMount),
    runAsUser: user,
    inputs: struct<StageSecurityContextInputs>(
      'StageSecurityContextInputs',
      {
        privileged: input,
        allowPrivilegeEscalation: input,
        addCapabilities: input,
        dropCapabilities: input,
        readOnlyRootFilesystem: input,
        runAsNonRoot: input,
        runAsUser: expression,
      },
      [],
    ),
  },
  [],
).map((given) => {
  const context: Writable<StageSecurityContext> = { ...toldOnce('StageSecurityContext', given) };
  if (context.privileged && context.allowPrivilegeEscalation === false) delete context.allowPrivilegeEscalation;
  if (context.runAsNonRoot && context.inputs?.runAsUser === undefined) context.runAsUser ??= 1000;
  return named<StageSecurityContext>('StageSecurityContext', context);
});

const toleration = struct<StageToleration>(
  'StageToleration',
  {
    identifier: fc.constant('given'),
    key: orExpression(labelKey),
    value: orExpression(labelValue),
    effect: anyOf(TaintEffect),
    tolerationSeconds: fc.nat(10_000),
    inputs: struct<StageTolerationInputs>('StageTolerationInputs', { effect: expression }, []),
  },
  [],
);

/** Adds identifiers, and removes incompatible members. */
const tolerations = fc.array(toleration, { maxLength: 3 }).map((all) =>
  all.map((given, index) => {
    const one: Writable<StageToleration> = { ...toldOnce('StageToleration', given), identifier: `t${index}` };
    if (one.key === undefined) delete one.value;
    const isToldLater = one.inputs?.effect !== undefined;
    if (one.effect !== TaintEffect.NO_EXECUTE && !isToldLater) delete one.tolerationSeconds;
    const keys = all.filter(({ key }) => key === one.key);
    if (given.identifier === undefined && keys.length === 1) delete one.identifier;
    return named<StageToleration>('StageToleration', one);
  }),
);

const someLabels = labelMap.map((labels) => (Object.keys(labels).length === 0 ? { app: 'x' } : labels));
const condition = struct<LabelExpression>(
  'LabelExpression',
  { key: labelKey, operator: anyOf(LabelOperator), values: fc.array(labelValue, { minLength: 1, maxLength: 2 }) },
  ['key', 'operator'],
).map((given) => {
  const { key, operator, values = ['x'] } = given;
  const compares = operator === LabelOperator.IN || operator === LabelOperator.NOT_IN;
  return named<LabelExpression>('LabelExpression', compares ? { key, operator, values } : { key, operator });
});

const spread = struct<StageTopologySpread>(
  'StageTopologySpread',
  {
    topologyKey: labelKey,
    maxSkew: fc.integer({ min: 1, max: 9 }),
    whenUnsatisfiable: anyOf(UnsatisfiableConstraint),
    minDomains: fc.integer({ min: 1, max: 9 }),
    matchLabels: someLabels,
    matchExpressions: fc.array(condition, { minLength: 1, maxLength: 2 }),
  },
  ['topologyKey'],
).map((given) => {
  const one: Writable<StageTopologySpread> = { ...given };
  if (one.whenUnsatisfiable !== UnsatisfiableConstraint.DO_NOT_SCHEDULE) delete one.minDomains;
  if (one.matchExpressions === undefined) one.matchLabels ??= { app: 'x' };
  return named<StageTopologySpread>('StageTopologySpread', one);
});

const group = fc.integer({ min: 0, max: 100_000 });

/** Fields that every namespace and operating system admits, but those of Linux, which `consistent` removes on Windows. */
const podFields = fc.record(
  {
    runtimeClassName: dnsSubdomain,
    activeDeadlineSeconds: fc.integer({ min: 1, max: 86_400 }),
    enableServiceLinks: fc.boolean(),
    hostname: dnsLabel,
    hostUsers: fc.constant(false),
    imagePullSecrets: fc.array(fc.record({ name: dnsSubdomain }, { noNullPrototype: true }), { maxLength: 2 }),
    securityContext: fc.record({ runAsGroup: group, fsGroup: group }, { requiredKeys: [], noNullPrototype: true }),
    volumes: fc
      .array(dnsSubdomain, { maxLength: 2 })
      .map((names) => names.map((name, index) => ({ name: `own-${index}`, configMap: { name } }))),
  },
  { requiredKeys: ['enableServiceLinks'], noNullPrototype: true },
);

const overlay = struct<PodSpecOverlay>(
  'PodSpecOverlay',
  {
    topologySpreadConstraints: fc.array(spread, { minLength: 1, maxLength: 2 }),
    podSpec: podFields,
    overlayYamlFlag: fc.boolean(),
  },
  [],
).map(({ topologySpreadConstraints, ...given }) => {
  const podSpec = given.podSpec ?? (topologySpreadConstraints === undefined ? { enableServiceLinks: true } : undefined);
  const overlayYamlFlag = podSpec === undefined ? given.overlayYamlFlag : true;
  return named<PodSpecOverlay>('PodSpecOverlay', { topologySpreadConstraints, podSpec, overlayYamlFlag });
});

const RESERVED = ['kubernetes.io/os', 'harness.io/name'];
const key = labelKey.filter((name) => !RESERVED.includes(name));
const stageLabel = fc.oneof(
  fc.constantFrom('no', '00', '1e5', 'null', 'true', '0x1f', '1_0', 'a-b', 'z'.repeat(63)),
  fc.stringMatching(/^[A-Za-z0-9][-A-Za-z0-9_.]{0,20}[A-Za-z0-9]$/),
);
const map = (value: fc.Arbitrary<string>) => fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true });

const arbitraries: ArbitraryOf<RandomInfrastructure> = {
  scope,
  os: anyOf(BuildOperatingSystem),
  automountServiceAccountToken: fc.boolean(),
  nodeSelector: map(orExpression(labelValue)),
  volumes: fc.uniqueArray(volume, { maxLength: 3, selector: ({ mountPath }) => mountPath }),
  serviceAccountName: orExpression(dnsSubdomain),
  labels: map(orExpression(stageLabel)),
  annotations: map(anyText),
  containerSecurityContext,
  runAsUser: fc.oneof(fc.constant(0), user),
  priorityClassName: orExpression(fc.oneof(dnsSubdomain, fc.constant('system-node-critical'))),
  tolerations,
  podSpecOverlay: overlay,
  hostNames: fc.uniqueArray(orExpression(dnsSubdomain), { maxLength: 3 }),
  initTimeout: seconds(10, 86_400),
  imageConnector: orExpression(fc.constantFrom('account.docker_hub', 'account.images')),
  imagePullPolicy: anyOf(ImagePullPolicy),
  inputs,
  namespace: orExpression(dnsLabel),
};

/** Random properties of an infrastructure. */
export const infrastructureProps: fc.Arbitrary<RandomInfrastructure> = struct<RandomInfrastructure>(
  'KubernetesDirectInfrastructureProps',
  arbitraries,
  [],
)
  // If every property could be an input, few would have a plain value.
  .chain((props) => {
    const names = Object.keys(props.inputs ?? {});
    return fc.subarray(names, { maxLength: Math.min(4, names.length) }).map((later) => consistent(props, later));
  });

/** Changes as little as needed to make the properties consistent. */
function consistent(given: RandomInfrastructure, toldLater: readonly string[]): RandomInfrastructure {
  const later = Object.entries(given.inputs ?? {}).filter(
    ([name]) => toldLater.includes(name) && !(name === 'runAsUser' && given.os === BuildOperatingSystem.WINDOWS),
  );
  const props: Writable<RandomInfrastructure> = { ...given, namespace: given.namespace ?? 'builds' };
  props.inputs = given.inputs && named<InfrastructureInputs>('InfrastructureInputs', Object.fromEntries(later));
  for (const name of toldLater) delete props[name as keyof RandomInfrastructure];
  if (props.os === BuildOperatingSystem.WINDOWS) {
    delete props.runAsUser;
    delete props.containerSecurityContext;
    if (props.podSpecOverlay?.podSpec !== undefined) {
      const { hostUsers, securityContext, ...others } = props.podSpecOverlay.podSpec as { [field: string]: unknown };
      props.podSpecOverlay = named('PodSpecOverlay', { ...props.podSpecOverlay, podSpec: others });
    }
    if (!toldLater.includes('nodeSelector')) {
      props.nodeSelector = { ...props.nodeSelector, 'kubernetes.io/os': 'windows' };
    }
  }
  const context = props.containerSecurityContext;
  if (context?.runAsUser !== undefined && props.runAsUser !== undefined) props.runAsUser = context.runAsUser;
  return named('KubernetesDirectInfrastructureProps', props);
}
