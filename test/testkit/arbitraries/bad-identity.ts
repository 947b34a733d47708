import { DelegateAccess } from '../../../lib/access';
import { DelegateProfile } from '../../../lib/delegate';
import { CloudIdentity, PodSecurityLevel } from '../../../lib/workload';
import { bad, type BadInput, badLabels, hides, shows } from './bad-input';
import { made } from './recorded';
import { HEX_SENTINEL, SENTINEL } from './sentinel';

const accountId = /letters, digits, '-' and '_'/;
const endpoint = /an https URL without credentials, query and fragment/;
const oneTag = /a tag without commas, white space/;

export const BAD_IDENTITY: readonly BadInput[] = [
  ...['', '6_vV Hzo9', 'https://app.harness.io/ng/account/abc', 'PUT_YOUR_ACCOUNT_ID', SENTINEL].map((text) =>
    bad(`the account id "${text}"`, { accountId: text }, 'accountId', accountId, hides(text || SENTINEL)),
  ),

  ...badLabels('delegateName', (delegateName) => ({ delegateName })),
  bad(
    'a left-over name',
    { delegateName: 'PUT_YOUR_DELEGATE_NAME' },
    'delegateName',
    /DNS label/,
    shows('PUT_YOUR_DELEGATE'),
  ),
  ...badLabels('namespace', (namespace) => ({ namespace })),
  bad(
    'a left-over namespace',
    { namespace: 'PUT_YOUR_NAMESPACE' },
    'namespace',
    /DNS label/,
    shows('PUT_YOUR_NAMESPACE'),
  ),

  ...[
    'app.harness.io',
    '/gratis',
    'https://',
    'ftp://app.harness.io',
    'https://app harness.io',
    'https://a.b:99999',
    '',
  ].map((text) =>
    bad(`the endpoint "${text}"`, { managerEndpoint: text }, 'managerEndpoint', endpoint, shows(JSON.stringify(text))),
  ),
  bad(
    'plain http',
    { managerEndpoint: 'http://app.harness.io' },
    'managerEndpoint',
    endpoint,
    shows('http://app.harness.io'),
  ),
  bad(
    'a left-over endpoint',
    { managerEndpoint: 'https://PUT_YOUR_ENDPOINT' },
    'managerEndpoint',
    endpoint,
    shows('PUT_YOUR_'),
  ),
  ...[
    `https://me:${SENTINEL}@app.harness.io`,
    `https://${HEX_SENTINEL}@app.harness.io`,
    `https://app.harness.io?token=${SENTINEL}`,
    `https://app.harness.io#${SENTINEL}`,
    `https://me:${SENTINEL}@app.harness.io:99999`,
    `ftp://me:${HEX_SENTINEL}@app.harness.io`,
    `https://me:${HEX_SENTINEL}@PUT_YOUR_ENDPOINT`,
    `http://me:${HEX_SENTINEL}@app.harness.io`,
    `me:${HEX_SENTINEL}@app.harness.io`,
  ].map((text, index) =>
    bad(`credentials in the endpoint (${index})`, { managerEndpoint: text }, 'managerEndpoint', endpoint, {
      hides: text.includes(SENTINEL) ? SENTINEL : HEX_SENTINEL,
    }),
  ),
  ...[
    'https://app.harness.io/?',
    'https://app.harness.io/#',
    'https://@app.harness.io',
    'https:///app.harness.io',
    'https://app.harness.io/ng/account/abc',
  ].map((text) => bad(`the endpoint "${text}"`, { managerEndpoint: text }, 'managerEndpoint', endpoint)),

  bad('a tag with a comma', { tags: ['fine', 'linux,amd64'] }, 'tags[1]', oneTag, shows('linux,amd64')),
  bad('a tag with a blank', { tags: ['linux amd64'] }, 'tags[0]', oneTag, shows('linux amd64')),
  bad('a tag with a line break', { tags: ['linux\n'] }, 'tags[0]', oneTag, shows('linux')),
  bad('an empty tag', { tags: ['a', ''] }, 'tags[1]', oneTag, shows('""')),
  bad('a left-over tag', { tags: ['PUT_YOUR_DELEGATE_TAGS'] }, 'tags[0]', oneTag, shows('PUT_YOUR_DELEGATE_TAGS')),
  bad('a blank description', { description: ' ' }, 'description', /a non-empty string/, shows('" "')),
  bad(
    'a left-over description',
    { description: 'PUT_YOUR_TEXT' },
    'description',
    /a non-empty string/,
    shows('PUT_YOUR_TEXT'),
  ),

  ...['default', 'kube-system'].map((namespace) =>
    bad(`making "${namespace}"`, { namespace }, 'namespace', /other than default and kube-/, shows(namespace)),
  ),
  bad(
    'a level for a namespace that is not made',
    { createNamespace: false, podSecurityLevel: PodSecurityLevel.BASELINE },
    'podSecurityLevel',
    /no value when createNamespace is false/,
    shows('baseline'),
  ),
  ...[{ unsafeRunAsRoot: true }, { profile: DelegateProfile.DOCUMENTED }].map((root) =>
    bad(
      `level restricted with ${JSON.stringify(root)}`,
      { ...root, podSecurityLevel: PodSecurityLevel.RESTRICTED },
      'podSecurityLevel',
      /"baseline" or "privileged"/,
      shows('restricted'),
    ),
  ),
  bad(
    'level restricted with builds',
    {
      access: made(DelegateAccess, 'ciBuilds', ['harness-delegate'], { sharedNamespace: true }),
      podSecurityLevel: PodSecurityLevel.RESTRICTED,
    },
    'podSecurityLevel',
    /"baseline" or "privileged" in a namespace with CI builds/,
    shows('restricted'),
  ),

  bad(
    'no ARN',
    { cloudIdentity: made(CloudIdentity, 'irsa', 'role/ci') },
    'cloudIdentity.roleArn',
    /ARN/,
    shows('role/ci'),
  ),
  bad(
    'the ARN of a user',
    { cloudIdentity: made(CloudIdentity, 'irsa', 'arn:aws:iam::123456789012:user/ci') },
    'cloudIdentity.roleArn',
    /ARN of an IAM role/,
    shows('user/ci'),
  ),
  bad(
    'no e-mail address',
    { cloudIdentity: made(CloudIdentity, 'gke', 'ci') },
    'cloudIdentity.serviceAccountEmail',
    /e-mail address of a Google service account/,
    shows('"ci"'),
  ),
  bad(
    'no UUID',
    { cloudIdentity: made(CloudIdentity, 'azure', 'ci') },
    'cloudIdentity.clientId',
    /a UUID/,
    shows('"ci"'),
  ),
  ...['', 'my tenant', 'PUT_YOUR_TENANT'].map((tenantId) =>
    bad(
      `the tenant "${tenantId}"`,
      { cloudIdentity: made(CloudIdentity, 'azure', '00000000-0000-4000-8000-000000000000', { tenantId }) },
      'cloudIdentity.tenantId',
      /tenant/,
      shows(JSON.stringify(tenantId)),
    ),
  ),
];
