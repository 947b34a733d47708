import { checkExpression, checkTextOrExpression, isExpression } from '../../../document';
import { DNS_SUBDOMAIN, positiveQuantity, type PropertyChecks, type Rule } from '../../../values';
import { type KubernetesDirectInfrastructureProps, type StageVolume, VolumeMedium } from '../props';
import { resolveInputs } from './inputs';
import { checkMountedOnce, nodePathRuleOf, pathRuleOf } from './paths';

/** The volumes as Harness writes them. */
export function resolveVolumes(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): object[] {
  const { volumes = [] } = props;
  const rule = pathRuleOf(props);
  const paths = volumes.map(({ mountPath }) => mountPath);
  return volumes.map((volume, index) => {
    const where = `volumes[${index}]`;
    checkTextOrExpression(checks, `${where}.mountPath`, volume.mountPath, rule);
    checkMountedOnce(checks, `${where}.mountPath`, volume.mountPath, paths.slice(0, index));
    const spec = specOf(checks, where, volume, nodePathRuleOf(props));
    return { mountPath: volume.mountPath, type: volume._type, spec };
  });
}

/** Every option of every kind of volume. */
interface VolumeOptions {
  readonly medium?: VolumeMedium;
  readonly size?: string;
  readonly path?: string;
  readonly type?: string;
  readonly claimName?: string;
  readonly readOnly?: boolean;
  readonly inputs?: { readonly medium?: string; readonly type?: string; readonly readOnly?: object };
}

function specOf(checks: PropertyChecks, where: string, { _type, _options }: StageVolume, pathRule: Rule): object {
  const options: VolumeOptions = _options;
  const inputs = resolveInputs(checks, options, `${where}.`);
  const { size, path = '', claimName = '' } = options;
  switch (_type) {
    case 'EmptyDir':
      checkSize(checks, `${where}.size`, size);
      return { medium: inputs.medium ?? options.medium ?? VolumeMedium.DISK, size };
    case 'HostPath':
      checkTextOrExpression(checks, `${where}.path`, path, pathRule);
      return { path, type: inputs.type ?? options.type };
    case 'PersistentVolumeClaim':
      checkTextOrExpression(checks, `${where}.claimName`, claimName, DNS_SUBDOMAIN);
      return { claimName, readOnly: inputs.readOnly ?? options.readOnly ?? false };
  }
}

function checkSize(checks: PropertyChecks, property: string, size?: string): void {
  if (size === undefined) {
    return;
  }
  checks.plain(property, size);
  if (isExpression(size)) {
    checkExpression(checks, property, size);
  } else {
    positiveQuantity(checks, property, size);
    checks.text(property, size, OF_BYTES);
  }
}

/** Kubernetes takes thousandths of a byte, which nobody means. */
const OF_BYTES: Rule = {
  allowed: 'a number of bytes, for example 500Mi',
  remedy: 'Write it as 500M or 500Mi.',
  holds: (value) => !/[mun]$/.test(value),
};

/** A directory of the node, and where it stands among the volumes. */
export interface PlacedPath {
  readonly property: string;
  readonly path: string;
}

/** Directories of the node among the volumes. */
export function hostPathsOf(volumes: readonly StageVolume[]): PlacedPath[] {
  return volumes.flatMap(({ _type, _options }, index) =>
    _type === 'HostPath' ? [{ property: `volumes[${index}].path`, path: _options.path as string }] : [],
  );
}
