import { type Chart, Lazy } from 'cdk8s';
import { BuildFarmNamespace, BuildIsolation } from '../../lib/build-namespace';
import { unresolved } from '../../lib/core';
import { RuntimeInput } from '../../lib/document';
import { BuildOperatingSystem, CiStep, type StageSecurityContext, StageVolume, VolumeMedium } from '../../lib/pipeline';
import { TaintEffect } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { AUDITED, RESTRICTED } from '../testkit/isolations';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { buildsIn } from './build-namespaces';
import { connectorIn, infrastructureOf, type InfrastructureProps, MAKE, newConnector, specOf, stageOf } from './stages';

const docker = BuildIsolation.dockerInDocker({ reason: 'Builds run docker.' });
const cache = BuildIsolation.hostPaths(['/var/cache', '/mnt/go'], { reason: 'Builds share a cache.' });
const RESTRICTED_CONTEXT: StageSecurityContext = {
  allowPrivilegeEscalation: false,
  dropCapabilities: ['ALL'],
  runAsNonRoot: true,
  runAsUser: 1000,
};

describe('a namespace defined in the program', () => {
  test('provides its name and its ServiceAccount', () => {
    const buildNamespace = buildsIn({ serviceAccountName: 'builder' });
    expect(specOf({ buildNamespace })).toMatchObject({ namespace: 'builds', serviceAccountName: 'builder' });
  });

  test('or elsewhere provides them, and satisfies a connector that inherits credentials', () => {
    const buildNamespace = BuildFarmNamespace.fromNamespaceName(newChart(), 'Builds', 'builds');
    const connector = newConnector({ inheritsFromDelegate: true });
    expect(specOf({ connector, buildNamespace })).toMatchObject({
      namespace: 'builds',
      serviceAccountName: 'harness-build',
    });
  });

  test.each(['builds', '<+input>.default(builds)'])('can be named again: %s', (namespace) => {
    expect(specOf({ namespace, buildNamespace: buildsIn() }).namespace).toBe(namespace);
  });

  test('must not be named differently', () => {
    expect(refused(() => specOf({ namespace: 'other', buildNamespace: buildsIn() }))).toMatchObject({
      property: 'namespace',
      given: '"other"',
      allowed: '"builds" as in buildNamespace, or a Harness expression',
    });
  });
});

describe('the ServiceAccount', () => {
  const namespace = () => buildsIn({ additionalServiceAccounts: ['deployer'], kubernetesVersion: '1.30' });

  test.each(['harness-build', 'deployer', '<+input>'])('can be %s', (serviceAccountName) => {
    expect(specOf({ buildNamespace: namespace(), serviceAccountName }).serviceAccountName).toBe(serviceAccountName);
  });

  test('must be one that the admission policy allows', () => {
    expect(refused(() => specOf({ buildNamespace: namespace(), serviceAccountName: 'default' }))).toMatchObject({
      property: 'serviceAccountName',
      given: '"default"',
      allowed: expect.stringContaining('harness-build, deployer') as string,
    });
  });

  test('can be any without an admission policy', () => {
    const buildNamespace = buildsIn({ clusterScoped: false });
    expect(buildNamespace.hasAdmissionPolicy).toBe(false);
    expect(specOf({ buildNamespace, serviceAccountName: 'default' }).serviceAccountName).toBe('default');
  });
});

describe('paths of the node', () => {
  const volumes = (path: string) => [StageVolume.hostPath('/cache', path)];

  test.each(['/var/cache', '/mnt/go'])('must be listed by the isolation: %s', (path) => {
    expect(specOf({ buildNamespace: buildsIn({ isolation: cache }), volumes: volumes(path) }).volumes).toHaveLength(1);
  });

  // A path below a listed one could be a symlink left by a build; and Docker-in-Docker permits no path of the node.
  test.each([
    [
      'none by default',
      BuildIsolation.baseline(),
      '/var/cache',
      /^a directory that the isolation of the namespace allows; it allows none$/,
    ],
    ['no other', cache, '/etc', /^a directory that the isolation .* allows: \/var\/cache, \/mnt\/go$/],
    ['not what is below', cache, '/var/cache/npm', /allows: \/var\/cache, \/mnt\/go$/],
    [
      'none with Docker-in-Docker, whose policy admits none',
      docker,
      '/var/cache',
      /^a directory that the isolation of the namespace allows; it allows none$/,
    ],
  ])('are %s', (_what, isolation, path, allowed) => {
    covers('S004.volumes.host-path-isolation');
    const details = refused(() => specOf({ buildNamespace: buildsIn({ isolation }), volumes: volumes(path) }));
    expect(details).toMatchObject({ property: 'volumes[0].path', given: `"${path}"` });
    expect(details.allowed).toMatch(allowed);
    expect(details.remedy).toContain('BuildIsolation.hostPaths');
  });
});

