import {
  type BackgroundStepOptions,
  BuildOperatingSystem,
  CiStep,
  RuntimeInput,
  StageVolume,
  StepShell,
} from 'harness-constructs';
import { refused } from '../support/refused';
import { infrastructureOf, stageDocument, stageOf } from './stages';

const WINDOWS = { os: BuildOperatingSystem.WINDOWS, nodeSelector: { 'kubernetes.io/os': 'windows' } };
const RUN = { image: 'golang:1.22-windowsservercore-1809', command: 'go test ./...' };
const pwsh = CiStep.run('Run', { ...RUN, shell: StepShell.PWSH });

describe('the shell of a step on Windows', () => {
  const kinds: readonly [string, (shell?: StepShell, options?: BackgroundStepOptions) => CiStep][] = [
    ['Run', (shell, options) => CiStep.run('x', { ...RUN, ...options, shell })],
    ['Test', (shell, options) => CiStep.test('x', { ...RUN, ...options, shell })],
    ['Background', (shell, options) => CiStep.background('x', { ...RUN, ...options, shell })],
  ];

  test.each(kinds)('is Windows PowerShell unless something else is said: %s', (_type, make) => {
    const shellOn = (infrastructure: object): unknown =>
      stageDocument({ steps: [make()] }, infrastructure).spec.execution.steps[0].step.spec.shell;
    expect(shellOn(WINDOWS)).toBe('Powershell');
    expect(shellOn({})).toBe('Sh');
    expect(shellOn({ inputs: { os: RuntimeInput.of() } })).toBe('Sh');
  });

  test.each(kinds)('is none of Linux: %s', (_type, make) => {
    for (const shell of [StepShell.SH, StepShell.BASH]) {
      expect(refused(() => stageOf({ steps: [pwsh, make(shell)] }, WINDOWS))).toMatchObject({
        property: 'steps[1].shell',
        remedy: 'Leave shell out for StepShell.POWERSHELL, or set it to StepShell.PWSH.',
      });
      expect(() => stageOf({ steps: [make(shell)] })).not.toThrow();
    }
    for (const shell of [StepShell.POWERSHELL, StepShell.PWSH, StepShell.PYTHON]) {
      expect(() => stageOf({ steps: [make(shell)] }, WINDOWS)).not.toThrow();
    }
  });

  test.each(kinds)('may be told when the pipeline runs, as the operating system may: %s', (_type, make) => {
    const step = make(undefined, { inputs: { shell: '<+input>' } });
    expect(stageDocument({ steps: [step] }, WINDOWS).spec.execution.steps[0].step.spec.shell).toBe('<+input>');
    expect(() => stageOf({ steps: [make()] }, { inputs: { os: RuntimeInput.of() } })).not.toThrow();
  });

  test('is not asked of steps that run no command', () => {
    const steps = [CiStep.background('Service', { image: 'a' }), CiStep.plugin('Plugin', { image: 'b' })];
    expect(JSON.stringify(stageDocument({ steps }, WINDOWS))).not.toContain('shell');
  });
});

test('paths on Windows begin with a drive or a slash, shared ones too', () => {
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

test('what Windows has not is refused as such, and not mended by something else that it has not', () => {
  const containerSecurityContext = { runAsNonRoot: true };
  expect(refused(() => infrastructureOf({ ...WINDOWS, containerSecurityContext }))).toMatchObject({
    property: 'containerSecurityContext.runAsNonRoot',
    allowed: 'nothing for builds on Windows',
  });
});

test('there is no user id on Windows, also none that is told later', () => {
  const later = { ...WINDOWS, inputs: { runAsUser: '<+pipeline.variables.user>' } };
  expect(refused(() => infrastructureOf(later))).toMatchObject({
    property: 'inputs.runAsUser',
    allowed: 'nothing for builds on Windows',
  });
  const inStep = (inputs: object) => () => stageOf({ steps: [CiStep.plugin('x', { image: 'a', inputs })] }, WINDOWS);
  expect(refused(inStep({ runAsUser: '<+input>' })).property).toBe('steps[0].runAsUser');
  expect(refused(inStep({ privileged: RuntimeInput.of() })).property).toBe('steps[0].privileged');
});
