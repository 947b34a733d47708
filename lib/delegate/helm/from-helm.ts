import {
  ANYTHING,
  HarnessConstructsError,
  type HarnessErrorDetails,
  inWords,
  isPlainObject,
  joined,
  PropertyChecks,
  shownKind,
  struct,
  Together,
  withOwnNames,
} from '../../core';
import { isAboutClearText } from '../clear-text';
import type { HarnessDelegateProps } from '../delegate-objects';
import type { DelegateImage } from '../image';
import { DelegateAdoption } from '../names';
import { CHART_VALUES } from './chart-value-table';
import { propertyOf, refuseOption } from './chart-values';
import { hardened, type HelmHardening } from './helm-hardening';
import { planAdoption } from './plan';
import { type AdoptionPlan, chartName, type ChartSettings, type ReadValues, type Release } from './release';

/** The release to adopt, and what changes about it. */
export interface HelmReleaseOptions {
  /** Name of the release, as shown by `helm list`. */
  readonly release: string;
  /** Namespace of the release. It must exist: it is not created. */
  readonly namespace: string;
  /**
   * The running image. The upgrader changes it in the cluster, so the values may name an older one.
   *
   * @default - the image in the values, or else the default of the chart
   */
  readonly image?: DelegateImage;
  /**
   * Image of the upgrader, pinned. The default of the chart is `latest`, which is refused.
   *
   * @default - the image in the values
   */
  readonly upgraderImage?: DelegateImage;
  /**
   * Steps that make the delegate safer than the chart does.
   *
   * @default - none: the delegate stays as it is
   */
  readonly harden?: HelmHardening[];
  /**
   * Accept a `managerEndpoint` with `http:`. The token then crosses the network in clear text.
   *
   * @default false
   */
  readonly unsafePlainHttp?: boolean;
}

/* Turns values and a release into the props of a delegate. */

/** The release, as a plan sees it. */
export function releaseOf(values: ReadValues, options: HelmReleaseOptions): Release {
  const settings = settingsOf(values);
  const { release: name, namespace, image, upgraderImage } = checkedOptions(options);
  const fullname = chartName(settings.text('fullnameOverride') ?? settings.text('delegateName') ?? '');
  return { settings, name, namespace, fullname, image, upgraderImage };
}

/** The plan for the delegate, after the hardening steps. */
export function planOf(values: ReadValues, options: HelmReleaseOptions): AdoptionPlan {
  return hardened(planAdoption(releaseOf(values, options)), options.harden ?? []);
}

/** The props of the delegate. */
export function propsOf(values: ReadValues, options: HelmReleaseOptions): HarnessDelegateProps {
  const { props, adoption, profile } = planOf(values, options);
  const { unsafePlainHttp } = options;
  return { ...props, unsafePlainHttp, adoption: DelegateAdoption._helm(adoption, profile) };
}

function settingsOf(values: ReadValues): ChartSettings {
  const { _settings } = (values ?? {}) as Partial<ReadValues>;
  if (_settings === undefined) {
    const { problem, given } = shownKind(values);
    const remedy = 'Use HelmValues.load(…) or HelmValues.parse(…).';
    refuseOption('values', { problem, given: given && inWords(given), allowed: 'HelmValues', remedy });
  }
  return _settings;
}

/** The delegate and the steps check the contents. */
const RELEASE = struct('HelmReleaseOptions', { DelegateImage: () => ANYTHING, HelmHardening: () => ANYTHING });

function checkedOptions(options: HelmReleaseOptions): HelmReleaseOptions {
  const together = new Together();
  for (const option of ['release', 'namespace'] as const) {
    together.run(() => checkName(option, isPlainObject(options) ? options[option] : undefined));
  }
  together.run(() => RELEASE(PropertyChecks.withoutConstruct(), '', options));
  together.end();
  return options;
}

function checkName(option: string, given: unknown): void {
  if (typeof given !== 'string' || given === '') {
    const { problem, given: kind } = shownKind(given);
    const shown = given === '' ? '' : kind && inWords(kind);
    const remedy = 'Copy it from the output of helm list.';
    refuseOption(option, { problem, given: shown, allowed: 'a non-empty string', remedy });
  }
}

/** Remedies for errors whose own remedy names properties that a values file does not have. */
const REMEDIES: { readonly [property: string]: string } = {
  'upgrader.image':
    'Pin a version: pass upgraderImage, set upgrader.upgraderDockerImage, or add the step HelmHardening.NO_UPGRADER.',
  image: 'Correct the value, or pass the running image as the option image.',
};

const USE_A_SECRET = 'Put the value in a Secret, and refer to it with valueFrom.secretKeyRef.';

/** Options that override values. */
const OPTIONS = { image: 'image', 'upgrader.image': 'upgraderImage' } as const;

/** Runs `make`. An error about properties is rewritten to name the values or options that they came from. */
export function namingValues<T>(values: ReadValues, options: HelmReleaseOptions, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!HarnessConstructsError.isHarnessConstructsError(error)) {
      throw error;
    }
    throw joined(HarnessConstructsError.markedOf(error).map((details) => namingValue(values, options, details)));
  }
}

function namingValue(
  values: ReadValues,
  options: HelmReleaseOptions,
  details: HarnessErrorDetails,
): HarnessErrorDetails {
  const { property } = details;
  // The generation follows from the tag of the image.
  const row = rowOf(values._settings, property.replace(/^generation$/, 'image'));
  if (row === undefined) {
    return details;
  }
  const option = OPTIONS[row.property as keyof typeof OPTIONS] as (typeof OPTIONS)[keyof typeof OPTIONS] | undefined;
  if (option !== undefined && options[option] !== undefined) {
    return property === 'generation'
      ? { ...details, property: option, remedy: 'Pass the image of a legacy delegate: the chart installs no other.' }
      : { ...details, property: `${option}${property.slice(row.property.length)}` };
  }
  const rest = row.kind === 'objects' || row.kind === 'object' ? property.slice(row.property.length) : '';
  const nameOf = (path: string): string => {
    const mentioned = rowOf(values._settings, path);
    return mentioned === undefined ? path : `${propertyOf(mentioned.path)}${path.slice(mentioned.property.length)}`;
  };
  return {
    ...details,
    property: `${propertyOf(row.path)}${rest}`,
    allowed: withOwnNames(details.allowed, nameOf),
    remedy: withOwnNames(remedyOf(row.property, details), nameOf),
  };
}

function remedyOf(property: string, { allowed, remedy }: HarnessErrorDetails): string {
  return property === 'env' && isAboutClearText(allowed) ? USE_A_SECRET : (REMEDIES[property] ?? remedy);
}

/** The value that a property came from: the last given one of the candidates. */
function rowOf(settings: ChartSettings, property: string) {
  const rows = CHART_VALUES.flatMap((row) => (row.property === undefined ? [] : [{ ...row, property: row.property }]));
  const longest = rows
    .filter((row) => property === row.property || /^[.[]/.test(property.slice(row.property.length)))
    .filter((row) => property.startsWith(row.property))
    .sort((one, other) => other.property.length - one.property.length)[0]?.property;
  const candidates = rows.filter((row) => row.property === longest);
  return candidates.filter(({ path }) => settings.isGiven(path)).at(-1) ?? candidates[0];
}
