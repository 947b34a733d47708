import { CloudIdentity } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { objectOf, yamlOf } from '../testkit/synth';
import { synthDelegate } from './delegates';

const ROLE = 'arn:aws:iam::123456789012:role/ci';
const UUID = '01234567-89ab-cdef-0123-456789abcdef';
const TENANT = 'fedcba98-7654-3210-fedc-ba9876543210';

function annotationsFor(cloudIdentity?: CloudIdentity) {
  return objectOf(synthDelegate({ cloudIdentity }).manifests, 'ServiceAccount').metadata.annotations;
}

describe('an identity of a cloud', () => {
  test('is not set by default', () => {
    expect(annotationsFor()).toBeUndefined();
  });

  test('of AWS by IRSA is an annotation of the ServiceAccount', () => {
    covers('S000.eks.switch-role');
    expect(annotationsFor(CloudIdentity.irsa(ROLE))).toEqual({ 'eks.amazonaws.com/role-arn': ROLE });
  });

  test('of AWS by IRSA is exchanged by its role alone', () => {
    covers('S000.eks.switch-role');
    const kindsThatDiffer = (one: CloudIdentity, other: CloudIdentity) => {
      const [before, after] = [one, other].map((cloudIdentity) => synthDelegate({ cloudIdentity }).manifests);
      return before.filter((manifest, index) => yamlOf(manifest) !== yamlOf(after[index])).map(({ kind }) => kind);
    };
    expect(kindsThatDiffer(CloudIdentity.irsa(ROLE), CloudIdentity.irsa(`${ROLE}-2`))).toEqual(['ServiceAccount']);
  });

  test('of EKS Pod Identity is configured in AWS, and changes no manifest', () => {
    covers('S000.eks.switch-role');
    const cloudIdentity = CloudIdentity.eksPodIdentity();
    expect(synthDelegate({ cloudIdentity }).manifests).toEqual(synthDelegate().manifests);
  });

  test('of Google is an annotation of the ServiceAccount', () => {
    const email = 'ci@project.iam.gserviceaccount.com';
    expect(annotationsFor(CloudIdentity.gke(email))).toEqual({ 'iam.gke.io/gcp-service-account': email });
  });

  test('of Azure is an annotation of the ServiceAccount, and a label of the pods', () => {
    expect(annotationsFor(CloudIdentity.azure(UUID))).toEqual({ 'azure.workload.identity/client-id': UUID });
    const { podMetadata } = synthDelegate({ cloudIdentity: CloudIdentity.azure(UUID) });
    expect(podMetadata.labels).toMatchObject({ 'azure.workload.identity/use': 'true' });
  });

  test('of Azure may be in another tenant', () => {
    expect(annotationsFor(CloudIdentity.azure(UUID, { tenantId: TENANT }))).toEqual({
      'azure.workload.identity/client-id': UUID,
      'azure.workload.identity/tenant-id': TENANT,
    });
  });

  test.each([CloudIdentity.irsa(ROLE), CloudIdentity.eksPodIdentity(), CloudIdentity.gke('a@b.iam')])(
    'of another cloud puts no label of Azure on the pods: %s',
    (cloudIdentity) => {
      expect(synthDelegate({ cloudIdentity }).podMetadata.labels).toEqual(synthDelegate().podMetadata.labels);
    },
  );

  test('leaves the delegate without keys: it has only references to its own token', () => {
    const { manifests } = synthDelegate({ cloudIdentity: CloudIdentity.irsa(ROLE) });
    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
  });

  test('is added to your own annotations', () => {
    const annotations = { note: 'a' };
    const { manifests } = synthDelegate({ cloudIdentity: CloudIdentity.irsa(ROLE), annotations });
    const serviceAccount = objectOf(manifests, 'ServiceAccount');
    expect(serviceAccount.metadata.annotations).toEqual({ 'eks.amazonaws.com/role-arn': ROLE, note: 'a' });
    expect(yamlOf(serviceAccount)).toMatchSnapshot();
  });

  test('shows its principal', () => {
    const all = [
      CloudIdentity.irsa(ROLE),
      CloudIdentity.azure(UUID, { tenantId: TENANT }),
      CloudIdentity.eksPodIdentity(),
    ];
    expect(all.map(String)).toEqual([ROLE, UUID, '']);
  });
});

describe('an identity is taken', () => {
  test.each([
    'arn:aws:iam::123456789012:role/path/to/role',
    'arn:aws-cn:iam::123456789012:role/ci',
    'arn:aws-us-gov:iam::123456789012:role/ci',
  ])('with the role %s', (role) => {
    expect(annotationsFor(CloudIdentity.irsa(role))).toEqual({ 'eks.amazonaws.com/role-arn': role });
  });
});

describe('an identity is refused', () => {
  test.each([
    ['a role by its name', CloudIdentity.irsa('ci'), 'cloudIdentity.roleArn'],
    ['a user in place of a role', CloudIdentity.irsa('arn:aws:iam::123456789012:user/ci'), 'cloudIdentity.roleArn'],
    ['an account by its number', CloudIdentity.gke('123456'), 'cloudIdentity.serviceAccountEmail'],
    ['a client by its name', CloudIdentity.azure('ci'), 'cloudIdentity.clientId'],
    ['a tenant by its name', CloudIdentity.azure(UUID, { tenantId: 'acme' }), 'cloudIdentity.tenantId'],
  ])('with %s', (_what, cloudIdentity, property) => {
    expect(refused(() => synthDelegate({ cloudIdentity })).property).toBe(property);
  });
});
