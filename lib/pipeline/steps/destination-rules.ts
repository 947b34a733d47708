/** Rules for regions and buckets of clouds. */
import type { Rule } from '../../core';

/**
 * The shape of regions. Those of AWS grow in number, and stores with the API of S3 name theirs as they like, for example
 * `auto`.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
const REGION: Rule = {
  allowed: "a region of lowercase letters, digits and '-', for example eu-west-1",
  remedy: 'Pass the code of the region, and not its name.',
  holds: (value) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) && value.length <= 63,
};

const IP_ADDRESS = /^([0-9]{1,3}\.){3}[0-9]{1,3}$/;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const S3_BUCKET: Rule = {
  allowed:
    "the name of a bucket: 3 to 63 lowercase letters, digits, '-' and '.', starting and ending with a letter or digit",
  remedy: 'Pass the name only, without s3:// and a path. Set the path with target.',
  holds: (value) => /^[a-z0-9][-a-z0-9]*(\.?[a-z0-9][-a-z0-9]*)*$/.test(value) && isBucket(value, 63),
};

/** @see https://cloud.google.com/storage/docs/buckets#naming */
const GCS_BUCKET: Rule = {
  allowed:
    "the name of a bucket: 3 to 63 lowercase letters, digits, '-', '_' and '.', starting and ending with a letter or digit",
  remedy: 'Pass the name only, without gs:// and a path. Set the path with target.',
  holds: (value) =>
    /^[-_.a-z0-9]+$/.test(value) &&
    isBucket(value, value.includes('.') ? 222 : 63) &&
    value.split('.').every((part) => part !== '' && part.length <= 63),
};

function isBucket(value: string, longest: number): boolean {
  return (
    value.length >= 3 &&
    value.length <= longest &&
    /^[a-z0-9]/.test(value) &&
    /[a-z0-9]$/.test(value) &&
    !IP_ADDRESS.test(value)
  );
}

/** By type of step and member of its spec. */
const RULES: { readonly [type: string]: { readonly [member: string]: Rule } } = {
  BuildAndPushECR: { region: REGION },
  S3Upload: { bucket: S3_BUCKET, region: REGION },
  GCSUpload: { bucket: GCS_BUCKET },
};

/** The rule for a member of a registry or destination; `undefined` if every string is valid. */
export function destinationRule(type: string, member: string): Rule | undefined {
  return RULES[type]?.[member];
}
