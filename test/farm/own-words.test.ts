/** Errors of a farm name its own properties, never those of its inner constructs. */
import { Lazy } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { BuildFarmNamespace, ClusterPlatform, Istio } from '../../lib/build-namespace';
import { KubernetesClusterConnector } from '../../lib/connector';
import { DelegateImage, HarnessDelegate, ProxyCredentials } from '../../lib/delegate';
import { CiBuildInfra, type CiBuildInfraProps } from '../../lib/farm';
import { CiStep } from '../../lib/pipeline';
import { HarnessConstructsError, HarnessErrors, PercentOrAbsolute, unresolved } from '../../lib/core';
import { membersOf } from '../testkit/members';
import { BAD_FARM } from '../testkit/arbitraries/bad-farm';
import { BAD_FARM_NETWORK } from '../testkit/arbitraries/bad-farm-network';
import type { BadInput } from '../testkit/arbitraries/bad-input';
import { EVERY_BAD_INPUT } from '../testkit/arbitraries/every-bad-input';
import { BAD_INFRASTRUCTURE } from '../testkit/arbitraries/stage-bad-infrastructure';
import { runs, spread } from '../testkit/arbitraries/runs';
import { BAD_STAGE } from '../testkit/arbitraries/stage-bad-steps';
import { refused } from '../testkit/refused';
import { newChart, synth } from '../testkit/synth';
import { addFarm, LEAST, synthInfra } from './infras';

const OF_FARM = membersOf('CiBuildInfraProps');
const OF_OPTIONS = membersOf('CiDelegateOptions');
const OF_NAMESPACE = membersOf('BuildNamespaceOptions');
const OF_INFRASTRUCTURE = membersOf('StageInfrastructureOptions');

/** Farm properties with a different name than that of the delegate, from the documentation. */
const OTHER_NAMES: { readonly [property: string]: string } = {
  access: 'additionalAccess',
  namespace: 'delegateNamespace',
  createNamespace: 'createDelegateNamespace',
};

/** Invalid properties of a delegate as those of a farm; `undefined` if a farm has no such property. */
function farmOf({ props }: BadInput): Partial<CiBuildInfraProps> | undefined {
  const farm: { [property: string]: unknown } = {};
  const delegateOptions: { [property: string]: unknown } = {};
  for (const [property, value] of Object.entries(props)) {
    const name = OTHER_NAMES[property] ?? property;
    if (OF_OPTIONS.includes(property)) {
      delegateOptions[property] = value;
    } else if (OF_FARM.includes(name)) {
      farm[name] = value;
    } else {
      return undefined;
    }
  }
  return { ...farm, delegateOptions };
}

/** The farm's name for a path into the properties of a delegate. */
function nameOf(path: string): string {
  const [, first, rest] = /^(\w+)(.*)$/s.exec(path) as unknown as [string, string, string];
  return OF_OPTIONS.includes(first) ? `delegateOptions.${path}` : `${OTHER_NAMES[first] ?? first}${rest}`;
}

const ROWS = Object.entries(EVERY_BAD_INPUT).flatMap(([subject, rows]) =>
  rows.flatMap((row) => {
    const props = farmOf(row);
    return props ? [[`${subject}: ${row.what} (${row.property})`, row, props] as const] : [];
  }),
);

/** A share of them for each option. */
const SOME_ROWS = spread(ROWS, ([, { property }]) => firstOf(property));

function firstOf(path: string): string {
  return /^\w+/.exec(path)?.[0] ?? '';
}

/** The name of a property that the delegate has and the farm does not, as a word outside of what the error mentions. */
const INNER_NAME = new RegExp(
  `(?<![\\w.'"(])(${OF_OPTIONS.filter((name) => /[A-Z]/.test(name) && !OF_FARM.includes(name)).join('|')})(?![\\w(:])`,
);

/** Marks around the properties that an error mentions. */
const MENTION = /\uE000([^\uE001]*)\uE001/g;

