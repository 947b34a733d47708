/** The evaluator of network policies against an independent engine, over random farms and random policies. */
import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { parseBlock } from '../../../lib/core';
import { type Connection, type KubernetesObject, type Labels, Network, type PodEnd } from '../../../lib/evaluation';
import { selects } from '../../../lib/evaluation/selector';
import { CiBuildInfra } from '../../../lib/farm';
import { ADDRESSES, connection, policies } from '../../evaluation/policies';
import { farmProps } from '../../testkit/arbitraries/farm-props';
import { SEED } from '../../testkit/arbitraries/seed';
import { type Manifest, newApp } from '../../testkit/synth';
import { judged, type World } from './policy-engine';

const [FARMS, CONNECTIONS] = [150, 300];
const [POLICIES, CONNECTIONS_EACH] = [2_000, 40];

/** What differs between the engine and the evaluator, whose number of allowed and denied connections counts as well. */
async function compared(worlds: readonly World[]) {
  const differences: unknown[] = [];
  const counts = { allowed: 0, denied: 0 };
  const answers = await judged(worlds);
  worlds.forEach(({ objects, connections, selections }, index) => {
    const network = new Network(objects);
    connections.forEach((one, at) => {
      const { egress, ingress, isAllowed } = network.judge(one);
      counts[isAllowed ? 'allowed' : 'denied'] += 1;
      const theirs = answers[index].verdicts[at];
      if (theirs.egress !== egress || theirs.ingress !== ingress)
        differences.push({ one, ours: { egress, ingress }, theirs, policies: objects });
    });
    selections.forEach(({ selector, labels }, at) => {
      if (selects(selector, labels) !== answers[index].selected[at]) differences.push({ selector, labels });
    });
  });
  return { counts, differences };
}

/** Every selector of the policies, and every set of labels. */
function selectionsOf(objects: readonly KubernetesObject[], connections: readonly Connection[]): World['selections'] {
  const selectors = everySelector(objects.filter(({ kind }) => kind === 'NetworkPolicy'));
  const ends = connections.flatMap(({ from, to }) => [from, to]).slice(0, 20);
  const labels = ends.flatMap((end) => ('labels' in end ? [end.labels] : []));
  return selectors.flatMap((selector) => labels.map((one) => ({ selector, labels: one })));
}

function everySelector(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    /Selector$/.test(key) ? [member as object] : everySelector(member),
  );
}

test(`random policies mean the same to both (${POLICIES} sets, seed ${SEED})`, async () => {
  const draws = fc.sample(
    fc.tuple(policies, fc.array(connection, { minLength: CONNECTIONS_EACH, maxLength: CONNECTIONS_EACH })),
    {
      numRuns: POLICIES,
      seed: SEED,
    },
  );
  const worlds = draws.map(([objects, connections]) => ({
    objects,
    connections,
    selections: selectionsOf(objects, connections),
  }));
  const { differences, counts } = await compared(worlds);
  expect(differences.slice(0, 3)).toEqual([]);
  expect(Math.min(counts.allowed, counts.denied)).toBeGreaterThan((POLICIES * CONNECTIONS_EACH) / 10);
  expect(worlds.flatMap(({ selections }) => selections).length).toBeGreaterThan(POLICIES);
});