describe('capabilities', () => {
  const make = (isolation: BuildIsolation, name: string) =>
    specOf({ buildNamespace: buildsIn({ isolation }), containerSecurityContext: { addCapabilities: [name] } });

  test.each([
    [BuildIsolation.baseline(), 'NET_BIND_SERVICE'],
    [BuildIsolation.baseline(), 'CHOWN'],
    [cache, 'CHOWN'],
    [docker, 'SYS_ADMIN'],
  ])('that %s allows can be added: %s', (isolation, name) => {
    expect(make(isolation, name).containerSecurityContext.capabilities.add).toEqual([name]);
  });

  test.each([
    [BuildIsolation.baseline(), 'NET_ADMIN'],
    [cache, 'SYS_ADMIN'],
    [RESTRICTED, 'CHOWN'],
  ])('that %s does not allow are refused: %s', (isolation, name) => {
    expect(refused(() => make(isolation, name))).toMatchObject({
      property: 'containerSecurityContext.addCapabilities[0]',
      given: `"${name}"`,
      allowed: expect.stringContaining(isolation.toString()) as string,
    });
  });
});

describe('privileged containers', () => {
  const make = (isolation: BuildIsolation) =>
    specOf({ buildNamespace: buildsIn({ isolation }), containerSecurityContext: { privileged: true } });

  test('are admitted with Docker-in-Docker', () => {
    expect(make(docker).containerSecurityContext).toEqual({ privileged: true });
  });

  test.each([BuildIsolation.baseline(), RESTRICTED, cache])('are refused under %s', (isolation) => {
    const details = refused(() => make(isolation));
    expect(details.property).toBe('containerSecurityContext.privileged');
    expect(details.remedy).toContain('BuildIsolation.dockerInDocker');
  });
});

describe.each([RESTRICTED, AUDITED])('a namespace with the isolation %s', (isolation) => {
  const buildNamespace = buildsIn({ isolation });

  test('accepts what Pod Security requires', () => {
    const spec = specOf({ buildNamespace, containerSecurityContext: RESTRICTED_CONTEXT });
    expect(spec.containerSecurityContext).toMatchObject({ allowPrivilegeEscalation: false, runAsNonRoot: true });
  });

  test.each(['allowPrivilegeEscalation', 'dropCapabilities', 'runAsNonRoot'] as const)('needs %s', (name) => {
    const containerSecurityContext = { ...RESTRICTED_CONTEXT, [name]: undefined };
    expect(refused(() => specOf({ buildNamespace, containerSecurityContext }))).toMatchObject({
      property: `containerSecurityContext.${name}`,
      allowed: expect.stringContaining(`in a namespace with the isolation ${isolation.toString()}`) as string,
    });
  });

  // Windows containers do not have the settings that Pod Security requires.
  test('refuses builds on Windows', () => {
    const windows = { os: BuildOperatingSystem.WINDOWS, nodeSelector: { 'kubernetes.io/os': 'windows' } };
    const details = refused(() => specOf({ ...windows, buildNamespace }));
    expect(details.property).toBe('os');
    expect(details.remedy).toContain('BuildIsolation.baseline()');
  });
});

