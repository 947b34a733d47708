/** Addresses that builds and delegates must not reach: one table, with a source and a date for each row. */
import { type AddressBlock, isWithin, once, parseBlock } from '../core';

/** A range of addresses, and where that is documented. */
export interface ClosedRange {
  readonly block: string;
  readonly what: string;
  readonly source: string;
  /** Day on which the address was last looked up, in its source or in programs that use it. */
  readonly asOf: string;
}

type Row = readonly [block: string, what: string, source: string];

const AS_OF = '2026-11-29';

function ranges(rows: readonly Row[]): readonly ClosedRange[] {
  return rows.map(([block, what, source]) => ({ block, what, source, asOf: AS_OF }));
}

const IMDS = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html';
const SCALEWAY = 'https://docs.cloud-init.io/en/latest/reference/datasources/scaleway.html';
const POD_IDENTITY = 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html';

/** Addresses at which clouds serve credentials and settings of a node. All of them are closed on every platform. */
export const METADATA = ranges([
  ['169.254.169.254/32', 'metadata of AWS, Azure, Google Cloud, Oracle Cloud, OpenStack and others', IMDS],
  [
    '169.254.169.252/32',
    'metadata server of GKE',
    'https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity',
  ],
  [
    '169.254.170.2/32',
    'credentials of Amazon ECS',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html',
  ],
  ['169.254.170.23/32', 'agent of EKS Pod Identity', POD_IDENTITY],
  ['169.254.42.42/32', 'metadata of Scaleway', SCALEWAY],
  [
    '169.254.0.23/32',
    'metadata of Tencent Cloud',
    'https://github.com/DataDog/datadog-agent/blob/main/pkg/util/cloudproviders/tencent/tencent.go',
  ],
  [
    '100.100.100.200/32',
    'metadata of Alibaba Cloud',
    'https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata',
  ],
  ['100.96.0.96/32', 'metadata of Volcengine', 'https://www.volcengine.com/docs/6396/113780'],
  [
    '100.80.80.80/32',
    'metadata of UCloud and SurferCloud',
    'https://ucloud-global.com/docs/uhost/guide/metadata/metadata-server',
  ],
  [
    '168.63.129.16/32',
    'WireServer of Azure',
    'https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16',
  ],
  [
    '192.0.0.192/32',
    'metadata of Oracle Cloud Classic',
    'https://docs.oracle.com/en/cloud/cloud-at-customer/occ-get-started/retrieve-predefined-instance-metadata.html',
  ],
  ['fd00:ec2::254/128', 'metadata of AWS', IMDS],
  ['fd00:ec2::23/128', 'agent of EKS Pod Identity', POD_IDENTITY],
  [
    'fd20:ce::254/128',
    'metadata of Google Cloud',
    'https://docs.cloud.google.com/compute/docs/metadata/querying-metadata',
  ],
  [
    'fd00:c1::a9fe:a9fe/128',
    'metadata of Oracle Cloud',
    'https://github.com/canonical/cloud-init/blob/main/cloudinit/sources/DataSourceOracle.py',
  ],
  ['fd00:42::42/128', 'metadata of Scaleway', SCALEWAY],
  [
    'fd00:a9fe:a9fe::1/128',
    'metadata of Akamai (Linode)',
    'https://techdocs.akamai.com/cloud-computing/docs/metadata-service-api',
  ],
  ['fd00:100::100:200/128', 'metadata of Alibaba Cloud', 'https://github.com/canonical/cloud-init/pull/6893'],
  [
    'fe80::a9fe:a9fe/128',
    'metadata of OpenStack and Hetzner',
    'https://specs.openstack.org/openstack/neutron-specs/specs/ussuri/metadata-add-ipv6-support.html',
  ],
]);

/** Addresses of one link, at which clouds add services. */
export const LINK_LOCAL = ranges([
  ['169.254.0.0/16', 'link-local', 'https://www.rfc-editor.org/rfc/rfc3927'],
  ['fe80::/10', 'link-local', 'https://www.rfc-editor.org/rfc/rfc4291#section-2.5.6'],
]);

/** By which a network reaches its own IPv4 addresses: that of cloud metadata can be anywhere in it. */
export const LOCAL_NAT64 = ranges([
  ['64:ff9b:1::/48', 'local translation to IPv4', 'https://www.rfc-editor.org/rfc/rfc8215'],
]);

const IPV4_REGISTRY = 'https://www.iana.org/assignments/iana-ipv4-special-registry/iana-ipv4-special-registry.xhtml';
const IPV6_REGISTRY = 'https://www.iana.org/assignments/iana-ipv6-special-registry/iana-ipv6-special-registry.xhtml';

