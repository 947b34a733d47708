import * as fc from 'fast-check';
import {
  type DelegateIdentityProps,
  DelegateImage,
  type DelegateImageParts,
  DelegateProfile,
} from '../../../lib/delegate';
import { DelegateGeneration } from '../../../lib/reference';
import { ImagePullPolicy, PodSecurityLevel } from '../../../lib/workload';
import { delegateAccess } from './access';
import { anyFactory, type ArbitraryOf, makingOf, struct } from './recorded';
import { scope } from './scope';
import { cloudIdentity, imagePullSecrets } from './service-account';
import { anyOf, dnsLabel, dnsSubdomain, someText } from './texts';
import { delegateToken } from './token';

/** Of either generation or neither. `1.20.0` has no idle wait, and `24.01.82108` needs a writable root file system. */
const TAGS = [
  ...['1.30.1', 'v1.25.2', '1.40.2-rc.1', '2.0.0.minimal-1', '1.20.0'],
  ...[
    '26.02.88404',
    '26.02.88404.minimal',
    '25.06.86202',
    '24.08.83702.minimal',
    '25.12.87654-fips',
    '24.11.84306.minimal-fips',
    '24.01.82108',
  ],
  ...['latest', 'stable'],
];
const registry = fc.constantFrom('us-docker.pkg.dev', 'localhost:5000', 'Registry.example.com', '10.0.0.1:443');
const repository = fc.constantFrom(
  'harness/delegate',
  'gar-prod-setup/harness-public/harness/delegate',
  'a',
  'a__b/c.d-e',
);
const tag = fc.oneof(fc.constantFrom(...TAGS), fc.stringMatching(/^[a-z_][\w.-]{0,20}$/));
const digest = fc.constantFrom(`sha256:${'0123456789abcdef'.repeat(4)}`, `sha512:${'f'.repeat(128)}`);

const parts = struct<DelegateImageParts>('DelegateImageParts', { registry, repository, tag, digest }, [
  'repository',
]).map((given) =>
  given.tag === undefined && given.digest === undefined ? Object.assign(given, { tag: '1.30.1' }) : given,
);

const image = anyFactory(DelegateImage, {
  of: parts.map(({ registry: host, repository: path, tag: name, digest: hash }) => {
    const [before, middle, after] = [host && `${host}/`, name && `:${name}`, hash && `@${hash}`].map(
      (part) => part ?? '',
    );
    return [before + path + middle + after];
  }),
  fromParts: fc.tuple(parts),
});

const host = fc.oneof(
  dnsSubdomain,
  fc.constantFrom('app.harness.io', 'app.harness.io:8443', '[fd00::1]:8443', '10.1.2.3'),
);
const managerEndpoint = fc
  .tuple(
    fc.constantFrom('https', 'https', 'HTTPS', 'http'),
    host,
    fc.constantFrom('', '/', '//', '/gratis', '/a/b%20c/'),
  )
  .map(([scheme, name, path]) => `${scheme}://${name}${path}`)
  .filter((endpoint) => URL.canParse(endpoint));

const delegateTag = fc.oneof(
  fc.constantFrom('linux-amd64', '1e5', 'null', 'größe', 'team:a/b', '=', 't'.repeat(300)),
  fc.stringMatching(/^[!-+.-~]{1,20}$/),
);
const accountId = fc.oneof(
  fc.constantFrom('6_vVHzo9Qeu9fXvj-AcQCb', '1e5', '0x1F', '1_000', '-', 'null', '007', 'y'),
  fc.stringMatching(/^[A-Za-z_-][A-Za-z0-9_-]{21}$/),
);

/** The properties of DelegateIdentityProps, each by itself; `consistent` makes them fit each other. */
export const identityProps: ArbitraryOf<DelegateIdentityProps> = {
  accountId,
  delegateName: dnsLabel,
  image,
  token: delegateToken,
  access: delegateAccess,
  scope,
  managerEndpoint,
  unsafePlainHttp: fc.boolean(),
  tags: fc.array(delegateTag, { maxLength: 4 }),
  description: someText,
  namespace: fc.oneof(fc.constant('harness-delegate'), dnsLabel).filter((name) => !name.startsWith('b-')),
  createNamespace: fc.boolean(),
  podSecurityLevel: anyOf(PodSecurityLevel),
  profile: anyOf(DelegateProfile),
  generation: anyOf(DelegateGeneration),
  imagePullPolicy: anyOf(ImagePullPolicy),
  imagePullSecrets,
  cloudIdentity,
};

/** The generation of a tag, determined without the library. */
export function toldBy(tag: string): DelegateGeneration | undefined {
  if (/^2[0-9]\.(0[1-9]|1[0-2])\.[0-9]{4,}/.test(tag)) return DelegateGeneration.LEGACY;
  return /^v?[0-9]+\.[0-9]+\.[0-9]+([-+.]\D.*)?$/.test(tag) ? DelegateGeneration.NEW : undefined;
}

/** The tag of a random image, determined without the library. */
export function tagOf(given: DelegateImage): string | undefined {
  const [argument] = (makingOf(given)?.args ?? [given.toString()]) as [string | DelegateImageParts];
  if (typeof argument !== 'string') return argument.tag;
  return /:([^/:@]+)(@.*)?$/.exec(argument.replace(/@sha.*$/, ''))?.[1];
}
