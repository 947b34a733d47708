import { Duration } from 'cdk8s';
import type { DelegateResources } from '../../../lib/delegate';
import { bad, type BadInput, shows } from './bad-input';

type Amount = keyof DelegateResources;
const quantity = /a Kubernetes quantity above 0/;
const BOTH = ['cpu', 'memory', 'ephemeralStorage'] as const;

function amount(property: Amount, text: string, allowed: RegExp): BadInput {
  return bad(
    `${property} "${text}"`,
    { resources: { [property]: text } },
    `resources.${property}`,
    allowed,
    shows(text),
  );
}

export const BAD_RESOURCES: readonly BadInput[] = [
  ...BOTH.flatMap((resource) =>
    (['Request', 'Limit'] as const).flatMap((end) =>
      ['', 'a lot', '1 Gi', '1Mib', '1.2.3', '-1', '0', '0Mi', '1e', '50%', '1,5'].map((text) =>
        amount(`${resource}${end}`, text, quantity),
      ),
    ),
  ),
  ...(['memoryRequest', 'memoryLimit', 'ephemeralStorageRequest', 'ephemeralStorageLimit'] as const).flatMap(
    (property) => ['128m', '1.5', '1u'].map((text) => amount(property, text, /a whole number of bytes/)),
  ),
  ...(['cpuRequest', 'cpuLimit'] as const).flatMap((property) =>
    ['0.5m', '0.0005', '1u'].map((text) => amount(property, text, /a whole number of thousandths of a CPU/)),
  ),
  ...['1', '1048575', '1000k', '0.5Mi'].flatMap((text) => [
    amount('memoryRequest', text, /at least 1Mi/),
    amount('memoryLimit', text, /at least 1Mi/),
  ]),
  bad(
    'a limit of CPU and none',
    { resources: { cpuLimit: '2', noCpuLimit: true } },
    'resources.cpuLimit',
    /no value when noCpuLimit is set/,
    shows('2'),
  ),
  ...(
    [
      ['cpu', '1001m', '1'],
      ['memory', '257Mi', '256Mi'],
      ['memory', '1Gi', '1G'],
      ['ephemeralStorage', '2e9', '1999M'],
    ] as const
  ).map(([resource, request, limit]) =>
    bad(
      `${resource}: ${request} above ${limit}`,
      { resources: { [`${resource}Request`]: request, [`${resource}Limit`]: limit } },
      `resources.${resource}Request`,
      new RegExp(`at most the limit, which is ${limit}`),
      shows(request),
    ),
  ),
];

export const BAD_PROBES: readonly BadInput[] = (['livenessProbe', 'readinessProbe', 'startupProbe'] as const).flatMap(
  (probe) => [
    bad(
      `${probe}: no failure`,
      { [probe]: { failureThreshold: 0 } },
      `${probe}.failureThreshold`,
      /of at least 1|from 1/,
      shows('0'),
    ),
    bad(
      `${probe}: half one`,
      { [probe]: { failureThreshold: 1.5 } },
      `${probe}.failureThreshold`,
      /whole/,
      shows('1.5'),
    ),
    bad(
      `${probe}: too many`,
      { [probe]: { failureThreshold: 2 ** 31 } },
      `${probe}.failureThreshold`,
      /whole/,
      shows(`${2 ** 31}`),
    ),
    bad(
      `${probe}: too long`,
      { [probe]: { period: Duration.seconds(2 ** 31) } },
      `${probe}.period`,
      /^1 to 2147483647 seconds$/,
      shows(`${2 ** 31}`),
    ),
    bad(`${probe}: no period`, { [probe]: { period: Duration.seconds(0) } }, `${probe}.period`, /1/, shows('0')),
    bad(`${probe}: no time`, { [probe]: { timeout: Duration.seconds(0) } }, `${probe}.timeout`, /1/, shows('0')),
    bad(
      `${probe}: a fraction`,
      { [probe]: { initialDelay: Duration.millis(1) } },
      `${probe}.initialDelay`,
      /whole/,
      shows('0.001'),
    ),
  ],
);