/** The paths in an error that are no paths into the properties of any of the structs. */
function foreignIn(error: unknown, ...structs: readonly string[]): string[] {
  const all = HarnessConstructsError.markedOf(error as HarnessConstructsError);
  const texts = all.flatMap(({ problem = '', allowed, remedy }) => [problem, allowed, remedy]);
  const mentioned = texts.flatMap((text) => [...text.matchAll(MENTION)].map(([, path]) => path));
  const inner = texts.flatMap((text) => INNER_NAME.exec(text.replace(MENTION, ''))?.[1] ?? []);
  const paths = [...all.map(({ property }) => property), ...mentioned];
  return [...paths.filter((path) => !structs.some((name) => isPathInto(name, path))), ...inner];
}

/** The structs of properties that hold the options of an inner construct. */
const NESTED: { readonly [property: string]: string } = {
  delegateOptions: 'CiDelegateOptions',
  connectorOptions: 'CiConnectorOptions',
  infrastructureOptions: 'StageInfrastructureOptions',
};

function isPathInto(struct: string, path: string): boolean {
  const [, first, , second] = /^(\w+)(\.(\w+))?/.exec(path) ?? [];
  const nested = NESTED[first];
  return membersOf(struct).includes(first) && (nested === undefined || !second || membersOf(nested).includes(second));
}

describe('errors of the delegate of a farm', () => {
  test('cover most of its options', () => {
    const covered = new Set(SOME_ROWS.map(([, { property }]) => firstOf(property)));
    const open = OF_OPTIONS.filter((name) => !covered.has(name));
    expect(open).toEqual(TAKEN_AS_THEY_ARE);
  });

  const errors = new Map<object, Error>();
  const errorOf = (props: Partial<CiBuildInfraProps>): Error => {
    const error = errors.get(props) ?? thrownBy(() => synthInfra(props));
    errors.set(props, error);
    return error;
  };

  test.each(SOME_ROWS)('%s', (_what, row, props) => {
    const error = errorOf(props);
    const details = HarnessErrors.detailsOf(error);
    expect([details?.property, details?.constructPath]).toEqual([nameOf(row.property), 'test/Farm']);
    expect(foreignIn(error, 'CiBuildInfraProps')).toEqual([]);
    expect(error.message).not.toMatch(/[\uE000\uE001]/);
  });

  test('mention properties in many remedies', () => {
    const mentioned = SOME_ROWS.flatMap(([, , props]) =>
      HarnessConstructsError.markedOf(errorOf(props) as HarnessConstructsError).flatMap(
        ({ allowed, remedy }) => `${allowed} ${remedy}`.match(MENTION) ?? [],
      ),
    );
    expect(new Set(mentioned).size).toBeGreaterThan(runs(10));
  });
});

/** Booleans and enums: the farm checks their type, and every value of that type is valid. */
const TAKEN_AS_THEY_ARE = [
  'openShift',
  'metricsAnnotations',
  'unsafeAllowPruning',
  'unsafePlainHttp',
  'imagePullPolicy',
];

describe('errors of a build namespace', () => {
  const rows = spread(Object.values({ ...BAD_FARM, network: BAD_FARM_NETWORK }).flat(), ({ property }) =>
    firstOf(property),
  ).map((row) => [row.what, row] as const);

  test.each(rows)('name a property of the farm: %s', (_what, { props, property }) => {
    const error = thrownBy(() => synthInfra(props));
    expect(HarnessErrors.detailsOf(error)).toMatchObject({ property, constructPath: 'test/Farm' });
    expect(foreignIn(error, 'CiBuildInfraProps')).toEqual([]);
  });

  test.each(rows)('name an option of addBuildNamespace: %s', (_what, { props, property }) => {
    // The cluster belongs to the farm.
    const { platform, clusterScoped, ...rest } = props as { platform?: ClusterPlatform; clusterScoped?: boolean };
    const { kubernetesVersion, ...ofNamespace } = rest as { kubernetesVersion?: string };
    // The version is that of the farm, too, unless it is what is wrong.
    const [version, options] = property === 'kubernetesVersion' ? [{}, rest] : [{ kubernetesVersion }, ofNamespace];
    const { chart, farm } = synthInfra({
      platform,
      clusterScoped,
      ...version,
      buildNamespaces: ['other'],
      headlessService: true,
    });
    const error = thrownBy(() => {
      farm.addBuildNamespace('builds', options);
      synth(chart);
    });
    const [details] = HarnessErrors.allOf(error);
    expect(details.constructPath).toBe('test/Farm');
    expect(details.property).toMatch(/^(options\.|platform)/);
    expect(details.property.replace('options.', '')).toBe(property);
    const paths = foreignIn(error, 'CiBuildInfraProps').map((path) => /^options\.(.*)$/.exec(path)?.[1] ?? path);
    const unknown = Object.keys(options).filter((name) => !OF_NAMESPACE.includes(name));
    expect(paths.filter((path) => !OF_NAMESPACE.includes(/^\w+/.exec(path)?.[0] ?? ''))).toEqual(unknown);
  });
});

