import * as fc from 'fast-check';
import type { DelegateLegacyProps } from '../../../lib/delegate';
import type { ArbitraryOf } from './recorded';

/** The properties of DelegateLegacyProps, each by itself; `consistent` leaves them out of a new delegate. */
export const legacyProps: ArbitraryOf<DelegateLegacyProps> = {
  javaOptions: fc.constantFrom('-Xms64M', '-XX:MaxRAMPercentage=70.0 -Xms64M', '-Dfile.encoding=UTF-8 -Da=$(B) -Dc=$$'),
  pollForTasks: fc.boolean(),
  allowShellTasks: fc.boolean(),
};

/** Properties that the new delegate does not support. */
export const LEGACY_ONLY = ['javaOptions', 'pollForTasks', 'allowShellTasks', 'proxy'] as const;
