/** The ramp and the brake: a policy that warns, one that audits, and one without its binding. */
import { BuildVolumeType, type CiBuildInfraProps, PolicyEnforcement } from 'harness-constructs';
import { every, type Manifest } from '../../testkit/synth';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { synthFarm } from './farm';
import { type Layer, outcomeOf } from './outcome';
import { buildPod } from './pods';
import { DELEGATE } from './policy/rows';

const why = { reason: 'A test.' };
const POLICY = 'ValidatingAdmissionPolicy';
const BINDING = 'ValidatingAdmissionPolicyBinding';

describe.each(Cluster.all().map((cluster) => [cluster.version, cluster] as const))(
  'on Kubernetes %s',
  (_version, cluster) => {
    /** The policy of a farm and its binding, if it has one. */
    const policyOf = (props: Partial<CiBuildInfraProps>): Manifest[] => {
      const [, manifests] = synthFarm(DELEGATE, { props });
      return [POLICY, BINDING].flatMap((kind) => every(manifests, kind));
    };

    /** A namespace without Pod Security: only the policy decides. */
    const placeFor = async (namespace: string): Promise<string> => {
      await cluster.namespace(namespace, {});
      const metadata = { name: 'harness-build', namespace };
      await cluster.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
      return `/api/v1/namespaces/${namespace}/pods`;
    };

    const FORBIDDEN = buildPod({ spec: { hostNetwork: true } });
    const attempt = (pods: string) => cluster.admin.post(`${pods}?dryRun=All`, FORBIDDEN);
    const becomes = async (pods: string, layer: Layer): Promise<string> => {
      const is = (answer: Awaited<ReturnType<typeof attempt>>) => outcomeOf(answer).layer;
      return is(
        await eventually(
          () => attempt(pods),
          (answer) => is(answer) === layer,
        ),
      );
    };

    test('a policy that warns admits what it would deny, and tells its creator', async () => {
      const pods = await placeFor('enforcement-warn');
      const place = { buildNamespaces: ['enforcement-warn'] };
      await cluster.applyAll(policyOf({ ...place, enforcement: PolicyEnforcement.warn(why) }));
      const warned = await eventually(
        () => attempt(pods),
        ({ warnings }) => warnings.length > 0,
      );
      expect(outcomeOf(warned).layer).toBe('admitted');
      expect(warned.warnings.join()).toContain('Build pods must not use hostNetwork, hostPID or hostIPC');
      await cluster.applyAll(policyOf(place));
      expect(await becomes(pods, 'admission policy')).toBe('admission policy');
    });

    test('a policy that audits admits what it would deny, without a warning', async () => {
      const pods = await placeFor('enforcement-audit');
      const place = { buildNamespaces: ['enforcement-audit'] };
      await cluster.applyAll(policyOf(place));
      expect(await becomes(pods, 'admission policy')).toBe('admission policy');
      await cluster.applyAll(policyOf({ ...place, enforcement: PolicyEnforcement.audit(why) }));
      expect(await becomes(pods, 'admitted')).toBe('admitted');
      expect((await attempt(pods)).warnings).toEqual([]);
    });

    test('break-glass is one binding that is deleted, and applied again afterwards', async () => {
      const pods = await placeFor('enforcement-glass');
      const place = { buildNamespaces: ['enforcement-glass'] };
      const whole = policyOf(place);
      await cluster.applyAll(whole);
      expect(await becomes(pods, 'admission policy')).toBe('admission policy');

      const broken = policyOf({ ...place, enforcement: PolicyEnforcement.breakGlass(why) });
      const [removed, ...others] = whole.filter(({ kind }) => broken.every((one) => one.kind !== kind));
      expect([removed.kind, others]).toEqual([BINDING, []]);
      await cluster.applyAll(broken);
      const path = `/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/${removed.metadata.name}`;
      expect((await cluster.admin.delete(path)).status).toBe(200);
      expect(await becomes(pods, 'admitted')).toBe('admitted');

      await cluster.applyAll(whole);
      expect(await becomes(pods, 'admission policy')).toBe('admission policy');
    });

    test.each([
      ['a namespace of its own', { buildNamespaces: ['enforcement-update'] }, 'enforcement-update'],
      [
        'the namespace of the delegate',
        { sharedNamespace: true, delegateNamespace: 'enforcement-both' },
        'enforcement-both',
      ],
    ])('a stricter policy leaves the pods of builds in flight alone: %s', async (_what, place, namespace) => {
      const pods = await placeFor(namespace);
      const opened = [BuildVolumeType.nfs('10.0.0.1', why)];
      await cluster.applyAll(policyOf({ ...place, additionalVolumeTypes: opened }));
      expect(await becomes(pods, 'admission policy')).toBe('admission policy');
      const nfs = { volumes: [{ name: 'share', nfs: { server: '10.0.0.1', path: '/' } }] };
      const created = await eventually(
        () => cluster.admin.post(pods, buildPod({ spec: nfs })),
        ({ status }) => status < 300,
      );
      const { name } = (created.body as unknown as Manifest).metadata;

      await cluster.applyAll(policyOf(place));
      const isRefused = await eventually(
        async () => outcomeOf(await cluster.admin.post(`${pods}?dryRun=All`, buildPod({ spec: nfs }))).layer,
        (layer) => layer === 'admission policy',
      );
      expect(isRefused).toBe('admission policy');
      const labels = { 'example.com/step': 'two' };
      const changed = await cluster.admin.patch(
        `${pods}/${name}`,
        { metadata: { labels } },
        'application/merge-patch+json',
      );
      expect(changed.status).toBe(200);
      expect((await cluster.admin.delete(`${pods}/${name}`)).status).toBe(200);
    });
  },
);