describe('errors of a stage', () => {
  const FINE = { name: 'Build', identifier: 'build', steps: [CiStep.run('Tests', { image: 'node:24', command: 'a' })] };
  const rows = spread(Object.values(BAD_STAGE).flat(), ({ property }) => firstOf(property)).map(
    (row) => [row.what, row] as const,
  );

  test.each(rows)('name a property of farm.stage, and the stage: %s', (_what, { props, property }) => {
    const { chart, farm } = synthInfra();
    const error = thrownBy(() => {
      farm.stage({ ...FINE, ...props });
      synth(chart);
    });
    const [details] = HarnessErrors.allOf(error);
    expect(details.property).toBe(property);
    expect(details.constructPath).toMatch(/^test\/Farm(\/Stage\.[^/]*)?$/);
    expect(foreignIn(error, 'CiFarmStageProps')).toEqual([]);
  });

  const everyInfrastructure = Object.values(BAD_INFRASTRUCTURE)
    .flat()
    .filter(({ props }) => Object.keys(props).every((name) => OF_INFRASTRUCTURE.includes(name)))
    // The farm selects the nodes for Windows.
    .filter(({ what }) => what !== 'no node for Windows');
  const ofInfrastructure = spread(everyInfrastructure, ({ property }) => firstOf(property)).map(
    (row) => [row.what, row] as const,
  );

  test.each(ofInfrastructure)('name one of infrastructureOptions: %s', (_what, { props, property }) => {
    const { farm } = synthInfra();
    const error = thrownBy(() => farm.stage({ ...FINE, infrastructureOptions: props }));
    const [details] = HarnessErrors.allOf(error);
    expect(details.property).toBe(`infrastructureOptions.${property}`);
    expect(details.constructPath).toMatch(/^test\/Farm(\/Stage\.build)?$/);
    expect(foreignIn(error, 'CiFarmStageProps')).toEqual([]);
  });
});

