import { isWithin, parseAddress, parseBlock } from '../../lib/core';

describe('an address', () => {
  test.each([
    ['0.0.0.0', 4, 0n],
    ['10.0.0.1', 4, 0x0a000001n],
    ['255.255.255.255', 4, 0xffffffffn],
    ['::', 6, 0n],
    ['::1', 6, 1n],
    ['fd00::', 6, 0xfd00n << 112n],
    ['fd00:ec2::23', 6, (0xfd00n << 112n) + (0x0ec2n << 96n) + 0x23n],
    ['1:2:3:4:5:6:7:8', 6, 0x00010002000300040005000600070008n],
    ['1:2:3:4:5:6:7::', 6, 0x00010002000300040005000600070000n],
    ['::2:3:4:5:6:7:8', 6, 0x00000002000300040005000600070008n],
    ['FD00::A', 6, (0xfd00n << 112n) + 10n],
  ])('%s is read', (text, version, value) => {
    expect(parseAddress(text)).toEqual({ version, value });
  });

  test.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.1 ',
    'a',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:FFFF:A9FE:A9FE',
    '::10.0.0.1',
    ':::',
    '1::2::3',
  ])('"%s" is invalid', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('a CIDR block', () => {
  test.each([
    ['10.0.0.0/8', 0x0a000000n, 0x0affffffn],
    ['10.0.0.1/32', 0x0a000001n, 0x0a000001n],
    ['0.0.0.0/0', 0n, 0xffffffffn],
    ['::/0', 0n, (1n << 128n) - 1n],
    ['fd00:ec2::23/128', (0xfd00n << 112n) + (0x0ec2n << 96n) + 0x23n, (0xfd00n << 112n) + (0x0ec2n << 96n) + 0x23n],
  ])('%s ranges from its first to its last address', (text, first, last) => {
    expect(parseBlock(text)).toMatchObject({ first, last });
  });

  test.each([
    '10.0.0.0',
    '10.0.0.1/8',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '::/129',
    'fd00::1/8',
    '::ffff:0:0/96',
    '::ffff:a9fe:a9fe/128',
    '::ffff:0:0/80',
    '::ffff:10.0.0.0/104',
    '/8',
    'a/8',
    '',
  ])('"%s" is invalid', (text) => {
    expect(parseBlock(text)).toBeUndefined();
  });

  test.each([
    ['10.1.0.0/16', '10.0.0.0/8', true],
    ['10.255.255.255/32', '10.0.0.0/8', true],
    ['11.0.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '10.0.0.0/8', false],
    ['10.0.0.0/7', '10.0.0.0/8', false],
    ['::/96', '0.0.0.0/0', false],
    ['10.0.0.0/8', '::/0', false],
    ['fd00:1::/32', 'fd00::/8', true],
  ])('%s within %s: %p', (inner, outer, isInside) => {
    expect(isWithin(parseBlock(inner)!, parseBlock(outer)!)).toBe(isInside);
  });
});
