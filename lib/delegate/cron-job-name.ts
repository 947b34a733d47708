/** The name of the upgrader's CronJob. */
import { createHash } from 'node:crypto';

/** A Job name has at most 63 characters: eleven more than the name of its CronJob. */
const LONGEST_NAME = 52;

const JOB_SUFFIX = '-upgrader-job';

/** Shortens long names with a hash, so that names with the same prefix stay distinct. */
export function cronJobNameOf(delegateName: string): string {
  const name = `${delegateName}${JOB_SUFFIX}`;
  if (name.length <= LONGEST_NAME) {
    return name;
  }
  const hash = createHash('sha256').update(delegateName).digest('hex').slice(0, 8);
  const kept = delegateName.slice(0, LONGEST_NAME - JOB_SUFFIX.length - hash.length - 1);
  return `${kept.replace(/-+$/, '')}-${hash}${JOB_SUFFIX}`;
}
