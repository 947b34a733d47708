/** Writes docs/access.md from the capability table and the measured rights. With `--check`, only verifies that it is current. */
import { readFileSync } from 'node:fs';
import { CAPABILITIES, type Feature } from '../lib/access';
import { type Capability } from '../lib/access/capabilities';
import { markdownTable, writeOrCheck } from './generated-file';

const FEATURES: { readonly [feature in Feature]: string } = {
  'ci-builds': 'CI builds: `DelegateAccess.ciBuilds(namespaces)`, a Role in each namespace',
  'ci-builds-openshift':
    'CI builds on OpenShift: `BuildFarmNamespace` with `ClusterPlatform.openShift()`, in addition to the rights for CI builds',
  deployments: 'Deployments: `DelegateAccess.deployments(namespaces)`, a Role in each namespace',
  'connection-test': 'Connection test: `DelegateAccess.connectionTest()`, a Role in the namespace `default`',
  'cost-visibility': 'Cost visibility: `DelegateAccess.costVisibility()`, a ClusterRole',
};

function section(feature: Feature, title: string): string {
  const rows = CAPABILITIES.filter((capability) => capability.feature === feature).map(row);
  return `## ${title}\n\n${markdownTable(['API group', 'Resources', 'Verbs', 'Why', 'Source'], rows)}`;
}

function row({ rule, reason, source }: Capability): string[] {
  const group = rule.apiGroups.map((name) => (name === '' ? 'core' : name)).join(', ');
  return [group, rule.resources.join(', '), rule.verbs.join(', '), reason, source];
}

const intro = `# What a delegate may do, and why

Generated from the capability table in \`lib/access/capabilities.ts\`, which the roles are also generated from.
Update it with \`npm run docs\`.`;

/** The measurements of `npm run test:cluster`. */
interface Measured {
  readonly kubernetes: string;
  readonly pairs: number;
  readonly counts: { readonly [choice: string]: { readonly [place: string]: number } };
}

const PLACES: { readonly [place: string]: string } = {
  own: "the delegate's namespace",
  builds: 'a build namespace',
  default: '`default`',
  foreign: 'any other namespace',
  cluster: 'the whole cluster',
};

/** The number of rights of each choice, largest first. */
function measuredRights(): string {
  const { kubernetes, pairs, counts } = JSON.parse(readFileSync('test/cluster/counts.json', 'utf8')) as Measured;
  const total = (places: { readonly [place: string]: number }): number =>
    Object.values(places).reduce((sum, count) => sum + count, 0);
  const rows = Object.entries(counts)
    .sort(([, one], [, other]) => total(other) - total(one))
    .map(([choice, places]) => [choice, ...Object.keys(PLACES).map((place) => `${places[place]}`)]);
  return `## How much that is

For each choice, a test asks a real API server of Kubernetes ${kubernetes} with the delegate's token about every resource and verb that
the server has, ${pairs} pairs, in each place. The table counts the allowed pairs, without those that every authenticated user
has. The tests compare each pair with the rules (\`npm run test:cluster\`).

${markdownTable(['Choice', ...Object.values(PLACES)], rows)}`;
}

const sections = Object.entries(FEATURES).map(([feature, title]) => section(feature as Feature, title));
writeOrCheck('docs/access.md', `${[intro, ...sections, measuredRights()].join('\n\n')}\n`);
