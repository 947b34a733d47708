/** Checks and renders volumes and their paths. */
import { posix } from 'node:path';
import {
  ABSOLUTE_PATH,
  byteQuantity,
  DNS_SUBDOMAIN,
  instance,
  optionsOf,
  type PropertyChecks,
  type Rule,
  type Shape,
  struct,
  TEXT,
} from '../../core';
import { checkExpression, checkTextOrExpression, isExpression } from '../../document';
import { resolveInputs, VALUE_KINDS } from './inputs';
import { BuildOperatingSystem, type KubernetesDirectInfrastructureProps } from './props';
import { type StageVolume, VolumeMedium } from './stage-volume';

/** Members of each kind of volume in addition to its options. */
const VOLUME_SOURCES: { readonly [kind in StageVolume['_type']]: [member: string, Shape][] } = {
  EmptyDir: [],
  HostPath: [['path', TEXT]],
  PersistentVolumeClaim: [['claimName', TEXT]],
};

const VOLUME_OPTIONS: { readonly [kind in StageVolume['_type']]: Shape } = {
  EmptyDir: optionsOf(struct('EmptyDirOptions', VALUE_KINDS)),
  HostPath: optionsOf(struct('HostPathOptions', VALUE_KINDS)),
  PersistentVolumeClaim: optionsOf(struct('ClaimOptions', VALUE_KINDS)),
};

/** A volume, from any copy of this package. */
export const VOLUME = instance(
  'a StageVolume',
  'Use a factory such as StageVolume.emptyDir(…).',
  'mountPath',
  ({ _type, mountPath, _options, _given }: StageVolume): [string, Shape, unknown][] => [
    ['.mountPath', TEXT, mountPath],
    ...VOLUME_SOURCES[_type].map(([member, shape]): [string, Shape, unknown] => [
      `.${member}`,
      shape,
      _options[member],
    ]),
    ['', VOLUME_OPTIONS[_type], _given],
  ],
);

type OfSystem = Pick<KubernetesDirectInfrastructureProps, 'os' | 'inputs'>;

/** A path in a Windows container. */
const WINDOWS_PATH: Rule = {
  allowed: 'an absolute path, for example C:\\data or /data',
  remedy: 'Start the path with a drive or a slash.',
  holds: (value) => /^([A-Za-z]:[\\/]|\/)[^:]*$/.test(value),
};

/** Returns the rule for paths of the node. If the operating system is a runtime input, paths of both are accepted. */
export function nodePathRuleOf(props: OfSystem): Rule {
  return withoutBackSteps(isWindowsPossible(props) ? WINDOWS_PATH : ABSOLUTE_PATH);
}

/** Returns the rule for paths in a container. */
export function pathRuleOf(props: OfSystem): Rule {
  const rule = nodePathRuleOf(props);
  const spelt = isWindowsPossible(props)
    ? (path: string): string => path.toLowerCase()
    : (path: string): string => path;
  return {
    isPublic: true,
    allowed: `${rule.allowed}, and not a path that Harness uses: ${TAKEN.join(', ')}`,
    remedy: rule.remedy,
    holds: (value) => rule.holds(value) && !hidesHarness(spelt(canonical(value))),
  };
}

function isWindowsPossible({ os, inputs }: OfSystem): boolean {
  return os === BuildOperatingSystem.WINDOWS || inputs?.os !== undefined;
}

/** Kubernetes refuses '..' in a host path, and in a container path it is never intended. */
function withoutBackSteps(rule: Rule): Rule {
  return {
    allowed: `${rule.allowed} and without '..'`,
    remedy: rule.remedy,
    holds: (value) => rule.holds(value) && !value.split(/[\\/]/).includes('..'),
  };
}

/** Mount paths of the sources and of Harness' own program. A volume can be mounted below the sources. */
const TAKEN = ['/', '/harness', '/addon'];

function hidesHarness(path: string): boolean {
  const known = path.replace(/^c:/, '');
  return TAKEN.includes(known || '/') || known.startsWith('/addon/');
}

/** Refuses a path that is already mounted. Trailing slashes are ignored. */
export function checkMountedOnce(
  checks: PropertyChecks,
  property: string,
  path: string,
  others: readonly string[],
): void {
  checks.later(property, [path, ...others], (known, ...rest) => {
    if (rest.map(canonical).includes(canonical(known))) {
      checks.refuse(property, known, 'a path that no other volume or shared path uses', 'Use another path.');
    }
  });
}

/** Returns the canonical path: `/a/`, `//a` and `/a/.` are `/a`. */
function canonical(path: string): string {
  return posix.normalize(path.replaceAll('\\', '/')).replace(/\/+$/, '');
}

/** Resolves the volumes to the format of Harness. */
export function resolveVolumes(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): object[] {
  const { volumes = [] } = props;
  const rule = pathRuleOf(props);
  return checks.each(volumes, (volume, index) => {
    const where = `volumes[${index}]`;
    checks.part(() => {
      checkTextOrExpression(checks, `${where}.mountPath`, volume.mountPath, rule);
      const others = volumes.slice(0, index).map(({ mountPath }) => mountPath);
      checkMountedOnce(checks, `${where}.mountPath`, volume.mountPath, others);
    });
    const spec = checks.part(() => specOf(checks, where, volume, nodePathRuleOf(props)));
    return { mountPath: volume.mountPath, type: volume._type, spec: spec.value };
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
    byteQuantity(checks, property, size);
  }
}

/** A host path and the property that sets it. */
export interface PlacedPath {
  readonly property: string;
  readonly path: string;
}

/** Returns the host paths among the volumes. */
export function hostPathsOf(volumes: readonly StageVolume[]): PlacedPath[] {
  return volumes.flatMap(({ _type, _options }, index) =>
    _type === 'HostPath' ? [{ property: `volumes[${index}].path`, path: _options.path as string }] : [],
  );
}
