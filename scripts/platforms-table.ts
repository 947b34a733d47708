/** Writes docs/platforms.md from the facts about platforms. With `--check`, only verifies that it is current. */
import { ClusterPlatform, identitiesOf } from '../lib/build-namespace';
import {
  type Concern,
  EVERYWHERE,
  factsOf,
  type PlatformStatement,
} from '../lib/build-namespace/summary/platform-facts';
import { markdownTable, writeOrCheck } from './generated-file';

const FACTORIES = ['generic', 'eks', 'eksFargate', 'gke', 'gkeAutopilot', 'aks', 'openShift', 'rancher'] as const;

const intro = `# What this package knows of platforms

\`platform\` of a farm or build namespace takes one of these. What a platform cannot do is refused. \`summary()\` says what concerns
your farm; other facts are only here. Each has the page that says it, and the day on which it was read.

Generated from \`lib/build-namespace\`. Update it with \`npm run docs\`.`;

type Row = readonly [effect: string, fact: Omit<PlatformStatement, 'concerns'>];

function rowsOf(platform: ClusterPlatform): Row[] {
  const { forbidsNodeAccess, forbidsWindows, forbidsDaemonSets, enforcesNoPolicies, largestPod, podMtu, dns } =
    platform._record;
  const refusals = [forbidsNodeAccess, forbidsWindows, forbidsDaemonSets, largestPod].filter(
    (fact) => fact !== undefined,
  );
  return [
    ...refusals.map((fact): Row => ['refused', fact]),
    ...(enforcesNoPolicies === undefined ? [] : [['said', enforcesNoPolicies] as const]),
    ...(podMtu === undefined ? [] : [['said with Docker-in-Docker', podMtu] as const]),
    ...factsOf(platform).map(rowOf),
    ['allowed', { ...dns, says: `builds reach DNS at ${serversOf(dns.servers)}, port ${dns.ports.join(' and ')}` }],
    ...(dns.exception === undefined ? [] : [['said', { ...dns, says: dns.exception }] as const]),
  ];
}

/** Which farms `summary()` says it of. */
const SAID: { readonly [concern in Concern]: string } = {
  everything: 'said',
  'network policies': 'said with network policies',
  'network policies of builds': 'said with network policies',
  'Windows builds': 'said with a Windows stage',
  'critical priority': 'said with such a class, unless the app has the quota',
  'amounts of the delegate': 'said if it changes them',
};

function rowOf(fact: PlatformStatement): Row {
  return [fact.concerns === undefined ? '' : SAID[fact.concerns], fact];
}

function serversOf(servers: ClusterPlatform['_record']['dns']['servers']): string {
  const words = servers
    .flatMap(({ _peers }) => _peers)
    .map(({ ipBlock, namespaceSelector }) => {
      const [namespace] = Object.values(namespaceSelector?.matchLabels ?? {});
      return ipBlock?.cidr.replace(/\/32$/, '') ?? (namespace === undefined ? 'all pods' : `pods of ${namespace}`);
    });
  return words.join(', ');
}

function table(rows: readonly Row[]): string {
  return markdownTable(
    ['Fact', 'In a farm', 'Source', 'As of'],
    rows.map(([effect, { says, source, asOf }]) => [
      `${says.charAt(0).toUpperCase()}${says.slice(1)}.`,
      effect,
      source,
      asOf,
    ]),
  );
}

function section(factory: (typeof FACTORIES)[number]): string {
  const platform = ClusterPlatform[factory]();
  const identities = identitiesOf(platform);
  const admitted =
    identities === ''
      ? 'Every cloud identity is admitted.'
      : `Admitted cloud identities: \`${identities.replaceAll(' or ', '`, `')}\`.`;
  return `## ${platform.toString()}: \`ClusterPlatform.${factory}()\`\n\n${admitted}\n\n${table(rowsOf(platform))}`;
}

const everywhere = `## On every platform\n\n${table(EVERYWHERE.map(rowOf))}`;
writeOrCheck('docs/platforms.md', `${[intro, ...FACTORIES.map(section), everywhere].join('\n\n')}\n`);
