import { BuildIsolation, BuildVolumeType } from '../../lib/build-namespace';
import { RESTRICTED } from '../testkit/isolations';
import { type Manifest, only } from '../testkit/synth';
import { synthFarm } from './farms';

const REASON = 'Builds read the secrets of the vault.';
const why = { reason: REASON };
const SECRETS_STORE = BuildVolumeType.csi('secrets-store.csi.k8s.io', why);
const ISOLATIONS = [
  BuildIsolation.baseline(),
  RESTRICTED,
  BuildIsolation.dockerInDocker(why),
  BuildIsolation.hostPaths(['/var/cache/builds'], why),
];
const ALLOWED = ['emptyDir', 'secret', 'configMap', 'projected', 'downwardAPI', 'persistentVolumeClaim'];

function policyOf(manifests: readonly Manifest[]) {
  return only(manifests, 'ValidatingAdmissionPolicy');
}

/** The alternatives of which a volume must fulfil one, and the message. */
function allowedBy(props: Parameters<typeof synthFarm>[0]): { alternatives: string[]; message: string } {
  const rules: { expression: string; message: string }[] = policyOf(synthFarm(props).manifests).spec.validations;
  const [rule] = rules.filter(({ expression }) => expression.includes('has(v.emptyDir)'));
  const [, list] = /^object\.spec\.\?volumes\.orValue\(\[\]\)\.all\(v, (.*)\)$/.exec(rule.expression) ?? [];
  return { alternatives: list.split(' || '), message: rule.message };
}

describe('the volumes of build pods', () => {
  test.each(ISOLATIONS.map((isolation) => [isolation.toString(), isolation] as const))(
    'must have one of the allowed types, whatever other types Kubernetes knows: %s',
    (_what, isolation) => {
      const { alternatives, message } = allowedBy({ isolation });
      // Which directories of the node are allowed is a rule of its own.
      expect(alternatives).toEqual([...ALLOWED, 'hostPath'].map((type) => `has(v.${type})`));
      expect(message).toContain(`other than ${ALLOWED.join(', ')}.`);
      expect(message).toContain('additionalVolumeTypes');
    },
  );

  test.each([
    [SECRETS_STORE, 'v.?csi.?driver.orValue("") == "secrets-store.csi.k8s.io"'],
    [BuildVolumeType.nfs('nfs.example.com', why), 'v.?nfs.?server.orValue("") == "nfs.example.com"'],
    [BuildVolumeType.ephemeral(why), 'has(v.ephemeral)'],
    [BuildVolumeType.image(why), 'has(v.image)'],
    [BuildVolumeType.other('iscsi', why), 'has(v.iscsi)'],
  ])('can be opened by name: %s', (type, alternative) => {
    const { alternatives, message } = allowedBy({ additionalVolumeTypes: [type] });
    expect(alternatives).toEqual([...[...ALLOWED, 'hostPath'].map((name) => `has(v.${name})`), alternative]);
    expect(message).toContain(`${ALLOWED.join(', ')}, ${type.toString()}. Use`);
  });

  test('of an additional type have their reason in the policy and in the summary, but not in the namespace', () => {
    const { farm, manifests } = synthFarm({ additionalVolumeTypes: [SECRETS_STORE] });
    const description = `csi volumes with the driver secrets-store.csi.k8s.io. Reason: ${REASON}`;
    expect(policyOf(manifests).metadata.annotations).toEqual({ 'kubernetes.io/description': description });
    expect(only(manifests, 'Namespace').metadata.annotations).not.toHaveProperty('kubernetes.io/description');
    expect(farm.summary()).toContain(
      `NOTE: builds can mount csi volumes with the driver secrets-store.csi.k8s.io. Reason: ${REASON}`,
    );
  });

  test('and a loose isolation have one reason in each line', () => {
    const [, , isolation] = ISOLATIONS;
    const { manifests } = synthFarm({ isolation, additionalVolumeTypes: [SECRETS_STORE, BuildVolumeType.image(why)] });
    const lines = policyOf(manifests).metadata.annotations?.['kubernetes.io/description'].split('\n') ?? [];
    expect(lines).toHaveLength(3);
    expect(lines[2]).toBe(`image volumes. Reason: ${REASON}`);
  });

  test('without the policy are not said to be limited', () => {
    const { farm } = synthFarm({ clusterScoped: false, additionalVolumeTypes: [SECRETS_STORE] });
    expect(farm.summary()).not.toContain('NOTE: builds can mount');
    expect(farm.summary()).toContain('everything that its Pod Security level allows');
  });
});

describe('the admission policy refuses', () => {
  const refusing = (words: string) =>
    ISOLATIONS.filter((isolation) =>
      policyOf(synthFarm({ isolation }).manifests).spec.validations.some(({ expression }: { expression: string }) =>
        expression.includes(words),
      ),
    ).map(String);

  test('a host in probes and lifecycle hooks under every isolation', () => {
    expect(refusing('h.?httpGet.?host')).toEqual(ISOLATIONS.map(String));
    expect(refusing('h.?tcpSocket.?host')).toEqual(ISOLATIONS.map(String));
  });

  test('sysctls beyond baseline, unless containers can be privileged', () => {
    expect(refusing('.?sysctls')).toEqual(ISOLATIONS.filter((one) => !one.allowsPrivileged).map(String));
  });
});
