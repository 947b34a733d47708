import { type AccessRule, DelegateAccess } from 'harness-constructs';
import type { Finding } from '../../lib/validation';
import { rulesOf } from '../../lib/access';
import { ConnectorTestProcess } from '../testkit/connector-test-process';
import { covers } from '../testkit/covers';
import type { Manifest } from '../testkit/synth';
import { installFarm } from './build-farm/farm';
import { type Account, Cluster } from './client/cluster';
import { eventually } from './client/eventually';
import { kubeconfigOf } from './client/kubeconfig';
import { installDelegate } from './install';
import { GUARDED } from './prepare';

const RBAC = 'rbac.authorization.k8s.io/v1';
/** Every single right of builds. */
const RIGHTS = rulesOf('ci-builds').flatMap(({ resources: [resource], verbs }) =>
  verbs.map((verb) => [verb, resource] as const),
);

const tester = new ConnectorTestProcess();
afterAll(() => tester.stop());

/** What is found in the name of the account, for whom an administrator asks. Rights take effect with a delay. */
function found(
  cluster: Cluster,
  account: Account,
  buildNamespaces: readonly string[],
  isGood: (findings: readonly Finding[]) => boolean,
  more: object = {},
): Promise<Finding[]> {
  const options = { kubeconfig: kubeconfigOf(cluster), serviceAccount: account, buildNamespaces, ...more };
  return eventually(() => tester.probeCluster(options), isGood);
}

const isNone = (findings: readonly Finding[]) => findings.length === 0;
const is = (code: string) => (findings: readonly Finding[]) => findings.some((finding) => finding.code === code);
const codesOf = (findings: readonly Finding[]) => findings.map(({ code }) => code);

/** Grants rules in a namespace, beside what is granted already. */
async function grant(cluster: Cluster, account: Account, namespace: string, rules: readonly AccessRule[]) {
  const metadata = { name: `granted-to-${account.name}`, namespace };
  const role: object = { apiVersion: RBAC, kind: 'Role', metadata, rules };
  await cluster.apply(role as Manifest);
  const binding: object = {
    apiVersion: RBAC,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
    subjects: [{ kind: 'ServiceAccount', ...account }],
  };
  await cluster.apply(binding as Manifest);
}

/** The role of builds without one verb of one resource. */
function without(verb: string, resource: string): (manifest: Manifest) => Manifest {
  return (manifest) =>
    'rules' in manifest
      ? {
          ...manifest,
          rules: (manifest.rules as AccessRule[]).map((rule) =>
            rule.resources.includes(resource) ? { ...rule, verbs: rule.verbs.filter((one) => one !== verb) } : rule,
          ),
        }
      : manifest;
}

