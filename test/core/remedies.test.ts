/** A remedy mends what is wrong: it follows from the given value. */
import { Construct } from 'constructs';
import {
  byteQuantity,
  checkDestination,
  cpuQuantity,
  NetworkPeer,
  parseQuantity,
  PropertyChecks,
} from '../../lib/core';
import { unknownMembers } from '../../lib/core/checks/unknown-members';
import { refused } from '../testkit/refused';

const checks = () => new PropertyChecks(new Construct(undefined as never, 'app'));

test.each([
  ['10.0.0.1/8', 'Use the first address of the block. For a single address, use /32.'],
  ['fd00::1/8', 'Use the first address of the block. For a single address, use /128.'],
  ['10.0.0.0/33', 'Use a prefix length from 0 to 32, for example /32 for a single address.'],
  ['10.0.0.0/08', 'Use a prefix length from 0 to 32, for example /32 for a single address.'],
  ['fd00::/129', 'Use a prefix length from 0 to 128, for example /128 for a single address.'],
  ['10.0.0.1', 'Add the length of the prefix: /32 for a single address.'],
  ['10.0.0.256/32', 'Use an IPv4 or IPv6 address and the length of its prefix.'],
])('the block %s', (cidr, remedy) => {
  const { remedy: told } = refused(() => checkDestination(checks(), { peer: NetworkPeer.cidr(cidr) }, 'to'));
  expect(told).toBe(remedy);
});

test('a host name in place of a block needs something else than a prefix', () => {
  const destination = { peer: NetworkPeer.cidr('example.com') };
  expect(refused(() => checkDestination(checks(), destination, 'to')).remedy).not.toMatch(/prefix|first address/);
});

test('memory is not offered thousandths, and CPU no mebibytes', () => {
  const memory = refused(() => byteQuantity(checks(), 'memory', 'x'));
  const cpu = refused(() => cpuQuantity(checks(), 'cpu', 'x'));
  expect([memory.allowed, memory.remedy].join()).not.toMatch(/500m|\bm\b/);
  expect([cpu.allowed, cpu.remedy].join()).not.toMatch(/Mi|Gi/);
});

test.each(['4Gi', '512Mi', '2G'])('%s of CPU is a unit of memory', (text) => {
  const { given, remedy } = refused(() => cpuQuantity(checks(), 'cpu', text));
  expect(given).toBe(`"${text}"`);
  expect(remedy).toMatch(/^(Gi|Mi|G) is a unit of memory: did you mean [0-9]+, or is this the amount of memory\?$/);
});

test.each(['4', '0.5', '500m', '1e3', '1E3', '1k', '2Ki', '0.000001M'])('%s is an amount of CPU', (text) => {
  expect(cpuQuantity(checks(), 'cpu', text)).toBe(parseQuantity(text));
});

test.each([
  [0, 'Increase it to at least 1 second.'],
  [-0.5, 'Increase it to at least 1 second.'],
  [11, 'Lower it to at most 10 seconds.'],
  [Infinity, 'Lower it to at most 10 seconds.'],
  [1.5, 'Round it.'],
  [NaN, 'Calculate it from numbers: NaN is the result of another value.'],
])('the number %d', (value, remedy) => {
  expect(refused(() => checks().integer('period', value, 1, 10, 'second')).remedy).toBe(remedy);
});

test('the path of a key has the form of a member, and hides what may be a secret', () => {
  const never = { allowed: 'a key', remedy: 'Change the key.', holds: () => false, isName: true };
  const pathOf = (key: string) => refused(() => checks().key('labels', key, never)).property;
  expect([pathOf('a b'), pathOf(''), pathOf('a\0'), pathOf('pat.6_vVHzo9Qeu9fXvj.64f0.abcDEF123')]).toEqual([
    'labels["a b"]',
    'labels[""]',
    'labels["…"]',
    'labels["…"]',
  ]);
});

test('of many names, an unknown one gets the ten that are most like it', () => {
  const names = Array.from({ length: 60 }, (_, index) => `member${index}`);
  const [{ allowed }] = unknownMembers({ property: '', names: [...names, 'zone'] }, ['zo'], []);
  expect(allowed).toMatch(/^one of 61 properties, such as zone, /);
  expect(allowed.match(/, /g)).toHaveLength(10);
  const [{ allowed: all }] = unknownMembers({ property: '', names: names.slice(0, 50) }, ['zo'], []);
  expect(all.split(', ')).toHaveLength(50);
});
