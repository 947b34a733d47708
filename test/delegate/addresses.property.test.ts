/** Addresses that a delegate with restricted egress reaches, against tables and a matcher that are independent of this package. */
import * as fc from 'fast-check';
import { NetworkPeer } from '../../lib/core';
import { DelegateEgress, type HarnessDelegateProps } from '../../lib/delegate';
import { CloudIdentity } from '../../lib/workload';
import {
  admissionOf,
  CLOSED,
  closedAddress,
  has,
  listOf,
  pickedFrom,
  random,
  type Rule,
  wide,
} from '../testkit/addresses';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { only } from '../testkit/synth';
import { synthDelegate } from './delegates';

const RUNS = { seed: SEED, numRuns: runs(300) };

function admission(blocks: readonly string[], props: Partial<HarnessDelegateProps> = {}) {
  const egress = DelegateEgress.restrictedTo([{ peer: NetworkPeer.cidrs([...blocks]) }]);
  const { manifests } = synthDelegate({ ...props, networkPolicy: { egress } });
  return admissionOf((only(manifests, 'NetworkPolicy').spec as { egress: Rule[] }).egress);
}

test('closed addresses are taken out of any block that contains others, and nothing else is', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(wide, { minLength: 1, maxLength: 3 }),
      fc.array(closedAddress, { minLength: 20, maxLength: 20 }),
      random,
      (blocks, addresses, numbers) => {
        const admits = admission(blocks);
        expect(addresses.filter((address) => admits(address, 443))).toEqual([]);
        const inside = pickedFrom(blocks, numbers);
        expect(inside.filter((address) => admits(address, 443) === has(CLOSED, address))).toEqual([]);
      },
    ),
    RUNS,
  );
});

// The ports of each agent: see the sources of CloudIdentity.
test.each<[string, CloudIdentity, readonly [address: string, port: number][]]>([
  [
    'EKS Pod Identity',
    CloudIdentity.eksPodIdentity(),
    [
      ['169.254.170.23', 80],
      ['fd00:ec2::23', 80],
    ],
  ],
  [
    'GKE',
    CloudIdentity.gke('ci@project.iam.gserviceaccount.com'),
    [
      ['169.254.169.252', 988],
      ['169.254.169.254', 80],
    ],
  ],
  ['IRSA', CloudIdentity.irsa('arn:aws:iam::123456789012:role/ci'), []],
  ['Azure', CloudIdentity.azure('01234567-89ab-cdef-0123-456789abcdef'), []],
])('of closed addresses, wide blocks leave open what the cloud identity needs: %s', (_cloud, cloudIdentity, needed) => {
  const admits = admission(['0.0.0.0/0', '::/0'], { cloudIdentity });
  expect(needed.filter(([address, port]) => !admits(address, port))).toEqual([]);
  const isNeeded = (address: string, port: number) =>
    needed.some((one) => has(listOf([one[0]]), address) && one[1] === port);
  fc.assert(
    fc.property(
      closedAddress,
      fc.constantFrom(80, 443, 988),
      (address, port) => admits(address, port) === isNeeded(address, port),
    ),
    RUNS,
  );
});

test('DNS servers of the node and the cloud stay open on the ports of DNS only, whatever the blocks', () => {
  fc.assert(
    fc.property(
      fc.array(wide, { maxLength: 3 }).filter((blocks) => blocks.length > 0),
      (blocks) => {
        const admits = admission(blocks);
        for (const server of ['169.254.20.10', '169.254.10.11', '169.254.169.254']) {
          expect([53, 80].map((port) => admits(server, port))).toEqual([true, false]);
        }
      },
    ),
    RUNS,
  );
});

test('a block of closed addresses only is opened as it is named', () => {
  const admits = admission(['169.254.169.254', '168.63.129.16/32', '0.0.0.0/0']);
  expect(['169.254.169.254', '168.63.129.16', '169.254.169.253'].map((address) => admits(address, 80))).toEqual([
    true,
    true,
    false,
  ]);
});