describe(`random farms (${FARMS}, seed ${SEED})`, () => {
  const farms = fc.sample(farmProps, { numRuns: FARMS, seed: SEED }).map((props) => {
    const chart = new Chart(newApp(), 'test');
    const farm = new CiBuildInfra(chart, 'Farm', props);
    const { delegate, buildNamespaces } = farm;
    const own = chart.toJson() as Manifest[] as KubernetesObject[];
    return { own, summary: farm.summary(), delegate, namespaces: buildNamespaces.map(({ namespace }) => namespace) };
  });

  test('mean the same to both, for connections around what their policies name', async () => {
    const worlds = farms.map(({ own, delegate, namespaces }, index) => {
      const pods = podsOf(own, [delegate.namespace, ...namespaces], delegate.delegateName);
      const arbitrary = connectionsAmong(pods, addressesIn(own), portsIn(own));
      const connections = fc.sample(arbitrary, { numRuns: CONNECTIONS, seed: SEED + index });
      return { objects: own, connections, selections: selectionsOf(own, connections) };
    });
    const { differences, counts } = await compared(worlds);
    expect(differences.slice(0, 3)).toEqual([]);
    expect(Math.min(counts.allowed, counts.denied)).toBeGreaterThan((FARMS * CONNECTIONS) / 10);
  });

  test('let their delegate connect to builds, and nobody else, in the eyes of the engine', async () => {
    const worlds = farms.map(({ own, delegate, namespaces }) => {
      const from = { namespace: delegate.namespace, labels: { ...labelsOf(own, delegate.delegateName) } };
      const stranger = { namespace: 'elsewhere', labels: from.labels };
      const connections = namespaces.flatMap((namespace) =>
        [from, stranger].map((one) => ({
          from: one,
          ...{ to: { namespace, labels: { stageID: 'build' } }, protocol: 'TCP' as const, port: 20001 },
        })),
      );
      return { objects: own, connections: connections.map(withAddresses), selections: [] };
    });
    const answers = await judged(worlds);
    const verdicts = answers.flatMap((answer) => answer.verdicts.map(({ egress, ingress }) => egress && ingress));
    expect(verdicts).toEqual(verdicts.map((_, index) => index % 2 === 0));
    expect(verdicts.length).toBeGreaterThanOrEqual(2 * FARMS);
  });

  test('have a summary that calls cloud metadata closed, or open, where the engine does', async () => {
    const said = farms.map(({ summary, namespaces }) => namespaces.flatMap((name) => metadataIn(summary, name)));
    const worlds = farms.map(({ own, summary, delegate }, index) => {
      // Where nothing denies builds the label of a delegate beside them, some have it.
      const isFree = /uild pods can use [^.]*its labels/.test(summary);
      const label: Labels = isFree ? { 'harness.io/name': delegate.delegateName } : {};
      return { objects: own, connections: said[index].flatMap((one) => attempts(one, label)), selections: [] };
    });
    const answers = await judged(worlds);
    const wrong = said.flatMap((statements, index) => {
      const { verdicts } = answers[index];
      return statements.flatMap(({ namespace, address, isOpenOn }, at) =>
        METADATA_PORTS.filter((port, number) => {
          const first = 2 * (at * METADATA_PORTS.length + number);
          return isOpenOn(port) !== verdicts.slice(first, first + 2).some(({ egress }) => egress);
        }).map((port) => `${namespace} to ${address}, TCP ${port}: ${farms[index].summary}`),
      );
    });
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(said.flat().length).toBeGreaterThan(FARMS);
  });
});

/** A port of neither DNS nor a cloud identity. */
const OTHER_PORT = 8443;

test(`no build reaches a closed address, in the eyes of the engine (${FARMS} farms, seed ${SEED})`, async () => {
  const closed = [...METADATA, '169.254.0.0', '169.254.171.1', '169.254.255.255', 'fe80::1', '64:ff9b::a9fe:a9fe'];
  const worlds = fc.sample(farmProps, { numRuns: FARMS, seed: SEED }).flatMap((props) => {
    const chart = new Chart(newApp(), 'test');
    const { buildNamespaces } = new CiBuildInfra(chart, 'Farm', props);
    const objects = chart.toJson() as Manifest[] as KubernetesObject[];
    const isOpen = props.egress?.toString() === 'unrestricted';
    const connections = buildNamespaces.flatMap(({ namespace }) =>
      ['1.1.1.1', ...closed].map((address) => ({
        from: { namespace, labels: { stageID: 'build' }, address: '198.51.100.7' },
        ...{ to: { address }, protocol: 'TCP' as const, port: OTHER_PORT },
      })),
    );
    return [{ isOpen, objects, connections, selections: [] }];
  });
  const answers = await judged(worlds);
  const reached = worlds.map(({ isOpen, connections }, index) => ({
    isOpen,
    addresses: connections.filter((_, at) => answers[index].verdicts[at].egress).map(({ to }) => to.address),
  }));
  const restricted = reached.filter(({ isOpen }) => !isOpen).flatMap(({ addresses }) => addresses);
  expect([...new Set(restricted)]).toEqual(['1.1.1.1']);
  expect(reached.filter(({ isOpen }) => isOpen).flatMap(({ addresses }) => addresses)).toEqual(
    expect.arrayContaining(closed),
  );
});

/** The engine wants an address of every pod: one that no policy of the farms names. */
function withAddresses(one: Connection): Connection {
  const address = '198.51.100.7';
  return { ...one, from: { address, ...one.from }, to: { address, ...one.to } };
}

function labelsOf(objects: readonly KubernetesObject[], name: string): Labels {
  const [{ spec }] = objects.filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name);
  return (spec as { template: { metadata: { labels: Labels } } }).template.metadata.labels;
}

/** Pods that policies can name: of the delegate, of builds, and with the labels of any selector, in these and other places. */
function podsOf(
  objects: readonly KubernetesObject[],
  namespaces: readonly string[],
  delegate: string,
): fc.Arbitrary<PodEnd> {
  const selectors = everySelector(objects) as { matchLabels?: Labels }[];
  const named = selectors.flatMap(({ matchLabels }) => (matchLabels === undefined ? [] : [matchLabels]));
  const places = named.flatMap((labels) => labels['kubernetes.io/metadata.name'] ?? []);
  return fc.record({
    namespace: fc.constantFrom(...namespaces, ...places, 'elsewhere'),
    labels: fc.constantFrom<Labels[]>({}, labelsOf(objects, delegate), { 'harness.io/name': delegate }, ...named),
    address: fc.constantFrom(...ADDRESSES),
  });
}

