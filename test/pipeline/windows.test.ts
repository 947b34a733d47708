import { Istio } from '../../lib/build-namespace';
import { RuntimeInput } from '../../lib/document';
import { type BackgroundStepOptions, BuildOperatingSystem, CiStep, StageVolume, StepShell } from '../../lib/pipeline';
import { refused } from '../testkit/refused';
import { buildsIn } from './build-namespaces';
import { infrastructureOf, stageDocument, stageOf } from './stages';

const WINDOWS = { os: BuildOperatingSystem.WINDOWS, nodeSelector: { 'kubernetes.io/os': 'windows' } };
const RUN = { image: 'golang:1.22-windowsservercore-1809', command: 'go test ./...' };
const pwsh = CiStep.run('Run', { ...RUN, shell: StepShell.PWSH });

// No data plane for Windows: https://github.com/istio/istio/issues/27893 and, for the ambient mesh, 58099.
test.each([
  ['Istio.cni()', Istio.cni()],
  ['Istio.cni() without STRICT', Istio.cni({ strict: false })],
  ['Istio.ambient()', Istio.ambient()],
])('a build on Windows is refused in a namespace of a mesh: %s', (_name, istio) => {
  const buildNamespace = buildsIn({ istio });
  expect(refused(() => infrastructureOf({ ...WINDOWS, buildNamespace }))).toMatchObject({
    property: 'os',
    allowed: expect.stringContaining('no proxy of Istio runs on Windows') as string,
    remedy: expect.stringContaining('namespace outside of the mesh') as string,
  });
  expect(() => infrastructureOf({ buildNamespace })).not.toThrow();
  expect(() => infrastructureOf({ ...WINDOWS, buildNamespace: buildsIn() })).not.toThrow();
});

describe('the shell of a step on Windows', () => {
  const kinds: readonly [string, (shell?: StepShell, options?: BackgroundStepOptions) => CiStep][] = [
    ['Run', (shell, options) => CiStep.run('x', { ...RUN, ...options, shell })],
    ['Test', (shell, options) => CiStep.test('x', { ...RUN, ...options, shell })],
    ['Background', (shell, options) => CiStep.background('x', { ...RUN, ...options, shell })],
  ];

  test.each(kinds)('is Windows PowerShell by default: %s', (_type, make) => {
    const shellOn = (infrastructure: object): unknown =>
      stageDocument({ steps: [make()] }, infrastructure).spec.execution.steps[0].step.spec.shell;
    expect(shellOn(WINDOWS)).toBe('Powershell');
    expect(shellOn({})).toBe('Sh');
    expect(shellOn({ inputs: { os: RuntimeInput.of() } })).toBe('Sh');
  });

  test.each(kinds)('must not be a Linux shell: %s', (_type, make) => {
    for (const shell of [StepShell.SH, StepShell.BASH]) {
      expect(refused(() => stageOf({ steps: [pwsh, make(shell)] }, WINDOWS))).toMatchObject({
        property: 'steps[1].shell',
        remedy: 'Remove it to use StepShell.POWERSHELL, or set it to StepShell.PWSH.',
      });
      expect(() => stageOf({ steps: [make(shell)] })).not.toThrow();
    }
    for (const shell of [StepShell.POWERSHELL, StepShell.PWSH, StepShell.PYTHON]) {
      expect(() => stageOf({ steps: [make(shell)] }, WINDOWS)).not.toThrow();
    }
  });

  test.each(kinds)('can be a runtime input, as can the operating system: %s', (_type, make) => {
    const step = make(undefined, { inputs: { shell: '<+input>' } });
    expect(stageDocument({ steps: [step] }, WINDOWS).spec.execution.steps[0].step.spec.shell).toBe('<+input>');
    expect(() => stageOf({ steps: [make()] }, { inputs: { os: RuntimeInput.of() } })).not.toThrow();
  });

  test('is not written for steps without a command', () => {
    const steps = [CiStep.background('Service', { image: 'a' }), CiStep.plugin('Plugin', { image: 'b' })];
    expect(JSON.stringify(stageDocument({ steps }, WINDOWS))).not.toContain('shell');
  });
});

test('paths on Windows start with a drive or a slash, including shared paths', () => {
  for (const path of ['C:\\shared', 'C:/shared', '/shared']) {
    expect(stageDocument({ steps: [pwsh], sharedPaths: [path] }, WINDOWS).spec.sharedPaths).toEqual([path]);
    expect(() => stageOf({ sharedPaths: [path] }, { inputs: { os: RuntimeInput.of() } })).not.toThrow();
  }
  expect(refused(() => stageOf({ sharedPaths: ['C:\\shared'] })).property).toBe('sharedPaths[0]');
  expect(refused(() => stageOf({ steps: [pwsh], sharedPaths: ['shared'] }, WINDOWS)).property).toBe('sharedPaths[0]');
  const volumes = [StageVolume.emptyDir('C:\\shared')];
  const twice = () => stageOf({ steps: [pwsh], sharedPaths: ['C:\\shared\\'] }, { ...WINDOWS, volumes });
  expect(refused(twice).property).toBe('sharedPaths[0]');
});

test('a setting unsupported on Windows is refused before its other errors', () => {
  const containerSecurityContext = { runAsNonRoot: true };
  expect(refused(() => infrastructureOf({ ...WINDOWS, containerSecurityContext }))).toMatchObject({
    property: 'containerSecurityContext.runAsNonRoot',
    allowed: 'no value for builds on Windows',
  });
});

test('a user ID is refused on Windows, also as a runtime input', () => {
  const later = { ...WINDOWS, inputs: { runAsUser: '<+pipeline.variables.user>' } };
  expect(refused(() => infrastructureOf(later))).toMatchObject({
    property: 'inputs.runAsUser',
    allowed: 'no value for builds on Windows',
  });
  const inStep = (inputs: object) => () => stageOf({ steps: [CiStep.plugin('x', { image: 'a', inputs })] }, WINDOWS);
  expect(refused(inStep({ runAsUser: '<+input>' })).property).toBe('steps[0].runAsUser');
  expect(refused(inStep({ privileged: RuntimeInput.of() })).property).toBe('steps[0].privileged');
});