/** Ranges of the Internet's address space that no host of the Internet has. Those of IPv6 are within `INTERNET_V6`. */
export const NOT_PUBLIC = ranges([
  ['0.0.0.0/8', 'this network', IPV4_REGISTRY],
  ['10.0.0.0/8', 'private', IPV4_REGISTRY],
  ['100.64.0.0/10', 'shared by the customers of a carrier', IPV4_REGISTRY],
  ['127.0.0.0/8', 'loopback', IPV4_REGISTRY],
  ['172.16.0.0/12', 'private', IPV4_REGISTRY],
  ['192.0.0.0/24', 'protocol assignments', IPV4_REGISTRY],
  ['192.0.2.0/24', 'documentation', IPV4_REGISTRY],
  ['192.88.99.0/24', 'former relays of 6to4', IPV4_REGISTRY],
  ['192.168.0.0/16', 'private', IPV4_REGISTRY],
  ['198.18.0.0/15', 'benchmarks', IPV4_REGISTRY],
  ['198.51.100.0/24', 'documentation', IPV4_REGISTRY],
  ['203.0.113.0/24', 'documentation', IPV4_REGISTRY],
  ['224.0.0.0/4', 'multicast', 'https://www.iana.org/assignments/multicast-addresses/multicast-addresses.xhtml'],
  ['240.0.0.0/4', 'reserved', IPV4_REGISTRY],
  ['2001::/23', 'protocol assignments', IPV6_REGISTRY],
  ['2001:db8::/32', 'documentation', IPV6_REGISTRY],
  ['2002::/16', '6to4, which holds IPv4 addresses of any range', IPV6_REGISTRY],
  ['3fff::/20', 'documentation', IPV6_REGISTRY],
]);

/**
 * The part of IPv6 that the Internet uses.
 *
 * @see https://www.iana.org/assignments/ipv6-address-space/ipv6-address-space.xhtml
 */
export const INTERNET_V6 = '2000::/3';

/**
 * IPv6 addresses by which hosts without IPv4 reach IPv4 addresses: the last 32 bits are those of the IPv4 address.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6052#section-2.1
 */
export const NAT64 = '64:ff9b::/96';

/** The addresses by which hosts without IPv4 reach a block of IPv4. */
export function imageOf(block: string): string {
  const { first, prefix } = blockIn(block);
  const groups = [first >> 16n, first & 0xffffn].map((group) => group.toString(16));
  // The zeros before the address are written `::`, with those that it begins with.
  return `64:ff9b::${groups.join(':').replace(/^0(:0)?(:|$)/, '')}/${96 + prefix}`;
}

function blockIn(text: string): AddressBlock {
  const block = parseBlock(text);
  if (block === undefined) {
    throw new Error(`${text} is no block of addresses`);
  }
  return block;
}

/** Whether a block is the other one or a part of it. */
export function isIn(inner: AddressBlock, outer: AddressBlock): boolean {
  return isWithin(inner, outer) || (inner.first === outer.first && sameSize(inner, outer));
}

function sameSize(one: AddressBlock, other: AddressBlock): boolean {
  return one.version === other.version && one.prefix === other.prefix;
}

/** Those that are not within others, and their images in IPv6. */
function outermost(closed: readonly ClosedRange[]): string[] {
  const blocks = closed.map(({ block }) => ({ text: block, parsed: blockIn(block) }));
  const outer = blocks.filter(({ parsed }) => !blocks.some((other) => isWithin(parsed, other.parsed)));
  const images = outer.filter(({ parsed }) => parsed.version === 4).map(({ text }) => imageOf(text));
  return [...outer.map(({ text }) => text), ...images];
}

/** Closed by every choice but `unrestricted()`. */
export const neverOpen = once((): readonly string[] => outermost([...LINK_LOCAL, ...METADATA, ...LOCAL_NAT64]));

/** Closed by `publicOnly()`. */
export const notInternet = once((): readonly string[] =>
  outermost([...LINK_LOCAL, ...METADATA, ...LOCAL_NAT64, ...NOT_PUBLIC]),
);

/** The closed blocks that are proper parts of another one. */
export function partsOf(whole: AddressBlock, closed: readonly string[]): string[] {
  return closed.filter((block) => isWithin(blockIn(block), whole));
}

/** The closed block that has all of these addresses; `undefined` if there is none. */
export function holderOf(inner: AddressBlock, closed: readonly string[]): string | undefined {
  return closed.find((block) => isIn(inner, blockIn(block)));
}
