/** The explanation of what a profile does to the pod of a stage. `test/cluster/pod-profile/random.test.ts` holds it to the servers. */
import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import {
  BuildPodProfile,
  type BuildPodProfileOptions,
  OverridableSetting,
  PodSeccomp,
  ProfileRollout,
  UserNamespaces,
} from '../../lib/build-pods';
import { changed } from '../../lib/build-pods/explain';
import { HarnessErrors } from '../../lib/core';
import { CiStep } from '../../lib/pipeline';
import { TaintEffect } from '../../lib/workload';
import { connectorIn, type InfrastructureProps, infrastructureOf, stageOf } from '../pipeline/stages';
import { profileOptions } from '../testkit/arbitraries/pod-profile';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { podOf } from '../testkit/build-pods/fixture';
import { podOfStage } from '../testkit/build-pods/of-stage';
import { refused, thrownBy } from '../testkit/refused';
import { newChart } from '../testkit/synth';

const SPOT = { key: 'spot', value: 'true', effect: TaintEffect.NO_SCHEDULE };

/** A stage that sets all that it can of what a profile sets. */
const OWN: InfrastructureProps = {
  serviceAccountName: 'builds',
  automountServiceAccountToken: false,
  labels: { team: 'payments', tier: 'gold' },
  annotations: { 'example.com/note': 'own' },
  nodeSelector: { pool: 'own', disk: 'ssd' },
  tolerations: [{ ...SPOT, identifier: 'spot' }],
  priorityClassName: 'own',
  runAsUser: 1000,
  containerSecurityContext: { runAsNonRoot: true },
};
const STEPS = [
  CiStep.run('Tests', {
    image: 'node:24',
    command: 'npm test',
    environment: { OWN: 'kept', HTTP_PROXY: 'http://own' },
  }),
  CiStep.run('Root', {
    image: 'ghcr.io/example/tool:1',
    command: 'make',
    options: undefined,
    runAsUser: 2000,
  } as never),
];
const stageWith = (infrastructure: InfrastructureProps = {}) => stageOf({ steps: STEPS }, infrastructure);

/** The two pods, and their text. */
function explained(options: BuildPodProfileOptions, infrastructure?: InfrastructureProps) {
  const text = BuildPodProfile.of(options).explain(stageWith(infrastructure));
  const documents = parseAllDocuments(text);
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  const [before, after] = documents.map((document) => document.toJS());
  const [textBefore, textAfter] = text.split('---\n');
  return { text, textBefore, textAfter, before, after, count: documents.length };
}

/** The members of an object that another one has, too, and the paths of the others. */
function sharedWith(own: any, other: any, path = ''): [shared: any, others: string[]] {
  if (typeof own !== 'object') return [own, []];
  const parts = Object.keys(own).map((name): [string, any, string[]] => {
    const at = `${path}.${Array.isArray(own) ? '' : name}`;
    return other?.[name] === undefined ? [name, undefined, [at]] : [name, ...sharedWith(own[name], other[name], at)];
  });
  const others = [...new Set(parts.flatMap(([, , found]) => found))];
  const known = parts.filter(([, value]) => value !== undefined);
  return [Array.isArray(own) ? known.map(([, value]) => value) : Object.fromEntries(known), others];
}

describe('the pod before', () => {
  test.each<[string, InfrastructureProps]>([
    ['with nothing set', {}],
    ['that sets all that it can', OWN],
  ])('is the one that Harness makes of a stage %s', (_what, infrastructure) => {
    const stage = stageWith(infrastructure);
    const { before } = explained({}, infrastructure);
    const oracle: any = podOf(podOfStage(stage.toDocument()));
    const [shared, others] = sharedWith(before, oracle);
    // Harness adds the name of the stage, and the tags of its images change.
    oracle.metadata.generateName = 'harnessci-';
    for (const container of [...oracle.spec.initContainers, oracle.spec.containers[0]]) {
      container.image = container.image.replace(/:.*/, '');
    }
    const common = (pod: any) => pod.spec.containers.map(({ name, image }: any) => [name, image]);
    expect(common(before)).toEqual(common(oracle));
    const { env: _, ...rest } = shared.spec.containers[1];
    shared.spec.containers[1] = rest;
    expect(oracle).toMatchObject(shared);
    // What the fixtures say nothing of.
    expect(others.filter((path) => !KNOWN.includes(path))).toEqual([]);
  });

  /** https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/ci-stage-settings */
  const KNOWN = [
    '.metadata.namespace',
    '.metadata.annotations',
    '.spec.priorityClassName',
    '.spec.containers..env..value',
    '.spec.containers..env..name',
  ];

  test('has the variables of steps, and the fields of an overlay', () => {
    const podSpecOverlay = { overlayYamlFlag: true, podSpec: { hostUsers: false, securityContext: { fsGroup: 1 } } };
    const { before } = explained({}, { runAsUser: 1000, podSpecOverlay });
    expect(before.spec.containers[1].env).toEqual([
      { name: 'OWN', value: 'kept' },
      { name: 'HTTP_PROXY', value: 'http://own' },
    ]);
    expect(before.spec).toMatchObject({ hostUsers: false, securityContext: { runAsUser: 1000, fsGroup: 1 } });
  });

  test('has a container for each step, also for those of groups and those that run at the same time', () => {
    const step = (name: string) => CiStep.run(name, { image: 'alpine', command: 'make' });
    const steps = [CiStep.parallel([step('One'), CiStep.group('Group', [step('Two'), step('Three')])]), step('Four')];
    const [before] = parseAllDocuments(BuildPodProfile.of().explain(stageOf({ steps })));
    const names = before.toJS().spec.containers.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['lite-engine', 'one', 'two', 'three', 'four']);
  });

  test('has no fields of an overlay that is known only when the stage runs', () => {
    const { before } = explained({}, { inputs: { podSpecOverlay: '<+pipeline.variables.overlay>' } });
    expect(Object.keys(before.spec).sort()).toEqual(Object.keys(explained({}).before.spec).sort());
  });
});

