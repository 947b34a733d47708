/** Writes docs/access.md from the capability table; `--check` only says whether it is current. */
import { CAPABILITIES, type Capability, type Feature } from '../lib/access';
import { markdownTable, writeOrCheck } from './generated-file';

const FEATURES: { readonly [feature in Feature]: string } = {
  'ci-builds': 'CI builds: `DelegateAccess.ciBuilds(namespaces)`, a Role in each namespace',
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

Generated from the capability table in \`lib/access/capabilities.ts\`, from which the roles are made, too.
Update it with \`npm run docs\`.`;

const sections = Object.entries(FEATURES).map(([feature, title]) => section(feature as Feature, title));
writeOrCheck('docs/access.md', `${[intro, ...sections].join('\n\n')}\n`);