describe.each(Cluster.all().map((cluster) => [cluster.version, cluster] as const))(
  'on Kubernetes %s',
  (_version, cluster) => {
    const skip = { skipDefaultNamespaceValidation: true };

    test("a farm has all rights, by impersonating its delegate and by the delegate's token", async () => {
      covers('S000.test.lists-controllers');
      const farm = await installFarm(cluster, 'probe-farm');
      const account = { namespace: farm.delegateNamespace, name: 'probe-farm' };
      expect(await found(cluster, account, farm.namespaces, isNone)).toEqual([]);
      const own = { kubeconfig: kubeconfigOf(cluster, await cluster.tokenOf(account)), serviceAccount: undefined };
      expect(await found(cluster, account, farm.namespaces, isNone, own)).toEqual([]);
    });

    test('an account that cannot list in the namespace default fails only there', async () => {
      covers('S000.test.skip-default-namespace', 'S000.test.skip-without-rights', 'S000.test.skip-stays');
      await cluster.namespace('probe-default-builds', GUARDED);
      const account = await installDelegate(cluster, 'probe-default', {
        access: DelegateAccess.ciBuilds(['probe-default-builds']),
      });
      const findings = await found(cluster, account, ['probe-default-builds'], (all) => all.length === 1);
      expect(findings).toMatchObject([
        {
          code: 'DEFAULT_NAMESPACE_FORBIDDEN',
          evidence: expect.stringContaining(
            '"system:serviceaccount:probe-default:probe-default" cannot list resource "deployments"',
          ),
        },
      ]);
      expect(await found(cluster, account, ['probe-default-builds'], isNone, skip)).toEqual([]);
      const [{ namespace = '', rules }] = findings[0].missingRules ?? [];
      await grant(cluster, account, namespace, rules);
      expect(await found(cluster, account, ['probe-default-builds'], isNone)).toEqual([]);
    });

    test.each(RIGHTS)(
      'without the right to %s %s, exactly that right is reported, and its rule grants it',
      async (verb, resource) => {
        const name = `probe-${verb}-${resource}`.slice(0, 40);
        const builds = `${name}-builds`;
        await cluster.namespace(builds, GUARDED);
        const access = DelegateAccess.ciBuilds([builds]);
        const account = await installDelegate(cluster, name, { access }, without(verb, resource));
        const isOne = (all: readonly Finding[]) => all[0]?.missingRules?.[0].rules.length === 1;
        const findings = await found(cluster, account, [builds], isOne, skip);
        const rules = [{ apiGroups: [''], resources: [resource], verbs: [verb] }];
        expect(findings).toEqual([
          {
            probe: 'cluster',
            code: 'RIGHTS_MISSING',
            message: `the account lacks permissions that builds need: ${verb} ${resource} in the namespace "${builds}"`,
            fix: expect.any(String),
            missingRules: [{ namespace: builds, rules }],
          },
        ]);
        await grant(cluster, account, builds, rules);
        expect(await found(cluster, account, [builds], isNone, skip)).toEqual([]);
      },
    );

    test('an account without rights lacks all of them, and the reported rules grant them', async () => {
      await cluster.namespace('probe-nothing-builds', GUARDED);
      const account = await installDelegate(cluster, 'probe-nothing');
      const builds = ['probe-nothing-builds'];
      const findings = await found(cluster, account, builds, (all) => all.length === 1, skip);
      expect(findings).toMatchObject([
        { code: 'RIGHTS_MISSING', missingRules: [{ namespace: builds[0], rules: rulesOf('ci-builds') }] },
      ]);
      await grant(cluster, account, builds[0], rulesOf('ci-builds'));
      expect(await found(cluster, account, builds, isNone, skip)).toEqual([]);
    });

    test('the reason for a missing right is reported if the server gives one: a binding to a missing role', async () => {
      await cluster.namespace('probe-dangling-builds', GUARDED);
      const account = await installDelegate(cluster, 'probe-dangling');
      await grant(cluster, account, 'probe-dangling-builds', []);
      const role = `/apis/${RBAC}/namespaces/probe-dangling-builds/roles/granted-to-probe-dangling`;
      await cluster.admin.delete(role);
      const isTold = ([finding]: readonly Finding[]) => finding?.evidence !== undefined;
      const findings = await found(cluster, account, ['probe-dangling-builds'], isTold, skip);
      expect(findings[0].evidence).toContain('role.rbac.authorization.k8s.io "granted-to-probe-dangling" not found');
    });

    test('a feature of the whole cluster is asked about without a namespace', async () => {
      const account = await installDelegate(cluster, 'probe-costs');
      const more = { ...skip, features: ['cost-visibility'] };
      const [finding] = await found(cluster, account, [], is('RIGHTS_MISSING'), more);
      expect(finding.message).toMatch(/get, list, watch nodes;.* in the whole cluster$/);
      expect(finding.missingRules?.[0].namespace).toBeUndefined();
      await installDelegate(cluster, 'probe-costs', { access: DelegateAccess.costVisibility() });
      expect(await found(cluster, account, [], isNone, more)).toEqual([]);
    });

    test('a missing namespace is distinguished from one without rights, for every account', async () => {
      covers('S000.test.namespace-always-validated');
      const account = await installDelegate(cluster, 'probe-absent', {
        access: DelegateAccess.ciBuilds(['probe-there']),
      });
      const missing = [{ code: 'BUILD_NAMESPACE_MISSING', message: expect.stringMatching(/: "probe-nowhere"$/) }];
      const namespaces = ['probe-there', 'probe-nowhere'];
      expect(await found(cluster, account, namespaces, (all) => all.length === 1, skip)).toMatchObject(missing);

      // By its own token it may not look at namespaces: what it may do nowhere may be there or not, and that is said.
      const own = {
        ...skip,
        kubeconfig: kubeconfigOf(cluster, await cluster.tokenOf(account)),
        serviceAccount: undefined,
      };
      const [hidden] = await found(cluster, account, namespaces, (all) => all.length === 1, own);
      expect(hidden.message).toContain('in the namespace "probe-nowhere", which might not exist');

      // Who may create Secrets everywhere is told by a trial.
      const everywhere = DelegateAccess.clusterRules(rulesOf('ci-builds'));
      const wide = await installDelegate(cluster, 'probe-wide', { access: everywhere });
      const wideOwn = { ...own, kubeconfig: kubeconfigOf(cluster, await cluster.tokenOf(wide)) };
      expect(await found(cluster, wide, namespaces, (all) => all.length === 1, wideOwn)).toMatchObject(missing);
      const { body } = await cluster.admin.get('/api/v1/namespaces/probe-there/secrets');
      expect(
        (body.items as Manifest[]).filter(({ metadata }) => metadata.name.startsWith('harness-connector')),
      ).toEqual([]);
    });

    test('a bare namespace is reported until it has the label that the fix names', async () => {
      const access = DelegateAccess.ciBuilds(['probe-bare-builds']);
      const account = await installDelegate(cluster, 'probe-bare', { access });
      await cluster.namespace('probe-bare-builds');
      const [finding] = await found(cluster, account, ['probe-bare-builds'], (all) => all.length === 1, skip);
      expect(finding).toMatchObject({ code: 'BUILD_NAMESPACE_UNGUARDED' });
      const [, label, level] = /namespace NAME (\S+)=(\w+)/.exec(finding.fix) ?? [];
      await cluster.namespace('probe-bare-builds', { [label]: level });
      expect(await found(cluster, account, ['probe-bare-builds'], isNone, skip)).toEqual([]);
    });

    test('the server is held against the version that the farm counts on, for every account', async () => {
      const account = await installDelegate(cluster, 'probe-version');
      const token = await cluster.tokenOf(account);
      const own = { ...skip, kubeconfig: kubeconfigOf(cluster, token), serviceAccount: undefined };
      const next = `1.${Number(cluster.version.split('.')[1]) + 1}`;
      for (const more of [skip, own]) {
        const ofServer = { ...more, kubernetesVersion: cluster.version };
        expect(await found(cluster, account, [], isNone, ofServer)).toEqual([]);
        const [finding] = await found(cluster, account, [], (all) => all.length === 1, {
          ...more,
          kubernetesVersion: next,
        });
        expect(finding.code).toBe('KUBERNETES_TOO_OLD');
        expect(finding.evidence).toMatch(new RegExp(`^v${cluster.version}\\.\\S+, and the farm counts on ${next}$`));
      }
    });

    test('credentials without impersonation get the one rule that they lack, which is sufficient', async () => {
      const account = await installDelegate(cluster, 'probe-target');
      const weak = await installDelegate(cluster, 'probe-weak');
      const more = { ...skip, kubeconfig: kubeconfigOf(cluster, await cluster.tokenOf(weak)) };
      await cluster.namespace('probe-target-builds', GUARDED);
      await grant(cluster, account, 'probe-target-builds', rulesOf('ci-builds'));
      const findings = await found(cluster, account, ['probe-target-builds'], is('IMPERSONATION_FORBIDDEN'), more);
      expect(findings).toMatchObject([
        { code: 'IMPERSONATION_FORBIDDEN', evidence: expect.stringContaining('cannot impersonate') },
      ]);
      const [{ namespace = '', rules }] = findings[0].missingRules ?? [];
      await grant(cluster, weak, namespace, rules);
      expect(await found(cluster, account, ['probe-target-builds'], isNone, more)).toEqual([]);
    });

    test('an impersonated account has the same groups as with its own token', async () => {
      const account = await installDelegate(cluster, 'probe-groups');
      // Every ServiceAccount, and every user that is authenticated at all, is asked about by its group.
      for (const [index, group] of [
        'system:serviceaccounts',
        'system:serviceaccounts:probe-groups',
        'system:authenticated',
      ].entries()) {
        const namespace = `probe-groups-${index}`;
        await cluster.namespace(namespace, GUARDED);
        const metadata = { name: 'by-group', namespace };
        const role: object = { apiVersion: RBAC, kind: 'Role', metadata, rules: rulesOf('ci-builds') };
        await cluster.apply(role as Manifest);
        const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'by-group' };
        const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }];
        await cluster.apply({
          apiVersion: RBAC,
          kind: 'RoleBinding',
          metadata,
          roleRef,
          subjects,
        } as object as Manifest);
        expect([group, await found(cluster, account, [namespace], isNone, skip)]).toEqual([group, []]);
      }
    });

    test('a token of a deleted ServiceAccount is rejected, and so is an invalid one', async () => {
      const account = await installDelegate(cluster, 'probe-gone');
      const own = { kubeconfig: kubeconfigOf(cluster, await cluster.tokenOf(account)), serviceAccount: undefined };
      // The server remembers for ten seconds whom it has accepted: this one it has not seen before.
      await cluster.admin.delete('/api/v1/namespaces/probe-gone/serviceaccounts/probe-gone');
      expect(await found(cluster, account, [], is('CREDENTIALS_REJECTED'), own)).toMatchObject([
        { code: 'CREDENTIALS_REJECTED', evidence: '401: Unauthorized' },
      ]);
      const never = { ...own, kubeconfig: kubeconfigOf(cluster, 'never-was') };
      expect(await found(cluster, account, [], () => true, never)).toMatchObject([{ code: 'CREDENTIALS_REJECTED' }]);
    });

    test('a request without credentials is anonymous, which is distinguished from missing rights', async () => {
      const none = { kubeconfig: kubeconfigOf(cluster, ''), serviceAccount: undefined };
      const account = { namespace: 'default', name: 'nobody' };
      expect(codesOf(await found(cluster, account, [], () => true, none))).toEqual(['CREDENTIALS_REJECTED']);
    });

    test('a server with an unknown certificate authority is distinguished from these cases', async () => {
      const { content } = kubeconfigOf(cluster);
      const trusted = JSON.parse(content);
      delete trusted.clusters[0].cluster['certificate-authority'];
      const more = { kubeconfig: { content: JSON.stringify(trusted) } };
      const account = { namespace: 'default', name: 'nobody' };
      expect(codesOf(await found(cluster, account, [], () => true, more))).toEqual(['CLUSTER_CERTIFICATE_UNTRUSTED']);
    });
  },
);

test('a namespace that is being deleted is reported', async () => {
  const cluster = Cluster.newest();
  const account = await installDelegate(cluster, 'probe-ending');
  await cluster.namespace('probe-ending-builds', GUARDED);
  const held = { metadata: { name: 'holds', finalizers: ['example.com/holds'] } };
  await cluster.admin.post('/api/v1/namespaces/probe-ending-builds/configmaps', held);
  await cluster.admin.delete('/api/v1/namespaces/probe-ending-builds');
  const more = { skipDefaultNamespaceValidation: true };
  const findings = await found(cluster, account, ['probe-ending-builds'], is('BUILD_NAMESPACE_MISSING'), more);
  expect(findings[0].message).toMatch(/"probe-ending-builds" is being deleted$/);
  const path = '/api/v1/namespaces/probe-ending-builds/configmaps/holds';
  await cluster.admin.patch(path, { metadata: { finalizers: null } }, 'application/merge-patch+json');
});
