import { DelegateAccess } from 'harness-constructs';
import { rulesOf } from '../../lib/access';
import { synthAccount } from '../connector/accounts';
import { covers } from '../testkit/covers';
import type { Manifest } from '../testkit/synth';
import { Cluster, FIELD_MANAGER } from './client/cluster';
import { eventually } from './client/eventually';
import { BUILD } from './flows/build';
import { CONNECTION_TEST } from './flows/connection-test';
import { firstRefusal } from './flows/flow';
import { makeNamespaces } from './prepare';
import { allowed, allowedInTheEnd, granted, pairsOf, type Where } from './rights';

const BUILDS = 'account-builds';
const FOREIGN = 'account-foreign';
const ACCOUNT = { namespace: 'harness-connector', name: 'harness-connector' };
const NOBODY = { namespace: FOREIGN, name: 'nobody' };
const cluster = Cluster.newest();

function manifestsFor(): Manifest[] {
  return synthAccount({ access: DelegateAccess.ciBuilds([BUILDS]).plus(DelegateAccess.connectionTest()) }).manifests;
}

/** What of the objects is ours, as the server keeps it: controllers add to them. */
async function ours(from: Cluster, objects: readonly Manifest[]): Promise<unknown[]> {
  const answers = await from.applyAll(objects);
  return answers.map(({ body }) => {
    const { name, namespace, labels, annotations, managedFields } = body.metadata;
    const own = (managedFields as { manager: string; fieldsV1: object }[]).filter(
      ({ manager }) => manager === FIELD_MANAGER,
    );
    return { name, namespace, labels, annotations, own: own.map(({ fieldsV1 }) => fieldsV1) };
  });
}

describe.each(Cluster.all().map((each) => [each.version, each] as const))(
  'a real API server of Kubernetes %s',
  (_version, each) => {
    test('applies the account of a connector without a warning, and applying it again changes nothing', async () => {
      const manifests = manifestsFor();
      expect(manifests).toHaveLength(7);
      const objects = await makeNamespaces(each, manifests);
      const answers = await each.applyAll([...manifests.slice(0, 1), ...objects]);
      expect(answers.flatMap(({ warnings }) => warnings)).toEqual([]);
      const before = await ours(each, objects);
      expect(await ours(each, objects)).toEqual(before);
    });
  },
);

describe('the account of a connector', () => {
  beforeAll(async () => {
    await Promise.all([BUILDS, FOREIGN].map((name) => cluster.namespace(name)));
    await cluster.applyAll(await makeNamespaces(cluster, manifestsFor()));
    await cluster.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: NOBODY });
  });

  test('has exactly the rights that builds and the connector test need, and none elsewhere', async () => {
    covers('S000.roles.every-authentication', 'S000.connector.delegate-elsewhere');
    const pairs = await pairsOf(cluster);
    const places: [Where, ReturnType<typeof rulesOf>][] = [
      [BUILDS, rulesOf('ci-builds')],
      ['default', rulesOf('connection-test')],
      [ACCOUNT.namespace, []],
      [FOREIGN, []],
      [undefined, []],
    ];
    for (const [where, rules] of places) {
      const everybody = await allowed(cluster, NOBODY, pairs, where);
      const wanted = new Set([...everybody, ...granted(rules, pairs)]);
      const found = await allowedInTheEnd(cluster, ACCOUNT, pairs, where, wanted);
      expect([where, found]).toEqual([where, [...wanted].sort()]);
    }
  });

  test('can build, and passes the test of the connector', async () => {
    covers('S000.roles.every-authentication');
    const actor = await cluster.as(ACCOUNT);
    for (const flow of [BUILD, CONNECTION_TEST]) {
      const refusal = await eventually(
        () => firstRefusal(flow, actor, BUILDS),
        (found) => found === undefined,
      );
      expect(refusal).toBeUndefined();
    }
    expect(await firstRefusal(BUILD, actor, ACCOUNT.namespace)).toMatchObject({ step: BUILD[0].name });
  });

  test('has a token that the cluster fills, with the certificate of its authority', async () => {
    const secret = `/api/v1/namespaces/${ACCOUNT.namespace}/secrets/${ACCOUNT.name}-token`;
    const filled = await eventually(
      async () => (await cluster.admin.get(secret)).body.data as { [key: string]: string } | undefined,
      (data) => data?.token !== undefined,
    );
    const token = Buffer.from(filled?.token ?? '', 'base64').toString();
    expect(filled).toHaveProperty(['ca.crt']);
    const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()) as { [claim: string]: string };
    expect(claims.sub).toBe(`system:serviceaccount:${ACCOUNT.namespace}:${ACCOUNT.name}`);
  });
});
