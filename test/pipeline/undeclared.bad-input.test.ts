import type * as harness from 'harness-constructs';
import {
  BuildIsolation,
  CiStage,
  CiStep,
  GitReference,
  RuntimeInput,
  StageVolume,
  StepConnector,
} from 'harness-constructs';
import { synthInfra } from '../ci-build-infra/infras';
import { refused } from '../support/refused';
import { infrastructureOf, MAKE, specOf, stageOf } from './stages';

const hub = StepConnector.ofUnknownType('account.hub');
const step = (of: () => CiStep) => () => stageOf({ steps: [of()] });
const run = (options: object) => step(() => CiStep.run('a', { image: 'a', command: 'b', ...options }));
const farmStage = (props: object) => () => synthInfra().farm.stage({ name: 'a', steps: [MAKE], ...props });

describe('what Harness or Kubernetes spell otherwise is refused with the name that it has here', () => {
  test.each<[property: string, make: () => unknown, remedy: string]>([
    ['steps[0].resources.limits', run({ resources: { limits: { memory: '8Gi' } } }), 'Write cpu and memory.'],
    ['steps[0].envVariables', run({ envVariables: { A: 'b' } }), 'Write environment.'],
    ['steps[0].connectorRef', run({ connectorRef: 'account.hub' }), 'Write connector.'],
    [
      'steps[0].repoName',
      step(() => CiStep.gitClone('a', { connector: hub, reference: GitReference.tag('a'), repoName: 'b' } as never)),
      'Write repository.',
    ],
    [
      'podSpecOverlay.topologySpread',
      () => infrastructureOf({ podSpecOverlay: { topologySpread: [] } as never }),
      'Write topologySpreadConstraints.',
    ],
    [
      'containerSecurityContext.capabilities',
      () => infrastructureOf({ containerSecurityContext: { capabilities: { add: ['SYS_ADMIN'] } } as never }),
      'Write addCapabilities and dropCapabilities.',
    ],
    [
      'inputs.os.default',
      () => infrastructureOf({ inputs: { os: RuntimeInput.of({ default: 'Linux' } as never) } }),
      'Write defaultValue.',
    ],
    [
      'volumes[0].sizeLimit',
      () => infrastructureOf({ volumes: [StageVolume.emptyDir('/a', { sizeLimit: '1Gi' } as never)] }),
      'Write size.',
    ],
    ['initTimeout', farmStage({ initTimeout: 1 }), 'Write infrastructureOptions.initTimeout.'],
    [
      'infrastructureOptions.securityContext',
      farmStage({ infrastructureOptions: { securityContext: {} } }),
      'Write containerSecurityContext.',
    ],
  ])('%s', (property, make, remedy) => {
    expect(refused(make)).toMatchObject({ property, remedy });
  });
});

describe('a member that another kind has is refused', () => {
  test.each<[what: string, property: string, make: () => unknown]>([
    [
      'an image of a step of Harness',
      'steps[0].image',
      step(() => CiStep.gitClone('a', { connector: hub, reference: GitReference.tag('a'), image: 'a' } as never)),
    ],
    ['an entrypoint of a Run step', 'steps[0].entrypoint', run({ entrypoint: ['a'] })],
    [
      'settings of a Background step',
      'steps[0].settings',
      step(() => CiStep.background('a', { image: 'a', settings: {} } as never)),
    ],
    [
      'members of a group',
      'steps[0].additionalSpec',
      step(() => CiStep.group('a', [MAKE], { additionalSpec: {} } as never)),
    ],
    [
      'readOnly of an empty directory',
      'volumes[0].readOnly',
      () => infrastructureOf({ volumes: [StageVolume.emptyDir('/a', { readOnly: true } as never)] }),
    ],
    [
      'a second path',
      'volumes[0].path',
      () => infrastructureOf({ volumes: [StageVolume.hostPath('/a', '/b', { path: '/c' } as never)] }),
    ],
  ])('%s', (_what, property, make) => {
    expect(refused(make).property).toBe(property);
  });
});

test('no member of the security context gets round the isolation of the namespace', () => {
  for (const member of ['capabilities', 'runAsGroup', 'procMount']) {
    const infrastructureOptions = { containerSecurityContext: { [member]: 'Unmasked' } };
    expect(refused(farmStage({ infrastructureOptions })).property).toBe(
      `infrastructureOptions.containerSecurityContext.${member}`,
    );
  }
});

describe('a class of its own may pass on more than the construct takes', () => {
  class TeamStage extends CiStage {}

  test('and what it does not take is ignored', () => {
    const { farm } = synthInfra();
    const infrastructure = farm.stageInfrastructure(farm.buildNamespaces[0]);
    const props = { name: 'a', steps: [MAKE], infrastructure, team: 'payments', initTimeout: 5 };
    expect(new TeamStage(farm, 'Team', props).toDocument()).toEqual(
      new CiStage(farm, 'Plain', { name: 'a', steps: [MAKE], infrastructure, pipelineIdentifier: 'b' }).toDocument(),
    );
  });
});

describe('what another copy of this package has made', () => {
  /** As a copy makes it that does not keep options as they were given. */
  const without = <T extends object>(made: T, ...members: string[]): T =>
    Object.assign(
      Object.create(Object.getPrototypeOf(made) as object) as T,
      Object.fromEntries(Object.entries(made).filter(([name]) => !members.includes(name))),
    );

  test('is taken without the options that were given', () => {
    const volume = without(StageVolume.hostPath('/a', '/b'), '_given');
    expect(specOf({ volumes: [volume] }).volumes).toHaveLength(1);
    const isolation = without(BuildIsolation.dockerInDocker({ reason: 'a' }), '_options');
    expect(synthInfra({ isolation }).farm.buildNamespaces).toHaveLength(1);
  });

  test('is taken with them', () => {
    jest.isolateModules(() => {
      const copy = jest.requireActual<typeof harness>('harness-constructs');
      expect(copy.CiStep).not.toBe(CiStep);
      const resources = { cpu: '1' };
      const made = copy.CiStep.run('a', { image: 'b', command: 'c', resources });
      const volume = copy.StageVolume.emptyDir('/a', { size: '1Gi' });
      expect(() => stageOf({ steps: [made] }, { volumes: [volume] })).not.toThrow();
      const slip = copy.CiStep.run('a', { image: 'b', command: 'c', resources: { cpus: '1' } as never });
      expect(refused(() => stageOf({ steps: [slip] })).property).toBe('steps[0].resources.cpus');
    });
  });

  test('is a step of any kind where it does not tell by which factory', () => {
    const made = CiStep.plugin('a', { image: 'b', settings: { c: 'd' } });
    const plugin = Object.assign(without(made), { _node: without(made._node, 'factory') });
    expect(stageOf({ steps: [plugin] }).toDocument()).toEqual(stageOf({ steps: [made] }).toDocument());
  });
});
