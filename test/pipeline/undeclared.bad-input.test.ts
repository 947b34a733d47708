import type * as harness from 'harness-constructs';
import { BuildIsolation } from '../../lib/build-namespace';
import { RuntimeInput } from '../../lib/document';
import { CiStage, CiStep, GitReference, StageVolume, StepConnector } from '../../lib/pipeline';
import { synthInfra } from '../farm/infras';
import { refused } from '../testkit/refused';
import { infrastructureOf, MAKE, specOf, stageOf } from './stages';

const hub = StepConnector.ofUnknownType('account.hub');
const step = (of: () => CiStep) => () => stageOf({ steps: [of()] });
const run = (options: object) => step(() => CiStep.run('a', { image: 'a', command: 'b', ...options }));
const farmStage = (props: object) => () => synthInfra().farm.stage({ name: 'a', steps: [MAKE], ...props });

describe('a name from Harness or Kubernetes is refused, and the error suggests the name used here', () => {
  test.each<[property: string, make: () => unknown, remedy: string]>([
    ['steps[0].resources.limits', run({ resources: { limits: { memory: '8Gi' } } }), 'Did you mean cpu or memory?'],
    ['steps[0].envVariables', run({ envVariables: { A: 'b' } }), 'Did you mean environment?'],
    ['steps[0].connectorRef', run({ connectorRef: 'account.hub' }), 'Did you mean connector?'],
    [
      'steps[0].repoName',
      step(() => CiStep.gitClone('a', { connector: hub, reference: GitReference.tag('a'), repoName: 'b' } as never)),
      'Did you mean repository?',
    ],
    [
      'podSpecOverlay.topologySpread',
      () => infrastructureOf({ podSpecOverlay: { topologySpread: [] } as never }),
      'Did you mean topologySpreadConstraints?',
    ],
    [
      'podSpecOverlay.podSpec.hostUser',
      () => infrastructureOf({ podSpecOverlay: { overlayYamlFlag: true, podSpec: { hostUser: false } } }),
      'Did you mean hostUsers?',
    ],
    [
      'podSpecOverlay.podSpec.hostPid',
      () => infrastructureOf({ podSpecOverlay: { overlayYamlFlag: true, podSpec: { hostPid: true } } }),
      'Did you mean hostPID?',
    ],
    [
      'podSpecOverlay.podSpec.securityContext.runAsGruop',
      () =>
        infrastructureOf({
          podSpecOverlay: { overlayYamlFlag: true, podSpec: { securityContext: { runAsGruop: 15 } } },
        }),
      'Did you mean runAsGroup?',
    ],
    [
      'podSpecOverlay.podSpec.volumes[0].emptydir',
      () =>
        infrastructureOf({
          podSpecOverlay: { overlayYamlFlag: true, podSpec: { volumes: [{ name: 'a', emptydir: {} }] } },
        }),
      'Did you mean emptyDir?',
    ],
    [
      'containerSecurityContext.capabilities',
      () => infrastructureOf({ containerSecurityContext: { capabilities: { add: ['SYS_ADMIN'] } } as never }),
      'Did you mean addCapabilities or dropCapabilities?',
    ],
    [
      'inputs.os.default',
      () => infrastructureOf({ inputs: { os: RuntimeInput.of({ default: 'Linux' } as never) } }),
      'Did you mean defaultValue?',
    ],
    [
      'volumes[0].sizeLimit',
      () => infrastructureOf({ volumes: [StageVolume.emptyDir('/a', { sizeLimit: '1Gi' } as never)] }),
      'Did you mean size?',
    ],
    ['initTimeout', farmStage({ initTimeout: 1 }), 'Move it: initTimeout belongs in infrastructureOptions.'],
    [
      'infrastructureOptions.securityContext',
      farmStage({ infrastructureOptions: { securityContext: {} } }),
      'Did you mean containerSecurityContext?',
    ],
  ])('%s', (property, make, remedy) => {
    expect(refused(make)).toMatchObject({ property, remedy });
  });
});

describe('a member of another kind is refused', () => {
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

test('no member of the security context bypasses the isolation of the namespace', () => {
  for (const member of ['capabilities', 'runAsGroup', 'procMount']) {
    const infrastructureOptions = { containerSecurityContext: { [member]: 'Unmasked' } };
    expect(refused(farmStage({ infrastructureOptions })).property).toBe(
      `infrastructureOptions.containerSecurityContext.${member}`,
    );
  }
});

describe('a custom class can pass more than the construct declares', () => {
  class TeamStage extends CiStage {}

  test('and undeclared members are ignored', () => {
    const { farm } = synthInfra();
    const infrastructure = farm.stageInfrastructure(farm.buildNamespaces[0]);
    const props = { name: 'a', steps: [MAKE], infrastructure, team: 'payments', initTimeout: 5 };
    expect(new TeamStage(farm, 'Team', props).toDocument()).toEqual(
      new CiStage(farm, 'Plain', { name: 'a', steps: [MAKE], infrastructure, pipelineIdentifier: 'b' }).toDocument(),
    );
  });
});

describe('an instance from another copy of this package', () => {
  /** An instance from a copy that does not keep the given options. */
  const without = <T extends object>(made: T, ...members: string[]): T =>
    Object.assign(
      Object.create(Object.getPrototypeOf(made) as object) as T,
      Object.fromEntries(Object.entries(made).filter(([name]) => !members.includes(name))),
    );

  test('is accepted without the given options', () => {
    const volume = without(StageVolume.hostPath('/a', '/b'), '_given');
    expect(specOf({ volumes: [volume] }).volumes).toHaveLength(1);
    const isolation = without(BuildIsolation.dockerInDocker({ reason: 'a' }), '_options');
    expect(synthInfra({ isolation }).farm.buildNamespaces).toHaveLength(1);
  });

  test('is accepted with them', () => {
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

  test('is a step of any kind if its factory is unknown', () => {
    const made = CiStep.plugin('a', { image: 'b', settings: { c: 'd' } });
    const plugin = Object.assign(without(made), { _node: without(made._node, 'factory') });
    expect(stageOf({ steps: [plugin] }).toDocument()).toEqual(stageOf({ steps: [made] }).toDocument());
  });
});