describe('a runtime input', () => {
  const baseline = BuildIsolation.baseline();
  const restricted = RESTRICTED;
  const input = RuntimeInput.of();
  const inContext = (name: string, given: unknown = input) => ({
    containerSecurityContext: { ...RESTRICTED_CONTEXT, [name]: undefined, inputs: { [name]: given } },
  });
  type Given = Pick<InfrastructureProps, 'inputs' | 'containerSecurityContext' | 'volumes'>;

  test.each<[string, Given, BuildIsolation[]]>([
    ['inputs.volumes', { inputs: { volumes: input } }, [baseline, restricted, cache, docker]],
    ['inputs.podSpecOverlay', { inputs: { podSpecOverlay: '<+input>' } }, [baseline, restricted, cache, docker]],
    ['inputs.containerSecurityContext', { inputs: { containerSecurityContext: input } }, [baseline, restricted, cache]],
    [
      'inputs.runAsUser',
      { containerSecurityContext: RESTRICTED_CONTEXT, inputs: { runAsUser: '<+input>' } },
      [restricted],
    ],
    ['containerSecurityContext.inputs.privileged', inContext('privileged'), [baseline, restricted, cache]],
    ['containerSecurityContext.inputs.addCapabilities', inContext('addCapabilities'), [baseline, restricted, cache]],
    [
      'containerSecurityContext.addCapabilities[0]',
      { containerSecurityContext: { ...RESTRICTED_CONTEXT, addCapabilities: ['<+input>'] } },
      [baseline, restricted, cache],
    ],
    ['containerSecurityContext.inputs.dropCapabilities', inContext('dropCapabilities'), [restricted]],
    ['containerSecurityContext.inputs.allowPrivilegeEscalation', inContext('allowPrivilegeEscalation'), [restricted]],
    ['containerSecurityContext.inputs.runAsNonRoot', inContext('runAsNonRoot'), [restricted]],
    ['containerSecurityContext.inputs.runAsUser', inContext('runAsUser', '<+input>'), [restricted]],
    ['volumes[0].path', { volumes: [StageVolume.hostPath('/a', '/mnt/<+x>')] }, [baseline, restricted, cache, docker]],
    ['containerSecurityContext.inputs.readOnlyRootFilesystem', inContext('readOnlyRootFilesystem'), []],
    [
      'volumes[0].mountPath',
      { containerSecurityContext: RESTRICTED_CONTEXT, volumes: [StageVolume.emptyDir('/mnt/<+x>')] },
      [],
    ],
  ])('for %s is refused exactly where the isolation forbids some of its values', (property, given, refusing) => {
    expect(() => specOf(given)).not.toThrow();
    for (const isolation of [baseline, restricted, cache, docker]) {
      const make = () => specOf({ ...given, buildNamespace: buildsIn({ isolation }) });
      if (!refusing.includes(isolation)) {
        expect(make).not.toThrow();
        continue;
      }
      expect(refused(make)).toMatchObject({
        property,
        allowed: `a literal value, because the isolation of the namespace (${isolation.toString()}) does not allow every value`,
      });
    }
  });

  test('is refused for settings that Windows lacks', () => {
    const windows = { os: BuildOperatingSystem.WINDOWS, nodeSelector: { 'kubernetes.io/os': 'windows' } };
    const containerSecurityContext = { inputs: { privileged: input } };
    const details = refused(() => specOf({ ...windows, containerSecurityContext }));
    expect(details.property).toBe('containerSecurityContext.inputs.privileged');
  });

  test('is refused together with a plain value', () => {
    const containerSecurityContext = { privileged: true, inputs: { privileged: input } };
    expect(refused(() => specOf({ containerSecurityContext }))).toMatchObject({
      property: 'containerSecurityContext.inputs.privileged',
      allowed: 'no value when containerSecurityContext.privileged is set',
    });
    const toleration = { effect: TaintEffect.NO_SCHEDULE, inputs: { effect: '<+input>' } };
    expect(refused(() => specOf({ tolerations: [toleration] })).property).toBe('tolerations[0].inputs.effect');
    const volume = StageVolume.emptyDir('/a', { medium: VolumeMedium.MEMORY, inputs: { medium: '<+input>' } });
    expect(refused(() => specOf({ volumes: [volume] })).property).toBe('volumes[0].inputs.medium');
  });

  test('can make a container privileged, so the check of Docker-in-Docker is left to Harness', () => {
    const docker27 = CiStep.background('Docker', { image: 'docker:27-dind' });
    expect(() => stageOf({ steps: [docker27, MAKE] }, inContext('privileged'))).not.toThrow();
    expect(refused(() => stageOf({ steps: [docker27, MAKE] })).property).toBe('steps[0].privileged');
  });
});

/** The errors of the app's validations. */
function foundIn(chart: Chart): string {
  const { root } = chart.node;
  return root.node
    .findAll()
    .flatMap(({ node }) => node.validate())
    .join();
}

describe('a value known only later', () => {
  const lateBuilds = (name: string) => buildsIn({ namespace: unresolved(() => name) });

  test('is resolved when the document is rendered', () => {
    const labels = { team: Lazy.any({ produce: () => 'payments' }) as unknown as string };
    const infrastructure = infrastructureOf({ buildNamespace: lateBuilds('later'), labels });
    const document = infrastructure.toDocument() as { infrastructure: { spec: object } };
    expect(document.infrastructure.spec).toMatchObject({ namespace: 'later', labels: { team: 'payments' } });
  });

  test.each<[string, (late: (text: string) => string) => object]>([
    ['namespace', (late) => ({ namespace: late('Not A Name') })],
    ['serviceAccountName', (late) => ({ serviceAccountName: late('Not A Name') })],
    ['labels["team"]', (late) => ({ labels: { team: late('x') } })],
    ['nodeSelector["team"]', (late) => ({ nodeSelector: { team: late('-') } })],
    ['hostNames[0]', (late) => ({ hostNames: [late('A')] })],
    ['volumes[0].mountPath', (late) => ({ volumes: [StageVolume.emptyDir(late('relative'))] })],
  ])('is checked when it is known: %s', (property, propsOf) => {
    const chart = newChart();
    infrastructureOf(
      propsOf((text) => unresolved(() => text)),
      chart,
    );
    expect(foundIn(chart)).toContain(`${property}:`);
  });

  test('for a namespace is checked against the one defined in the program', () => {
    const chart = newChart();
    infrastructureOf(
      { connector: connectorIn(chart), buildNamespace: lateBuilds('other'), namespace: 'builds' },
      chart,
    );
    expect(foundIn(chart)).toContain('expected "other" as in buildNamespace, or a Harness expression');
  });
});
