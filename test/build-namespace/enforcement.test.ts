import { BuildIsolation, PolicyEnforcement } from '../../lib/build-namespace';
import { every, only } from '../testkit/synth';
import { synthFarm } from './farms';

const REASON = 'INC-7: builds of the release are refused.';
const why = { reason: REASON };
const BINDING = 'ValidatingAdmissionPolicyBinding';

describe('the enforcement of the admission policy', () => {
  test.each([
    ['denies by default', undefined, ['Deny']],
    ['can be set to deny', PolicyEnforcement.deny(), ['Deny']],
    ['can warn, which is audited as well', PolicyEnforcement.warn(why), ['Warn', 'Audit']],
    ['can audit only', PolicyEnforcement.audit(why), ['Audit']],
  ])('%s', (_what, enforcement, actions) => {
    const { manifests } = synthFarm({ enforcement });
    expect(only(manifests, BINDING).spec.validationActions).toEqual(actions);
  });

  test('removes one binding as break-glass, and changes nothing else but the reason', () => {
    const { manifests } = synthFarm({});
    const broken = synthFarm({ enforcement: PolicyEnforcement.breakGlass(why) }).manifests;
    expect(every(broken, BINDING)).toEqual([]);
    const { annotations, ...metadata } = only(broken, 'ValidatingAdmissionPolicy').metadata;
    expect(annotations).toEqual({
      'kubernetes.io/description': `Break-glass: the admission policy has no binding, and refuses no pod. Reason: ${REASON}`,
    });
    const rest = manifests.filter(({ kind }) => kind !== BINDING);
    expect(broken.map((one) => (one.kind === 'ValidatingAdmissionPolicy' ? { ...one, metadata } : one))).toEqual(
      rest.map((one) => {
        const { annotations: _none, ...other } = one.metadata;
        return one.kind === 'ValidatingAdmissionPolicy' ? { ...one, metadata: other } : one;
      }),
    );
  });

  test.each([
    [PolicyEnforcement.warn(why), 'The admission policy warns and audits, and refuses no pod'],
    [PolicyEnforcement.audit(why), 'The admission policy audits, and refuses no pod'],
    [PolicyEnforcement.breakGlass(why), 'Break-glass: the admission policy has no binding, and refuses no pod'],
  ])('shows in the summary while it refuses nothing: %s', (enforcement, words) => {
    const summary = synthFarm({ enforcement }).farm.summary();
    expect(summary).toContain(`EXPOSED: ${words}. Reason: ${REASON}`);
    expect(summary).toContain('NOTE: no admission policy applies to every build.');
    expect(synthFarm({}).farm.summary()).not.toContain('EXPOSED');
  });

  test('is refused where the cluster does not support admission policies', () => {
    expect(() => synthFarm({ enforcement: PolicyEnforcement.audit(why), kubernetesVersion: '1.29' })).toThrow(
      /enforcement: got audit; expected no value, because there is no admission policy: Kubernetes 1\.29 does not support/,
    );
  });

  test('leaves the Pod Security level of the namespace enforced', () => {
    const { manifests } = synthFarm({
      isolation: BuildIsolation.baseline(),
      enforcement: PolicyEnforcement.breakGlass(why),
    });
    expect(only(manifests, 'Namespace').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
    });
  });
});