/** First and last addresses of every block that the policies name, and those beside them. */
function addressesIn(objects: readonly KubernetesObject[]): string[] {
  const blocks =
    JSON.stringify(objects.filter(({ kind }) => kind === 'NetworkPolicy')).match(/[0-9a-f.:]+\/[0-9]{1,3}/g) ?? [];
  const edges = blocks.flatMap((text) => {
    const block = parseBlock(text);
    if (block === undefined) return [];
    const { first, last, version } = block;
    return [first - 1n, first, last, last + 1n]
      .filter((value) => value >= 0n && value < (version === 4 ? 1n << 32n : 1n << 128n))
      .map((value) => addressOf(value, version));
  });
  return [...new Set([...ADDRESSES, ...edges])];
}

function addressOf(value: bigint, version: 4 | 6): string {
  const [count, bits] = version === 4 ? [4, 8n] : [8, 16n];
  const parts = Array.from(
    { length: count },
    (_, index) => (value >> (BigInt(count - 1 - index) * bits)) & ((1n << bits) - 1n),
  );
  return parts.map((part) => part.toString(version === 4 ? 10 : 16)).join(version === 4 ? '.' : ':');
}

function portsIn(objects: readonly KubernetesObject[]): number[] {
  const named = [...JSON.stringify(objects).matchAll(/"port":([0-9]+)/g)].map(([, port]) => Number(port));
  return [...new Set([53, 80, 443, 20001, ...named, ...named.map((port) => Math.min(port + 1, 65535))])];
}

function connectionsAmong(pods: fc.Arbitrary<PodEnd>, addresses: string[], ports: number[]): fc.Arbitrary<Connection> {
  const outside = fc.constantFrom(...addresses).map((address) => ({ address }));
  return fc.record({
    from: fc.oneof(pods, outside),
    to: fc.oneof(pods, outside),
    protocol: fc.constantFrom('TCP', 'UDP', 'SCTP'),
    port: fc.constantFrom(...ports),
  });
}

/** Addresses that the summary speaks of; see test/build-namespace/addresses.property.test.ts. */
const METADATA = [
  ...['169.254.169.254', '169.254.169.252', '169.254.170.2', '169.254.170.23', '169.254.42.42', '169.254.0.23'],
  ...['100.100.100.200', '100.96.0.96', '100.80.80.80', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254'],
  ...['fd00:ec2::23', 'fd20:ce::254'],
  ...['fd00:c1::a9fe:a9fe', 'fd00:42::42', 'fd00:a9fe:a9fe::1', 'fd00:100::100:200', 'fe80::a9fe:a9fe'],
];

/** Ports that rules name, and one that none does. */
const METADATA_PORTS = [53, 80, 988, 5353, 50_505];

interface MetadataStatement {
  readonly namespace: string;
  readonly address: string;
  readonly isOpenOn: (port: number) => boolean;
}

/** What a summary says of each address of cloud metadata in a namespace. */
function metadataIn(summary: string, namespace: string): MetadataStatement[] {
  const lines = summary.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`Builds in namespace ${namespace},`));
  const line = lines.slice(from).find((one) => one.startsWith('  Cloud metadata: ')) ?? '';
  const parts = line.slice('  Cloud metadata: '.length, -1).split('; ');
  const isNamed = (address: string) => parts.some((part) => part.split(/, | and | /).includes(address));
  return parts.flatMap((part) => {
    const [, named, words] = /^(.*?) (closed|open.*)$/.exec(part) ?? [];
    const rest = METADATA.filter((address) => !isNamed(address));
    const isRest = /^(all|the other) ([0-9]+) known addresses$/.exec(named);
    if (isRest) expect(rest.length).toBe(Number(isRest[2]));
    const addresses = isRest ? rest.join(', ') : named;
    const ports = /TCP (?:and UDP )?([0-9, and-]+)/.exec(words)?.[1].match(/[0-9]+(-[0-9]+)?/g) ?? [];
    const isOpenOn = (port: number) =>
      words === 'open' || /every .*TCP/.test(words) || ports.some((range) => isIn(range, port));
    return addresses.split(/, | and /).map((address) => ({ namespace, address, isOpenOn }));
  });
}

function isIn(range: string, port: number): boolean {
  const [first, last = first] = range.split('-').map(Number);
  return first <= port && port <= last;
}

/** Connections of a build without labels, and of one with a label, on each port. */
function attempts({ namespace, address }: MetadataStatement, label: Labels): Connection[] {
  return METADATA_PORTS.flatMap((port) =>
    [{}, label].map((labels) => ({
      from: { namespace, labels, address: '198.51.100.7' },
      ...{ to: { address }, protocol: 'TCP' as const, port },
    })),
  );
}
