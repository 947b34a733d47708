/** What a ServiceAccount has: a cloud identity, and Secrets to pull images. */
import * as fc from 'fast-check';
import { type AzureIdentityOptions, CloudIdentity } from '../../../lib/workload';
import { anyFactory, struct } from './recorded';
import { secretName } from './texts';

const uuid = fc.uuid().chain((id) => fc.constantFrom(id, id.toUpperCase()));
export const cloudIdentity = anyFactory(CloudIdentity, {
  irsa: fc.constantFrom(['arn:aws:iam::123456789012:role/ci'], ['arn:aws-cn:iam::000000000000:role/path/to/ci@x']),
  eksPodIdentity: fc.constant([]),
  gke: fc.constantFrom(['ci@project.iam.gserviceaccount.com'], ['1e5@p.iam.gserviceaccount.com']),
  azure: fc.tuple(uuid, struct<AzureIdentityOptions>('AzureIdentityOptions', { tenantId: uuid }, [])),
});

export const imagePullSecrets = fc.uniqueArray(secretName, { maxLength: 2 });
