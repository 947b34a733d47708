/** Who the delegate is, where it signs on, and what it may do. */
import { type ChartValue, declared, undeclared } from './chart-value';

const ROLE_STAYS =
  'an adopted delegate keeps the wider role of the chart, by its name, until `HelmHardening.leastAccess`.';
const IN_ADOPTION = 'No property, since it never changes: an adopted delegate keeps it.';

export const IDENTITY_VALUES: readonly ChartValue[] = [
  declared('accountId', 'text', '', {
    property: 'accountId',
    note: 'The chart writes it without quotes, so that an id of digits becomes a number.',
  }),
  declared('delegateName', 'text', 'harness-delegate-ng', {
    property: 'delegateName',
    note: 'Required: the default of the chart would be the name of the delegate of everybody who forgot to set it.',
  }),
  declared('fullnameOverride', 'text', '', {
    property: 'adoption',
    note: 'Its `resourceName`: objects of a delegate that was not made by the chart are named as the delegate.',
  }),
  declared('delegateToken', 'text', '', {
    property: 'token',
    note: 'Never read: the Secret that the chart made of it is referred to by its name.',
    isSecret: true,
  }),
  declared('existingDelegateToken', 'text', '', {
    property: 'token',
    note: 'DelegateToken.fromSecretName(), which takes any key.',
  }),
  declared('managerEndpoint', 'text', 'https://app.harness.io', {
    property: 'managerEndpoint',
    note: 'With a slash at its end the chart makes the address of the log service wrong; here it is dropped.',
  }),
  declared('deployMode', 'text', 'KUBERNETES', { note: IN_ADOPTION }),
  declared('delegateType', 'text', 'HELM_DELEGATE', { note: IN_ADOPTION }),
  declared('nextGen', 'flag', true, {
    note: 'No property: false is for the first generation of Harness, and refused.',
  }),
  declared('description', 'text', '', { property: 'description' }),
  declared('tags', 'text', '', { property: 'tags', note: 'A list instead of a text with commas.' }),
  declared('k8sPermissionsType', 'text', 'CLUSTER_ADMIN', {
    property: 'access',
    note:
      'CLUSTER_ADMIN is DelegateAccess.clusterAdmin(), CLUSTER_VIEWER clusterViewer(), and NAMESPACE_ADMIN namespaceAdmin(), ' +
      'which grants less than the wildcards of the chart. Any other text is a Role, role(); the chart can bind no ' +
      `ClusterRole, clusterRole() can. With NAMESPACE_ADMIN, ${ROLE_STAYS}`,
  }),
  declared('ccm.visibility', 'flag', false, {
    property: 'access',
    note: `DelegateAccess.costVisibility(), without \`nodes/proxy\`; ${ROLE_STAYS}`,
  }),
  declared('serviceAccount.create', 'flag', true, {
    property: 'adoption',
    note: 'A delegate of ours always has a ServiceAccount of its own. False without a name would be the account `default`, and is refused.',
  }),
  declared('serviceAccount.name', 'text', '', {
    property: 'adoption',
    note: 'Its `serviceAccountName`; elsewhere the account is named as the delegate. The name `default` is refused.',
  }),
  declared(
    'serviceAccount.annotations',
    'map',
    {},
    {
      property: 'cloudIdentity',
      note: 'An adopted delegate keeps them as they are; cloudIdentity has them by their meaning.',
    },
  ),
  undeclared('ztsUrl', 'text', { property: 'env', note: 'The variable ZTS_URL.' }),
  undeclared('ztsTimeoutSeconds', 'amount', { property: 'env', note: 'The variable ZTS_TIMEOUT_SECONDS.' }),
  undeclared('ztsRetryCount', 'amount', { property: 'env', note: 'The variable ZTS_RETRY_COUNT.' }),
  undeclared('ztsEnforce', 'flagText', { property: 'env', note: 'The variable ZTS_ENFORCE.' }),
];
