/** From values and a release to the properties of a delegate. */
import {
  ANYTHING,
  FLAG,
  HarnessConstructsError,
  type HarnessErrorDetails,
  isPlainObject,
  PropertyChecks,
  struct,
  TEXT,
} from '../../values';
import { DelegateAdoption, type HarnessDelegateProps } from '../props';
import { isAboutClearText } from '../resolve/clear-text';
import { CHART_VALUES } from './chart-values';
import type { ChartSettings } from './chart-settings';
import { hardened } from './helm-hardening';
import type { HelmReleaseOptions } from './helm-release';
import type { HelmValues } from './helm-values';
import { type AdoptionPlan, chartName, planAdoption, type Release } from './plan';
import { propertyOf, refuseOption } from './value-errors';

/** The release, in the words of a plan. */
export function releaseOf(values: HelmValues, options: HelmReleaseOptions): Release {
  const settings = settingsOf(values);
  const { release: name, namespace, image, upgraderImage } = checkedOptions(options);
  const fullname = chartName(settings.text('fullnameOverride') ?? settings.text('delegateName') ?? '');
  return { settings, name, namespace, fullname, image, upgraderImage };
}

/** What the delegate is made of, after the steps. */
export function planOf(values: HelmValues, options: HelmReleaseOptions): AdoptionPlan {
  const release = releaseOf(values, options);
  return hardened(planAdoption(release), release, options.harden ?? []);
}

/** The properties of the delegate. */
export function propsOf(values: HelmValues, options: HelmReleaseOptions): HarnessDelegateProps {
  const { props, adoption, profile } = planOf(values, options);
  const { unsafePlainHttp } = options;
  return { ...props, unsafePlainHttp, adoption: DelegateAdoption._helm(adoption, profile) };
}

function settingsOf(values: HelmValues): ChartSettings {
  const { _settings } = (values ?? {}) as Partial<HelmValues>;
  if (_settings === undefined) {
    const remedy = 'Read them by HelmValues.load or HelmValues.parse.';
    refuseOption('values', { allowed: 'HelmValues', remedy });
  }
  return _settings;
}

/** What may be in them, the delegate and the steps check. */
const RELEASE = struct<HelmReleaseOptions>({
  release: TEXT,
  namespace: TEXT,
  image: ANYTHING,
  upgraderImage: ANYTHING,
  harden: ANYTHING,
  unsafePlainHttp: FLAG,
});

function checkedOptions(options: HelmReleaseOptions): HelmReleaseOptions {
  for (const option of ['release', 'namespace'] as const) {
    if (!isPlainObject(options) || typeof options[option] !== 'string' || options[option] === '') {
      refuseOption(option, { allowed: 'a text that is not empty', remedy: 'Set it, as helm list shows it.' });
    }
  }
  RELEASE(PropertyChecks.withoutConstruct(), '', options);
  return options;
}

/** What to do where the usual advice speaks of properties that a values file does not have. */
const REMEDIES: { readonly [property: string]: string } = {
  'upgrader.image':
    'Pin it: pass upgraderImage, set upgrader.upgraderDockerImage, or take the step HelmHardening.NO_UPGRADER.',
  image: 'Correct it, or pass the image that runs as image.',
};
const USE_A_SECRET = 'Put a secret into a Secret, and refer to it by valueFrom.secretKeyRef.';
/** Options that win over values. */
const OPTIONS = { image: 'image', 'upgrader.image': 'upgraderImage' } as const;

/** Runs `make`; an error about a property then names the value, or the option, that it was made of. */
export function namingValues<T>(values: HelmValues, options: HelmReleaseOptions, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const isOurs = HarnessConstructsError.isHarnessConstructsError(error);
    // The tag of the image tells the generation.
    const row = isOurs && rowOf(values._settings, error.details.property.replace(/^generation$/, 'image'));
    if (!row) {
      throw error;
    }
    const { property } = error.details;
    const option = OPTIONS[row.property as keyof typeof OPTIONS] as (typeof OPTIONS)[keyof typeof OPTIONS] | undefined;
    if (option !== undefined && options[option] !== undefined) {
      const isGeneration = property === 'generation';
      throw new HarnessConstructsError({
        ...error.details,
        property: isGeneration ? option : `${option}${property.slice(row.property.length)}`,
        remedy: isGeneration
          ? 'Pass the image of a legacy delegate: the chart installs no other.'
          : error.details.remedy,
      });
    }
    const rest = row.kind === 'objects' || row.kind === 'object' ? property.slice(row.property.length) : '';
    throw new HarnessConstructsError({
      ...error.details,
      property: `${propertyOf(row.path)}${rest}`,
      remedy: remedyOf(row.property, error.details),
    });
  }
}

function remedyOf(property: string, { allowed, remedy }: HarnessErrorDetails): string {
  return property === 'env' && isAboutClearText(allowed) ? USE_A_SECRET : (REMEDIES[property] ?? remedy);
}

/** The value that a property was made of: the last one given of those that it may come from. */
function rowOf(settings: ChartSettings, property: string) {
  const rows = CHART_VALUES.flatMap((row) => (row.property === undefined ? [] : [{ ...row, property: row.property }]));
  const longest = rows
    .filter((row) => property === row.property || /^[.[]/.test(property.slice(row.property.length)))
    .filter((row) => property.startsWith(row.property))
    .sort((one, other) => other.property.length - one.property.length)[0]?.property;
  const candidates = rows.filter((row) => row.property === longest);
  return candidates.filter(({ path }) => settings.isGiven(path)).at(-1) ?? candidates[0];
}