describe('the pod after', () => {
  const only = { seccomp: PodSeccomp.OFF, enableServiceLinks: true, preventEviction: false };

  test('is the pod before, if the profile changes nothing', () => {
    const { before, after, textAfter } = explained(only, OWN);
    expect(after).toEqual(before);
    expect(textAfter.split('\n').filter((line) => line.includes('#'))).toEqual(['# After: what the API server stores']);
  });

  test.each<[string, BuildPodProfileOptions, (pod: any) => unknown, unknown]>([
    ['userNamespaces', { userNamespaces: UserNamespaces.REQUIRED }, ({ spec }) => spec.hostUsers, false],
    [
      'seccomp',
      { seccomp: PodSeccomp.RUNTIME_DEFAULT },
      ({ spec }) => spec.securityContext,
      { runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    ],
    ['runtimeClassName', { runtimeClassName: 'gvisor' }, ({ spec }) => spec.runtimeClassName, 'gvisor'],
    ['deadline', { deadline: Duration.hours(6) }, ({ spec }) => spec.activeDeadlineSeconds, 21600],
    ['priorityClassName', { priorityClassName: 'builds' }, ({ spec }) => spec.priorityClassName, 'builds'],
    [
      'nodeSelector',
      { nodeSelector: { pool: 'builds' } },
      ({ spec }) => spec.nodeSelector,
      { pool: 'builds', disk: 'ssd' },
    ],
    [
      'tolerations',
      { tolerations: [SPOT, { key: 'gpu', effect: TaintEffect.NO_EXECUTE }] },
      ({ spec }) => spec.tolerations,
      [
        { key: 'spot', operator: 'Equal', value: 'true', effect: 'NoSchedule' },
        { key: 'gpu', operator: 'Exists', effect: 'NoExecute' },
      ],
    ],
    [
      'topologySpread',
      { topologySpread: [{ topologyKey: 'kubernetes.io/hostname' }] },
      ({ spec }) => spec.topologySpreadConstraints.map(({ topologyKey, maxSkew }: any) => [topologyKey, maxSkew]),
      [['kubernetes.io/hostname', 1]],
    ],
    [
      'imageMirrors',
      { imageMirrors: { 'docker.io': 'mirror.example.com/hub' } },
      ({ spec }) => [...spec.initContainers, ...spec.containers].map(({ image }) => image),
      [
        'mirror.example.com/hub/harness/ci-addon',
        'mirror.example.com/hub/harness/ci-lite-engine',
        'mirror.example.com/hub/library/node:24',
        'ghcr.io/example/tool:1',
      ],
    ],
    [
      'imagePullSecrets',
      { imagePullSecrets: ['one', 'two'] },
      ({ spec }) => spec.imagePullSecrets,
      [{ name: 'one' }, { name: 'two' }],
    ],
    [
      'environment',
      { environment: { TEAM: 'payments', OWN: 'replaced' } },
      ({ spec }) => spec.containers.map(({ env = [] }: any) => env.map(({ name, value }: any) => `${name}=${value}`)),
      [[], ['OWN=replaced', 'HTTP_PROXY=http://own', 'TEAM=payments'], ['TEAM=payments', 'OWN=replaced']],
    ],
    [
      'proxy',
      { proxy: { http: 'http://proxy.example.com:3128', https: 'http://secure.example.com:3128' } },
      ({ spec }) =>
        spec.containers.map(({ env = [] }: any) =>
          env.filter(({ name }: any) => /^HTTPS?_PROXY$/.test(name)).map(({ value }: any) => value),
        ),
      [[], ...Array(2).fill(['http://proxy.example.com:3128', 'http://secure.example.com:3128'])],
    ],
    [
      'certificates',
      { certificates: { configMapName: 'ca', key: 'bundle.pem' } },
      ({ spec }) => [
        spec.volumes.map((volume: any) => volume.projected.sources[0].configMap.name),
        [...spec.initContainers, ...spec.containers].map(({ env, volumeMounts }) => [
          env.find(({ name }: any) => name === 'SSL_CERT_FILE').value,
          volumeMounts[0].mountPath,
        ]),
      ],
      [['ca'], Array(4).fill(['/etc/harness-build-certificates/bundle.pem', '/etc/harness-build-certificates'])],
    ],
    [
      'ephemeralStorage',
      { ephemeralStorage: { request: '1Gi', limit: '2Gi' } },
      ({ spec }) => spec.containers.map(({ resources }: any) => resources),
      Array(3).fill({ requests: { 'ephemeral-storage': '1Gi' }, limits: { 'ephemeral-storage': '2Gi' } }),
    ],
    [
      'dnsConfig',
      { dnsConfig: { options: { ndots: '2', edns0: '' } } },
      ({ spec }) => spec.dnsConfig,
      { options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }] },
    ],
    ['labels', { labels: { team: 'search' } }, ({ metadata }) => metadata.labels, { team: 'search', tier: 'gold' }],
    [
      'annotations',
      { annotations: { 'example.com/note': 'theirs' } },
      ({ metadata }) => metadata.annotations,
      { 'example.com/note': 'theirs' },
    ],
    ['enableServiceLinks', { enableServiceLinks: false }, ({ spec }) => spec.enableServiceLinks, false],
    [
      'preventEviction',
      { preventEviction: true },
      ({ metadata }) => metadata.annotations,
      {
        'example.com/note': 'own',
        'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
        'karpenter.sh/do-not-disrupt': 'true',
      },
    ],
  ])('has what %s says, with the name of the property', (name, options, read, expected) => {
    const { after, textAfter } = explained({ ...only, ...options }, OWN);
    expect(read(after)).toEqual(expected);
    expect(withoutReason(explained({ ...only, ...options }, OWN))).toEqual([]);
    const reasons = [...textAfter.matchAll(/# (\w+): /g)].map(([, property]) => property);
    expect([...new Set(reasons)]).toEqual(['After', name]);
  });

  test('keeps the own values of the pipeline only where the profile says so', () => {
    const options: BuildPodProfileOptions = {
      labels: { team: 'search', added: 'by-profile' },
      nodeSelector: { pool: 'builds' },
      priorityClassName: 'builds',
      environment: { OWN: 'replaced' },
    };
    const read = ({ metadata, spec }: any) => [
      metadata.labels,
      spec.nodeSelector,
      spec.priorityClassName,
      spec.containers[1].env[0].value,
    ];
    const overridable = [
      OverridableSetting.LABELS,
      OverridableSetting.NODE_SELECTOR,
      OverridableSetting.PRIORITY_CLASS_NAME,
      OverridableSetting.ENVIRONMENT,
    ];
    expect(read(explained(options, OWN).after)).toEqual([
      { team: 'search', tier: 'gold', added: 'by-profile' },
      { pool: 'builds', disk: 'ssd' },
      'builds',
      'replaced',
    ]);
    expect(read(explained({ ...options, overridable }, OWN).after)).toEqual([
      { team: 'payments', tier: 'gold', added: 'by-profile' },
      { pool: 'own', disk: 'ssd' },
      'own',
      'kept',
    ]);
  });

  test('replaces a seccomp profile of a container, which would take precedence', () => {
    const podSpecOverlay = {
      overlayYamlFlag: true,
      podSpec: { securityContext: { seccompProfile: { type: 'Unconfined' } } },
    };
    const { before, after } = explained({}, { podSpecOverlay });
    expect(before.spec.securityContext.seccompProfile).toEqual({ type: 'Unconfined' });
    expect(after.spec.securityContext.seccompProfile).toEqual({ type: 'RuntimeDefault' });
  });

  test('has no priority of its own: the API server has derived it, and derives it again', () => {
    const pod = { spec: { priorityClassName: 'own', priority: 7, preemptionPolicy: 'Never', containers: [] } };
    const [after] = changed({ ...only, priorityClassName: 'builds' }, pod);
    expect(after).toEqual({ spec: { priorityClassName: 'builds', containers: [] } });
    const [kept] = changed({ ...only, runtimeClassName: 'gvisor' }, pod);
    expect(kept.spec).toMatchObject({ priority: 7, preemptionPolicy: 'Never' });
  });

  test('says what the rollout makes of it', () => {
    const titles = [
      ProfileRollout.all(),
      ProfileRollout.canary({ canary: 'profile' }),
      ProfileRollout.off({ reason: 'gVisor breaks builds.' }),
    ].map((rollout) => /^# After: (.*)$/m.exec(explained({ rollout }).text)?.[1]);
    expect(titles).toEqual([
      'what the API server stores',
      'what the API server stores if the pod has the labels of the canary',
      'what the API server would store; the rollout is off, so it stores the pod above',
    ]);
  });
});

describe('the text', () => {
  test('names the stage, and has no anchors', () => {
    const { text } = explained({ certificates: { configMapName: 'ca' } }, OWN);
    expect(text).toMatch(/^# Before: what Harness makes of test\/Stage$/m);
    expect(text).not.toMatch(/[&*][a-z]\d/);
  });

  test(`has a reason for each changed line, for any profile (${runs(300)} samples, seed ${SEED})`, () => {
    const property = fc.property(profileOptions, fc.constantFrom({}, OWN), (options, infrastructure) => {
      const explanation = explained(options, infrastructure);
      expect(explanation.count).toBe(2);
      expect(withoutReason(explanation)).toEqual([]);
    });
    fc.assert(property, { seed: SEED, numRuns: runs(300) });
  });
});

/** Changed lines of the pod without a reason behind them, or above a map or list around them. */
function withoutReason({ textBefore, textAfter }: { textBefore: string; textAfter: string }): string[] {
  const known = new Set(textBefore.split('\n').map(withoutDash));
  const lines = textAfter.split('\n').slice(1);
  const hasReasonAbove = (index: number) => {
    const above = lines.slice(0, index).reverse();
    let depth = indentOf(lines[index]);
    for (const line of above) {
      const isComment = line.trim().startsWith('#');
      if (isComment && indentOf(line) <= depth) return true;
      // The header of a block of text.
      if (/ [|>]\S* # /.test(line) && indentOf(line) < depth) return true;
      if (!isComment) depth = Math.min(depth, indentOf(line));
    }
    return false;
  };
  return lines.filter(
    (line, index) =>
      line.trim() !== '' &&
      !line.includes('# ') &&
      // It only holds what is below it.
      !line.trim().endsWith(':') &&
      !known.has(withoutDash(line)) &&
      !hasReasonAbove(index),
  );
}

const indentOf = (line: string) => line.search(/\S/);
const withoutDash = (line: string) => line.replace('- ', '  ').replace(/ +# .*/, '');

test(`a second application changes nothing, for any profile (${runs(300)} samples, seed ${SEED})`, () => {
  const property = fc.property(profileOptions, fc.constantFrom({}, OWN), (options, infrastructure) => {
    const { before } = explained(options, infrastructure);
    const [once] = changed(options, before);
    expect(changed(options, once)[0]).toEqual(once);
  });
  fc.assert(property, { seed: SEED, numRuns: runs(300) });
});

describe('only the document of a stage is explained', () => {
  const profile = BuildPodProfile.of();

  test.each<[string, () => any]>([
    ['an infrastructure', () => infrastructureOf()],
    ['a chart', () => newChart()],
    ['a connector', () => connectorIn(newChart())],
    ['nothing', () => undefined],
    ['a plain document', () => stageOf().toDocument()],
  ])('%s is refused', (_what, make) => {
    const details = refused(() => profile.explain(make()));
    expect(details).toMatchObject({ property: 'stage', allowed: 'a CiStage' });
    expect(details.remedy).toContain('farm.stage');
  });

  test('an invalid profile is refused, with the name of the property', () => {
    const wrong = BuildPodProfile.of({ runtimeClassName: 'Not fine' });
    expect(refused(() => wrong.explain(stageOf()))).toMatchObject({
      property: 'profile.runtimeClassName',
      constructPath: 'test/Stage',
    });
  });

  test('all that is wrong with a profile is reported at once, wrong types and unknown properties included', () => {
    const wrong = BuildPodProfile.of({
      runtimeClassName: 'Not fine',
      deadline: 60,
      imageMirror: {},
      labels: { team: 'x' },
    } as object);
    const all = HarnessErrors.allOf(thrownBy(() => wrong.explain(stageOf())));
    expect(all.map(({ property }) => property).sort()).toEqual([
      'profile.deadline',
      'profile.imageMirror',
      'profile.labels["team"]',
      'profile.runtimeClassName',
    ]);
  });
});
