import type { Volume } from 'kubernetes-types/core/v1';
import { ABSOLUTE_PATH, derived, DNS_SUBDOMAIN, type Rule, SECRET_NAME } from '../../values';
import type { ResolveContext } from './context';
import { filesOf, type MountedFiles, NO_FILES } from './own-volume';
import { setting } from './setting';
import { refuseOlderImage } from './support-of-generation';

/** Harness joins paths with commas. */
const BUILD_POD_PATH: Rule = {
  allowed: "an absolute path of a file without ',', ':' and blanks",
  remedy: 'Correct it, for example /etc/ssl/certs/ca-certificates.crt.',
  holds: (value) => ABSOLUTE_PATH.holds(value) && !/[,\s]/.test(value) && !value.endsWith('/'),
};

/** Certificates that the delegate trusts. */
export function resolveCustomCa(context: ResolveContext): MountedFiles {
  const { checks, props, profile, generation } = context;
  if (props.customCa === undefined) {
    return NO_FILES;
  }
  const { kind, name, options } = props.customCa._source;
  const { since, mountPath, directory, buildPodPaths } = generation.customCa;
  if (since !== undefined) {
    refuseOlderImage(context, 'customCa', since);
  }
  if (kind === 'secret') {
    checks.secretText('customCa.secretName', name, SECRET_NAME);
  } else {
    checks.text('customCa.configMapName', name, DNS_SUBDOMAIN);
  }
  const paths = options.buildPodPaths ?? [];
  paths.forEach((path, index) => {
    checks.text(`customCa.buildPodPaths[${index}]`, path, BUILD_POD_PATH);
    checks.once(`customCa.buildPodPaths[${index}]`, path, paths.slice(0, index));
  });
  const joined = paths.length === 0 ? undefined : derived(paths, (...known) => known.join(','));
  const defaultMode = profile.certificateFileMode;
  const volume: Volume = {
    name: 'custom-certs',
    ...(kind === 'secret' ? { secret: { secretName: name, defaultMode } } : { configMap: { name, defaultMode } }),
  };
  return {
    settings: [...setting(directory, mountPath), ...setting(buildPodPaths, joined)],
    volumes: [filesOf(volume, mountPath)],
  };
}
