import { BuildOperatingSystem } from '../../infrastructure/props';
import { StepShell } from '../../steps';
import { buildsImage, type StageFacts } from './stage-facts';

/** Shells that images of Windows do not have. */
const OF_LINUX: readonly unknown[] = [StepShell.SH, StepShell.BASH];

/** @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/run-windows-builds-in-a-kubernetes-build-infrastructure */
export function checkWindowsSteps({ checks, steps, infrastructure: { os, inputs } }: StageFacts): void {
  if (os !== BuildOperatingSystem.WINDOWS || inputs.os !== undefined) {
    return;
  }
  for (const { where, step } of steps) {
    const { inputs: ofStep = {} } = step.options;
    const { privileged = ofStep.privileged, runAsUser = ofStep.runAsUser } = step.options;
    if (buildsImage(step)) {
      const allowed = 'no step that builds an image with kaniko, on Windows';
      checks.refuse(where, `a step of the type ${step.type}`, allowed, 'Build images in a stage on Linux.');
    }
    if (privileged) {
      checks.refuse(
        `${where}.privileged`,
        privileged === true || String(privileged),
        'nothing on Windows, which has no such containers',
        'Leave it out.',
      );
    }
    if (runAsUser !== undefined) {
      checks.refuse(`${where}.runAsUser`, runAsUser, 'nothing on Windows, which has no such ids', 'Leave it out.');
    }
  }
  for (const { where, step } of steps) {
    if (step.options.inputs?.shell === undefined && OF_LINUX.includes(step.spec.shell)) {
      checks.refuse(
        `${where}.shell`,
        step.options.shell,
        'a shell that images of Windows have: Powershell, Pwsh or Python',
        'Leave shell out for StepShell.POWERSHELL, or set it to StepShell.PWSH.',
      );
    }
  }
}