describe('errors of other parts', () => {
  test.each<[what: string, props: Partial<CiBuildInfraProps>, property: string]>([
    ['an invalid build namespace', { buildNamespaces: ['fine', 'Not fine'] }, 'buildNamespaces[1]'],
    ['the namespace of the delegate for builds', { buildNamespaces: ['harness-delegate'] }, 'buildNamespaces[0]'],
    ['an invalid identifier', { connectorOptions: { identifier: 'a-b' } }, 'connectorOptions.identifier'],
    ['an invalid name of a connector', { connectorOptions: { name: ' ' } }, 'connectorOptions.name'],
    ['a name that cannot become an identifier', { delegateName: '007' }, 'delegateName'],
    ['an account that cannot be a label', { accountId: '-a', istio: Istio.cni() }, 'accountId'],
    [
      'rights of the delegate itself',
      { additionalAccess: DelegateAccess.ciBuilds(['harness-delegate']) },
      'additionalAccess',
    ],
    ['a system namespace', { delegateNamespace: 'kube-system' }, 'delegateNamespace'],
    ['a system namespace for builds', { buildNamespaces: ['fine', 'kube-system'] }, 'buildNamespaces[1]'],
    [
      'root on OpenShift',
      { platform: ClusterPlatform.openShift(), delegateOptions: { unsafeRunAsRoot: true } },
      'delegateOptions.unsafeRunAsRoot',
    ],
  ])('%s', (_what, props, property) => {
    expect(refused(() => synthInfra(props))).toMatchObject({ property, constructPath: 'test/Farm' });
  });

  const namespace = (names: string) => `expected a namespace other than default and kube-* when ${names} is true. `;

  test.each<[what: string, make: () => unknown, message: string]>([
    [
      'a system namespace for the delegate',
      () => synthInfra({ delegateNamespace: 'kube-system' }),
      `delegateNamespace: got "kube-system"; ${namespace('createDelegateNamespace')}` +
        'Use another namespace, or set createDelegateNamespace to false.',
    ],
    [
      'a system namespace for builds',
      () => synthInfra({ buildNamespaces: ['kube-system'] }),
      `buildNamespaces[0]: got "kube-system"; ${namespace('createNamespace')}` +
        'Use another namespace, or set createNamespace to false.',
    ],
    [
      'a system namespace that is added',
      () => synthInfra().farm.addBuildNamespace('kube-system'),
      `namespace: got "kube-system"; ${namespace('options.createNamespace')}` +
        'Use another namespace, or set options.createNamespace to false.',
    ],
    [
      'a namespace of the system that the farm wants to create',
      () => synthInfra({ createNamespace: true }).farm.addBuildNamespace('kube-system'),
      `namespace: got "kube-system"; ${namespace('createNamespace')}` +
        'Use another namespace, or set createNamespace to false.',
    ],
    [
      'a namespace of the system in the properties of the farm',
      () => synthInfra({ buildNamespaces: ['kube-system'] }),
      `buildNamespaces[0]: got "kube-system"; ${namespace('createNamespace')}` +
        'Use another namespace, or set createNamespace to false.',
    ],
    [
      'the ServiceAccount of every pod',
      () => synthInfra().farm.addBuildNamespace('x', { serviceAccountName: 'default' }),
      'options.serviceAccountName: got "default"; expected a DNS subdomain: at most 253 lowercase letters, digits, ' +
        "'-' and '.', starting and ending with a letter or digit, and not \"default\", which pods use unless they name " +
        'another ServiceAccount. Rename it.',
    ],
    [
      'root on OpenShift',
      () => synthInfra({ platform: ClusterPlatform.openShift(), delegateOptions: { unsafeRunAsRoot: true } }),
      'delegateOptions.unsafeRunAsRoot: got true; expected a delegate that does not run as root on OpenShift. ' +
        'Remove it: OpenShift assigns a range of users to each namespace.',
    ],
    [
      'a budget of one pod',
      () =>
        synthInfra({
          delegateOptions: { replicas: 1, podDisruptionBudget: { minAvailable: PercentOrAbsolute.absolute(1) } },
        }),
      'delegateOptions.podDisruptionBudget: got a budget for 1 pod; expected a budget for at least 2 pods. Increase ' +
        'delegateOptions.replicas or delegateOptions.autoscaling.minReplicas, or remove the budget: with one pod, a ' +
        'budget blocks every node drain or protects nothing.',
    ],
    [
      'an autoscaler without a range',
      () => synthInfra({ delegateOptions: { autoscaling: { minReplicas: 2, maxReplicas: 2 } } }),
      'delegateOptions.autoscaling.maxReplicas: got 2; expected a number above minReplicas, which is 2. Increase ' +
        'maxReplicas, or set delegateOptions.replicas instead of delegateOptions.autoscaling.',
    ],
    [
      'a volume that the namespace of the delegate refuses',
      () => synthInfra({ delegateOptions: { volumes: [{ name: 'host', hostPath: { path: '/var' } }] } }),
      'delegateOptions.volumes[0]: got a hostPath volume; expected a volume that the Pod Security level restricted of ' +
        'the namespace allows: configMap, csi, downwardAPI, emptyDir, ephemeral, persistentVolumeClaim, projected, ' +
        'secret. Use another type, or a HarnessDelegate with a lower podSecurityLevel.',
    ],
    [
      'a volume that is not there',
      () => synthInfra({ delegateOptions: { volumeMounts: [{ name: 'data', mountPath: '/data' }] } }),
      'delegateOptions.volumeMounts[0].name: got "data"; expected the name of a volume of the pod. Add the volume to ' +
        'delegateOptions.volumes, or correct the name.',
    ],
    [
      'an upgrader with credentials of a proxy',
      () =>
        synthInfra({
          image: DelegateImage.of('a/b:26.02.88404'),
          delegateOptions: {
            proxy: { host: 'proxy', port: 3128, credentials: ProxyCredentials.fromSecretName('proxy') },
            upgrader: { image: DelegateImage.of('a/c:1.6.0') },
          },
        }),
      'delegateOptions.upgrader: expected no value when delegateOptions.proxy.credentials is set, because the upgrader ' +
        'would read them in clear text from a ConfigMap. Remove the credentials, or remove the upgrader and update the ' +
        'image tag yourself.',
    ],
    [
      'http to Harness',
      () => synthInfra({ delegateOptions: { managerEndpoint: 'http://harness.example.com' } }),
      'delegateOptions.managerEndpoint: got "http://harness.example.com"; expected an https URL',
    ],
  ])('in the words of the farm: %s', (_what, make, message) => {
    expect(thrownBy(make).message).toContain(`[test/Farm] ${message}`);
  });

  test('of an infrastructure and a stage', () => {
    const { farm } = synthInfra();
    const infrastructureOptions = { serviceAccountName: 'default' };
    const steps = [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];
    expect(refused(() => farm.stage({ name: 'Build', steps, infrastructureOptions }))).toMatchObject({
      property: 'infrastructureOptions.serviceAccountName',
      constructPath: 'test/Farm/Stage.Build',
    });
    expect(refused(() => farm.stageInfrastructure(undefined, infrastructureOptions))).toMatchObject({
      property: 'options.serviceAccountName',
      constructPath: 'test/Farm',
    });
  });

  test('constructs that the user creates keep their own names', () => {
    const { farm } = synthInfra();
    const [builds] = farm.buildNamespaces as BuildFarmNamespace[];
    expect(refused(() => builds.addDelegate('ci' as never))).toMatchObject({
      property: 'delegate',
      constructPath: 'test/Farm/Builds.harness-builds',
    });
    expect(refused(() => HarnessDelegate.fromDelegateName(farm, 'Other', 'Not fine'))).toMatchObject({
      property: 'delegateName',
      constructPath: 'test/Farm/Other',
    });
  });
});

