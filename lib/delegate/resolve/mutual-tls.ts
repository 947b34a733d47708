import { DATA_KEY, derived, SECRET_NAME } from '../../values';
import type { ResolveContext } from './context';
import { filesOf, type MountedFiles, NO_FILES } from './own-volume';
import { setting } from './setting';
import { refuseOlderImage } from './support-of-generation';

/** The certificate of the delegate itself. */
export function resolveMutualTls(context: ResolveContext): MountedFiles {
  const { checks, props, profile, generation } = context;
  if (props.mutualTls === undefined) {
    return NO_FILES;
  }
  const { secretName, options } = props.mutualTls._source;
  const { certificateKey = 'client.crt', privateKeyKey = 'client.key' } = options;
  const { since, mountPath, certificate, privateKey } = generation.mutualTls;
  if (since !== undefined) {
    refuseOlderImage(context, 'mutualTls', since);
  }
  checks.secretText('mutualTls.secretName', secretName, SECRET_NAME);
  checks.secretText('mutualTls.certificateKey', certificateKey, DATA_KEY);
  checks.secretText('mutualTls.privateKeyKey', privateKeyKey, DATA_KEY);
  checks.later('mutualTls.privateKeyKey', [certificateKey, privateKeyKey], (one, other) => {
    if (one === other) {
      checks.refuse('mutualTls.privateKeyKey', undefined, 'another key than that of the certificate', 'Correct it.');
    }
  });
  const pathOf = (key: string): string => derived([key], (known) => `${mountPath}/${known}`);
  const volume = { name: 'client-certificate', secret: { secretName, defaultMode: profile.certificateFileMode } };
  return {
    settings: [...setting(certificate, pathOf(certificateKey)), ...setting(privateKey, pathOf(privateKeyKey))],
    volumes: [filesOf(volume, mountPath)],
  };
}
