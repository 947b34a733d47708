import { DelegateDnsPolicy } from '../../../lib/delegate';
import { type DelegateToleration, TaintEffect, UnsatisfiableConstraint } from '../../../lib/workload';
import { bad, type BadInput, shows } from './bad-input';
import { badLabelMaps } from './bad-metadata';

const key = /an optional DNS prefix/;
const value = /empty, or at most 63/;
const subdomain = /DNS subdomain/;
const wholeNumber = /a whole number/;
const plainObject = /an object as in the Kubernetes API/;
function toleration(property: keyof DelegateToleration, given: DelegateToleration, allowed: RegExp): BadInput {
  return bad(
    `a toleration of ${JSON.stringify(given)}`,
    { tolerations: [{}, given] },
    `tolerations[1].${property}`,
    allowed,
    shows(`${given[property]}`),
  );
}

/** Kubernetes keeps such numbers in 32 bits. */
const TOO_LARGE = 2 ** 31;
const ZONE = 'topology.kubernetes.io/zone';

export const BAD_SCHEDULING: readonly BadInput[] = [
  ...badLabelMaps('nodeSelector', (nodeSelector) => ({ nodeSelector })),
  ...(['priorityClassName', 'runtimeClassName'] as const).flatMap((property) =>
    ['', 'High', 'a b', 'a..b', 'a'.repeat(254)].map((text) =>
      bad(`${property} "${text}"`, { [property]: text }, property, subdomain, shows(JSON.stringify(text))),
    ),
  ),
  toleration('key', { key: 'a b' }, key),
  toleration('value', { key: 'a', value: 'a b' }, value),
  toleration('value', { value: 'a' }, /no value without a key/),
  toleration('tolerationSeconds', { key: 'a', tolerationSeconds: 5 }, /unless effect is NoExecute/),
  toleration(
    'tolerationSeconds',
    { key: 'a', tolerationSeconds: 5, effect: TaintEffect.NO_SCHEDULE },
    /unless effect is NoExecute/,
  ),
  toleration('tolerationSeconds', { tolerationSeconds: -1, effect: TaintEffect.NO_EXECUTE }, wholeNumber),
  toleration('tolerationSeconds', { tolerationSeconds: 0.5, effect: TaintEffect.NO_EXECUTE }, wholeNumber),

  bad(
    'a spread over nothing',
    { topologySpread: [{ topologyKey: '' }] },
    'topologySpread[0].topologyKey',
    key,
    shows('""'),
  ),
  bad(
    'a spread by 0',
    { topologySpread: [{ topologyKey: ZONE, maxSkew: 0 }] },
    'topologySpread[0].maxSkew',
    wholeNumber,
    shows('0'),
  ),
  bad(
    'a spread by too much',
    { topologySpread: [{ topologyKey: ZONE, maxSkew: TOO_LARGE }] },
    'topologySpread[0].maxSkew',
    wholeNumber,
    shows(`${TOO_LARGE}`),
  ),
  bad(
    'a spread over 0',
    { topologySpread: [{ topologyKey: ZONE, minDomains: 0 }] },
    'topologySpread[0].minDomains',
    wholeNumber,
    shows('0'),
  ),
  bad(
    'domains that do not matter',
    { topologySpread: [{ topologyKey: ZONE, minDomains: 2 }] },
    'topologySpread[0].minDomains',
    /unless whenUnsatisfiable is DoNotSchedule/,
    shows('2'),
  ),
  bad(
    'a spread twice, once by default',
    {
      topologySpread: [
        { topologyKey: ZONE },
        { topologyKey: ZONE, whenUnsatisfiable: UnsatisfiableConstraint.SCHEDULE_ANYWAY },
      ],
    },
    'topologySpread[1].topologyKey',
    /without duplicates/,
    shows(ZONE),
  ),

  ...['', 'localhost', '10.0.0', '10.0.0.256', '010.0.0.1', 'fe80::1%eth0', '10.0.0.1/32', '::ffff:1.2.3.4'].map((ip) =>
    bad(
      `the host address "${ip}"`,
      { hostAliases: [{ ip, hostnames: ['a'] }] },
      'hostAliases[0].ip',
      /IPv4 or IPv6/,
      shows(JSON.stringify(ip)),
    ),
  ),
  bad(
    'one address twice',
    { hostAliases: ['a', 'b'].map((name) => ({ ip: '10.0.0.1', hostnames: [name] })) },
    'hostAliases[1].ip',
    /without duplicates/,
    shows('10.0.0.1'),
  ),
  bad(
    'an address without names',
    { hostAliases: [{ ip: '::1', hostnames: [] }] },
    'hostAliases[0].hostnames',
    /at least one/,
    shows('[]'),
  ),
  ...['', 'A', 'a_b', '*.a'].map((name) =>
    bad(
      `the host "${name}"`,
      { hostAliases: [{ ip: '::1', hostnames: ['a', name] }] },
      'hostAliases[0].hostnames[1]',
      subdomain,
      shows(JSON.stringify(name)),
    ),
  ),

  bad('no DNS', { dnsPolicy: DelegateDnsPolicy.NONE }, 'dnsPolicy', /nameservers/, shows('None')),
  bad(
    'no DNS server',
    { dnsPolicy: DelegateDnsPolicy.NONE, dnsConfig: { searches: ['a'] } },
    'dnsPolicy',
    /nameservers/,
    shows('None'),
  ),
  bad(
    'four DNS servers',
    { dnsConfig: { nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'] } },
    'dnsConfig.nameservers',
    /at most 3/,
    shows('4'),
  ),
  bad('a map as DNS settings', { dnsConfig: new Map() }, 'dnsConfig', plainObject),
  bad('a list as affinity', { affinity: [] }, 'affinity', plainObject),
];