describe('unresolved values', () => {
  const late = [
    ['a placeholder', (text: string) => unresolved(() => text)],
    ['a Lazy of cdk8s', (text: string) => Lazy.any({ produce: () => text }) as string],
  ] as const;

  test.each(late)('get the same errors: %s', (_what, later) => {
    const chart = newChart();
    addFarm(chart, 'Farm', {
      delegateOptions: { tags: [later('a b')], description: later('fine') },
      delegateNamespace: later('Not fine'),
      buildNamespaces: [later('Not fine either')],
      connectorOptions: { description: later('fine') },
    }).addBuildNamespace('more', { serviceAccountName: later('default') });
    const [, ...lines] = thrownBy(() => synth(chart))
      .message.split('\n')
      .map((line) => line.trim());
    // Each value once, although several constructs use it.
    expect(lines.map((line) => line.replace(/; expected.*/, '')).sort()).toEqual([
      '[test/Farm] buildNamespaces[0]: got "Not fine either"',
      '[test/Farm] delegateNamespace: got "Not fine"',
      '[test/Farm] delegateOptions.tags[0]: got "a b"',
      '[test/Farm] options.serviceAccountName: got "default"',
    ]);
  });

  test('and constructs after the farm have their own errors', () => {
    const chart = newChart();
    expect(() => addFarm(chart, 'Farm', { delegateOptions: { replicas: -1 } })).toThrow();
    const details = refused(() => new BuildFarmNamespace(chart, 'Builds', { namespace: 'Not fine' }));
    expect(details).toMatchObject({ property: 'namespace', constructPath: 'test/Builds' });
    expect(refused(() => KubernetesClusterConnector.fromReference(chart, 'A', 'a b')).constructPath).toBe('test/A');
  });
});

test('without any property', () => {
  const details = refused(() => new CiBuildInfra(newChart(), 'Farm', { accountId: LEAST.accountId }));
  expect(details.constructPath).toBe('test/Farm');
});

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    expect(HarnessErrors.isHarnessError(error) || error instanceof Error).toBe(true);
    return error as Error;
  }
  throw new Error('it was accepted');
}
