import { checkNewDelegate } from './new-delegate';
import { checkDockerInDocker, checkPlatformSteps, checkPrivilegedSteps } from './privileged';
import { checkIrsa } from './service-account';
import type { StageFacts } from './stage-facts';
import { checkBuildAndPush, checkRootSteps } from './users';
import { checkWindowsSteps } from './windows';

export type { StageFacts } from './stage-facts';

/** Throws for steps that cannot run where, as whom or by whom they are meant to. */
export function checkStage(facts: StageFacts): void {
  [
    checkPlatformSteps,
    checkNewDelegate,
    checkWindowsSteps,
    checkBuildAndPush,
    checkRootSteps,
    checkDockerInDocker,
    checkPrivilegedSteps,
    checkIrsa,
  ].forEach((check) => check(facts));
}
