/** What is wrong with one option is reported beside any other that is wrong, by everything that takes options. */
import { Duration } from 'cdk8s';
import { BuildQuota, BuildVolumeType } from '../../lib/build-namespace';
import { KubernetesCredentials } from '../../lib/connector';
import { HarnessErrors } from '../../lib/core';
import { membersOf, type StructMember } from '../../lib/core/checks/structs';
import { DelegateToken, DelegateVariable } from '../../lib/delegate';
import { CiStep, ImageRegistry, StageVariable, StageVolume, StepConnector } from '../../lib/pipeline';
import { CloudIdentity } from '../../lib/workload';
import { connectorWith } from '../connector/connectors';
import { addDelegate } from '../delegate/delegates';
import { buildsIn } from '../pipeline/build-namespaces';
import { infrastructureOf, stageOf } from '../pipeline/stages';
import { spread } from '../testkit/arbitraries/runs';
import { EXTENSIBLE } from '../testkit/construct-props';
import { CLOSED } from '../testkit/every-struct';
import { NESTED } from '../testkit/struct-places';
import type { Program } from '../testkit/struct-program';
import { newChart } from '../testkit/synth';

/** The properties that the program's error is about. */
function refusedBy(program: () => unknown): readonly string[] {
  try {
    program();
  } catch (error) {
    return HarnessErrors.allOf(error).map(({ property }) => property);
  }
  return [];
}

/** Values of the right type, which no rule for the content of a property accepts. */
const BAD: { readonly [kind: string]: unknown } = { s: 'PUT_YOUR_NAME', n: -1.5, '#Duration': Duration.millis(5) };

const wrongFor = (kind: string): unknown => (kind === 's' ? 7.25 : 'wrong');

/** A member with a value for which it is refused. */
interface Fault {
  readonly name: string;
  readonly value: unknown;
}

const isAbout =
  ({ name }: Fault) =>
  (property: string) =>
    property.endsWith(name);

/** Pairs of faults that are refused alone: any one, and one of the right type. */
function pairsOf(struct: string, program: Program): (readonly [Fault, Fault])[] {
  const isRefused = (fault: Fault) => refusedBy(() => program({ [fault.name]: fault.value })).some(isAbout(fault));
  const faults = (valueFor: (kind: string) => unknown) => (members: readonly StructMember[]) =>
    members.map(({ name, kind }) => ({ name, value: valueFor(kind) })).filter(isRefused);
  const members = membersOf(struct as never);
  const bad = faults((kind) => BAD[kind])(members.filter(({ kind }) => kind in BAD));
  const wrong = faults(wrongFor)(members.filter(({ kind }) => kind !== '*'));
  return [...wrong, ...bad].flatMap((one) =>
    bad.filter(({ name }) => name !== one.name).map((other) => [one, other] as const),
  );
}

/** What can only be checked once the first is known. */
const DEPENDENT: { readonly [struct: string]: readonly string[] } = {
  HarnessDelegateProps: [
    // The generation has it or not.
    'image hides idleWaitBeforeStop',
    'profile hides javaOptions',
    'adoption hides javaOptions',
    // The least number.
    'profile hides replicas',
    'adoption hides replicas',
    // Whether http is accepted.
    'unsafePlainHttp hides managerEndpoint',
  ],
  // The release is read before the delegate is made.
  HelmReleaseOptions: ['release', 'harden', 'unsafePlainHttp'].map((name) => `${name} hides namespace`),
  // The form of a reference.
  SpotConnectorProps: ['scope hides spotAccountIdRef', 'scope hides apiTokenRef'],
};

const PROGRAMS = [
  ...Object.entries(CLOSED).flatMap(([struct, all]) =>
    all.map((program, index) => [`${struct}, way ${index + 1}`, struct, program] as const),
  ),
  ...Object.entries(EXTENSIBLE).map(([struct, { program }]) => [struct, struct, program] as const),
  ...spread(NESTED).map(([title, { struct, program }]) => [title, struct, program] as const),
];

test.each(PROGRAMS)('%s', (_title, struct, program) => {
  const hidden = spread(pairsOf(struct, program)).filter(([one, other]) => {
    const refused = refusedBy(() => program({ [one.name]: one.value, [other.name]: other.value }));
    return ![one, other].every((fault) => refused.some(isAbout(fault)));
  });
  const names = hidden.map(([one, other]) => `${one.name} hides ${other.name}`);
  expect(names.filter((name) => !DEPENDENT[struct]?.includes(name))).toEqual([]);
});

test.each([
  ['RunStepOptions', 60],
  ['OpenIdConnectCredentialsOptions', 20],
  ['BuildRequests', 20],
  ['SecretTokenOptions', 3],
])('%s has pairs to try', (struct, least) => {
  expect(pairsOf(struct, CLOSED[struct][0]).length).toBeGreaterThanOrEqual(least);
});

const none = 5 as never;
const hub = StepConnector.dockerHub('account.hub');

describe('an argument of the wrong type is reported beside other arguments:', () => {
  test.each<[string, () => unknown, string[]]>([
    [
      'the name of a step',
      () => stageOf({ steps: [CiStep.run(none, { image: '', command: none })] }),
      ['steps[0].name', 'steps[0].command', 'steps[0].image'],
    ],
    [
      'a registry',
      () =>
        stageOf({
          steps: [CiStep.buildAndPush('a', { connector: hub, registry: ImageRegistry.docker(none), tags: ['a b'] })],
        }),
      ['steps[0].registry.repository', 'steps[0].tags[0]'],
    ],
    [
      'the value of a variable',
      () => stageOf({ variables: [StageVariable.text('a b', none)] }),
      ['variables[0].value', 'variables[0].name'],
    ],
    [
      'a path in a container',
      () => infrastructureOf({ volumes: [StageVolume.hostPath(none, 'a')] }),
      ['volumes[0].mountPath', 'volumes[0].path'],
    ],
    [
      'the URL of a cluster',
      () => connectorWith({ credentials: KubernetesCredentials.serviceAccount(none, { tokenRef: 'a b' }) }),
      ['credentials.masterUrl', 'credentials.tokenRef'],
    ],
    [
      'a number of builds',
      () => buildsIn({ quota: BuildQuota.forConcurrentBuilds('2' as never, { cpu: 'a', memory: '1Gi' }) }),
      ['quota.builds', 'quota.requests.cpu'],
    ],
    [
      'a driver',
      () => buildsIn({ additionalVolumeTypes: [BuildVolumeType.csi(none, { reason: '' })] }),
      ['additionalVolumeTypes[0].driver', 'additionalVolumeTypes[0].reason'],
    ],
    [
      'a client ID',
      () => buildsIn({ cloudIdentity: CloudIdentity.azure(none, { tenantId: 'a' }) }),
      ['cloudIdentity.clientId', 'cloudIdentity.tenantId'],
    ],
    [
      'the Secret of a token',
      () => addDelegate(newChart(), 'D', { token: DelegateToken.fromSecretName(none, { key: 'a b' }) }),
      ['token', 'token.key'],
    ],
    [
      'the Secret of a variable',
      () => addDelegate(newChart(), 'D', { env: [DelegateVariable.fromSecret('A B', none, 'a b')] }),
      ['env[0].secretName', 'env[0].name', 'env[0].key'],
    ],
  ])('%s', (_what, program, properties) => {
    expect([...refusedBy(program)].sort()).toEqual([...properties].sort());
  });
});
