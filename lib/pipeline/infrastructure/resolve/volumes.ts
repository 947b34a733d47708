import { checkTextOrExpression } from '../../../document';
import { DNS_SUBDOMAIN, positiveQuantity, type PropertyChecks, type Rule } from '../../../values';
import { type KubernetesDirectInfrastructureProps, type StageVolume, VolumeMedium } from '../props';
import { checkMountedOnce, pathRuleOf } from './paths';

/** The volumes as Harness writes them. */
export function resolveVolumes(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): object[] {
  const { volumes = [] } = props;
  const rule = pathRuleOf(props);
  const paths = volumes.map(({ mountPath }) => mountPath);
  return volumes.map((volume, index) => {
    const where = `volumes[${index}]`;
    checks.text(`${where}.mountPath`, volume.mountPath, rule);
    checkMountedOnce(checks, `${where}.mountPath`, volume.mountPath, paths.slice(0, index));
    return { mountPath: volume.mountPath, type: volume._type, spec: specOf(checks, where, volume, rule) };
  });
}

function specOf(checks: PropertyChecks, where: string, { _type, _options }: StageVolume, pathRule: Rule): object {
  const {
    medium = VolumeMedium.DISK,
    size,
    path,
    type,
    claimName,
    readOnly = false,
  } = _options as {
    readonly [option: string]: string | undefined;
  } & { readonly readOnly?: boolean };
  switch (_type) {
    case 'EmptyDir':
      if (size !== undefined) {
        positiveQuantity(checks, `${where}.size`, size);
        checks.text(`${where}.size`, size, OF_BYTES);
      }
      return { medium, size };
    case 'HostPath':
      checks.text(`${where}.path`, path as string, pathRule);
      return { path, type };
    case 'PersistentVolumeClaim':
      checkTextOrExpression(checks, `${where}.claimName`, claimName as string, DNS_SUBDOMAIN);
      return { claimName, readOnly };
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
