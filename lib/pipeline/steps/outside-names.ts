/** Rules for what steps name outside of the cluster: registries, images, buckets, repositories and Git references. */
import { ANY_TEXT, type Rule } from '../../core';
import { IMAGE_NAME, IMAGE_REPOSITORY, IMAGE_TAG, isRegistryHost } from '../../workload';

/**
 * Regions of AWS grow in number, but share a form: `eu-west-1`, `us-gov-west-1`, `eusc-de-east-1`.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
const AWS_REGION: Rule = {
  allowed: 'a region of AWS, for example eu-west-1',
  remedy: 'Pass the code of the region, and not its name.',
  holds: (value) => /^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$/.test(value),
};

/** @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
const AWS_ACCOUNT: Rule = {
  allowed: 'the ID of an AWS account: 12 digits',
  remedy: 'Pass the digits only, zeros at the start included.',
  holds: (value) => /^[0-9]{12}$/.test(value),
};

/** @see https://cloud.google.com/artifact-registry/docs/docker/names */
const GOOGLE_HOST: Rule = {
  allowed: 'the host of a registry, for example europe-docker.pkg.dev or gcr.io',
  remedy: 'Pass the host only, without https:// and a path.',
  holds: (value) => isRegistryHost(value) && value.includes('.'),
};

/**
 * The ID of a project, or that of a project of a domain: `example.com:my-project`, with a slash in image names.
 *
 * @see https://cloud.google.com/resource-manager/docs/creating-managing-projects#before_you_begin
 */
const GOOGLE_PROJECT: Rule = {
  allowed: "the ID of a project: 6 to 30 lowercase letters, digits and '-', starting with a letter",
  remedy: 'Pass the ID of the project, and not its name or number.',
  holds: (value) => /^([a-z0-9-]+(\.[a-z0-9-]+)+[:/])?[a-z][-a-z0-9]{4,28}[a-z0-9]$/.test(value),
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

/** @see https://jfrog.com/help/r/jfrog-artifactory-documentation/repository-management */
const ARTIFACTORY_TARGET: Rule = {
  allowed: "a repository of letters, digits, '-', '_' and '.', and optionally a path after a slash",
  remedy: 'Start with the key of the repository, for example libs-release/app.',
  holds: (value) => /^[A-Za-z0-9][-\w.]*(\/[^\\:|?*"<>\p{Cc}]*)?$/u.test(value) && value.trim() === value,
};

/** The name of a branch or tag. @see https://git-scm.com/docs/git-check-ref-format */
const GIT_NAME: Rule = {
  allowed: "a name that Git accepts: without white space, '..', '~', '^', ':', '?', '*', '[', '\\' and '@{'",
  remedy: 'Pass the name only, as git branch or git tag lists it.',
  holds: (value) =>
    // oxlint-disable-next-line eslint/no-control-regex
    !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$/.test(value) &&
    value !== '@' &&
    value.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock')),
};

/** Full, or abbreviated to at least 4 digits. @see https://git-scm.com/docs/git-config#Documentation/git-config.txt-coreabbrev */
const GIT_COMMIT: Rule = {
  allowed: 'the hash of a commit: 4 to 64 hexadecimal digits',
  remedy: 'Copy it from git log.',
  holds: (value) => /^[0-9a-fA-F]{4,64}$/.test(value),
};

const PULL_REQUEST: Rule = {
  allowed: 'the number of a pull request',
  remedy: 'Pass the digits only, as a string.',
  holds: (value) => /^[1-9][0-9]*$/.test(value),
};

const hasPassword = (value: string) => /:\/\/[^/\s]*:[^/\s]*@/.test(value);

/** A repository to clone. */
export const GIT_REPOSITORY: Rule = {
  isPublic: true,
  allowed: 'a repository without credentials',
  remedy: 'Remove the credentials: the connector has them.',
  holds: (value) => !hasPassword(value),
  hides: hasPassword,
};

/** The name of a build argument. */
export const BUILD_ARGUMENT: Rule = {
  isName: true,
  isPublic: true,
  allowed: 'the name of a build argument',
  remedy: 'Rename it.',
  holds: () => true,
};

const GOOGLE = { host: GOOGLE_HOST, projectId: GOOGLE_PROJECT, imageName: IMAGE_NAME, tags: IMAGE_TAG };

/** Rules by the type of a step and the argument of its factory, or of a factory within. */
const RULES: { readonly [type: string]: { readonly [member: string]: Rule } } = {
  BuildAndPushDockerRegistry: { repository: IMAGE_REPOSITORY, tags: IMAGE_TAG },
  BuildAndPushECR: { account: AWS_ACCOUNT, region: AWS_REGION, imageName: IMAGE_NAME, tags: IMAGE_TAG },
  BuildAndPushGAR: GOOGLE,
  BuildAndPushGCR: GOOGLE,
  BuildAndPushACR: { repository: IMAGE_REPOSITORY, tags: IMAGE_TAG },
  S3Upload: { bucket: S3_BUCKET, region: AWS_REGION, target: ANY_TEXT, sourcePath: ANY_TEXT },
  GCSUpload: { bucket: GCS_BUCKET, target: ANY_TEXT, sourcePath: ANY_TEXT },
  ArtifactoryUpload: { target: ARTIFACTORY_TARGET, sourcePath: ANY_TEXT },
  GitClone: { branch: GIT_NAME, tag: GIT_NAME, sha: GIT_COMMIT, number: PULL_REQUEST },
};

/**
 * The rule for a place in a step such as `registry.region` or `tags[0]`; `undefined` if every string is valid. Everybody reads
 * these names, so that a token is refused.
 */
export function nameRule(type: string, place: string): Rule | undefined {
  const member = place.replace(/^.*\./, '').replace(/\[\d+\]$/, '');
  const rule = RULES[type]?.[member];
  return rule && { ...rule, isPublic: true };
}
