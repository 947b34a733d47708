/** Passed-through data that Kubernetes, or its level `restricted`, would refuse. */
import { bad, type BadInput, hides, shows } from './bad-input';
import { HEX_SENTINEL } from './sentinel';

const GROUPS = ['initContainers', 'sidecars'] as const;
const container = { name: 'helper', image: 'busybox:1' };
const GITHUB_TOKEN = `ghp_${'a1B2'.repeat(9)}`;

/** One container of each group with these fields. */
function inEither(
  what: string,
  fields: object,
  property: string,
  allowed: RegExp,
  rest?: Parameters<typeof bad>[4],
): BadInput[] {
  return GROUPS.map((group) =>
    bad(`${group}: ${what}`, { [group]: [{ ...container, ...fields }] }, `${group}[0].${property}`, allowed, rest),
  );
}

const QUANTITIES: BadInput[] = [
  ...inEither(
    'a request that is no quantity',
    { resources: { requests: { cpu: 'lots' } } },
    'resources.requests.cpu',
    /a Kubernetes quantity/,
    shows('lots'),
  ),
  ...inEither(
    'a request above the limit',
    { resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } } },
    'resources.requests.memory',
    /at most the limit, which is 1Gi/,
    shows('2Gi'),
  ),
  bad(
    'an empty volume of "much"',
    { volumes: [{ name: 'a', emptyDir: { sizeLimit: 'much' } }] },
    'volumes[0].emptyDir.sizeLimit',
    /an amount of at least 1Mi/,
    shows('much'),
  ),
  ...(['requests', 'limits'] as const).map((bound) =>
    bad(
      `a volume of a claim with ${bound} of 4 bytes`,
      {
        volumes: [
          { name: 'a', ephemeral: { volumeClaimTemplate: { spec: { resources: { [bound]: { storage: '4' } } } } } },
        ],
      },
      `volumes[0].ephemeral.volumeClaimTemplate.spec.resources.${bound}.storage`,
      /an amount of at least 1Mi/,
      shows('4'),
    ),
  ),
];

const SHAPES: BadInput[] = [
  ...inEither(
    'a mount of an unknown volume',
    { volumeMounts: [{ name: 'cash', mountPath: '/a' }] },
    'volumeMounts[0].name',
    /the name of a volume of the pod/,
    shows('cash'),
  ),
  ...inEither(
    'a variable twice',
    {
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    },
    'env[1].name',
    /a list without duplicates/,
    shows('"A"'),
  ),
  ...inEither(
    'a user as text',
    { securityContext: { runAsUser: '1000' } },
    'securityContext.runAsUser',
    /a number/,
    shows('1000'),
  ),
  bad(
    'a volume of two types',
    { volumes: [{ name: 'a', emptyDir: {}, configMap: { name: 'a' } }] },
    'volumes[0]',
    /a volume of one type/,
    shows('configMap'),
  ),
  bad(
    'a DNS server by name',
    { dnsConfig: { nameservers: ['10.0.0.10', 'dns.example.com'] } },
    'dnsConfig.nameservers[1]',
    /an IPv4 or IPv6 address/,
    shows('dns.example.com'),
  ),
  bad(
    'a description that no annotation can hold',
    { description: 'a'.repeat(256 * 1024) },
    'annotations',
    /at most 261120 bytes/,
    shows('262144'),
  ),
];

const CLEAR_TEXT: BadInput[] = [
  ...['args', 'command'].flatMap((list) =>
    inEither(
      `a password in ${list}`,
      { [list]: ['serve', `--db-password=${HEX_SENTINEL}`] },
      `${list}[1]`,
      /a reference to a Secret/,
      { shows: 'db-password', hides: HEX_SENTINEL },
    ),
  ),
  ...inEither(
    'a token of GitHub',
    { env: [{ name: 'A', value: GITHUB_TOKEN }] },
    'env[0].value',
    /without a private key, token or password/,
    hides(GITHUB_TOKEN),
  ),
  bad(
    'a token of GitHub in the script',
    { initScript: `git clone https://x:y; echo ${GITHUB_TOKEN}` },
    'initScript',
    /without a private key, token or password/,
    hides(GITHUB_TOKEN),
  ),
];

const RESTRICTED: BadInput[] = [
  [{ ports: [{ containerPort: 80, hostPort: 80 }] }, 'ports[0].hostPort', '80'],
  [
    { securityContext: { seccompProfile: { type: 'Unconfined' } } },
    'securityContext.seccompProfile.type',
    'Unconfined',
  ],
  [{ securityContext: { procMount: 'Unmasked' } }, 'securityContext.procMount', 'Unmasked'],
  [{ securityContext: { seLinuxOptions: { type: 'spc_t' } } }, 'securityContext.seLinuxOptions', 'spc_t'],
].flatMap(([fields, property, value]) =>
  inEither(
    `${property as string} where the level is restricted`,
    fields as object,
    property as string,
    /that the Pod Security level restricted of the namespace allows/,
    shows(value as string),
  ),
);

export const BAD_PASS_THROUGH: readonly BadInput[] = [...QUANTITIES, ...SHAPES, ...CLEAR_TEXT, ...RESTRICTED];
