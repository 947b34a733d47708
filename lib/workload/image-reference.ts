/** The grammar of image references, which container runtimes read. */
import type { Rule } from '../core';

/** A part of a repository: lowercase. */
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';

const PATH = `${COMPONENT}(?:/${COMPONENT})*`;

const HOST = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';

const REGISTRY = `(?:${HOST}(?:\\.${HOST})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?`;

const TAG = '[\\w][\\w.-]{0,127}';

/** @see https://github.com/distribution/reference */
const REFERENCE = new RegExp(
  `^(?:${REGISTRY}/)?${PATH}(?::(?<tag>${TAG}))?(?:@(?<digest>sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?$`,
);

/** A parsed image reference. */
export interface ImageReference {
  readonly tag?: string;
  readonly digest?: string;
}

/** The parts of an image reference; `undefined` if it is none. */
export function parseImageReference(reference: string): ImageReference | undefined {
  return REFERENCE.exec(reference)?.groups;
}

/** Whether a text is the host of a registry. Without a dot, a port or brackets, it would be part of a repository. */
export function isRegistryHost(text: string): boolean {
  return new RegExp(`^${REGISTRY}$`).test(text) && (/[.:[]/.test(text) || text === 'localhost');
}

/** Whether a text has an `@` that does not begin a digest: it follows credentials. */
const hides = (value: string) => /@(?!sha)/.test(value);

/** An image to run. Nodes fail to pull any other one. */
export const IMAGE_REFERENCE: Rule = {
  allowed: 'an image reference in lowercase, without white space and https://, for example registry/repository:tag',
  remedy: 'Use a form such as node:24 or registry.example.com/tools/node:24.',
  holds: (value) => parseImageReference(value) !== undefined,
  isPublic: true,
  hides,
};

/**
 * The name of a repository in a registry.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export const IMAGE_NAME: Rule = {
  allowed:
    "the name of an image: at most 255 lowercase letters and digits, with '.', '_', '-' and '/' between them, without a tag",
  remedy: 'Pass the name only, for example team/app.',
  holds: (value) => value.length <= 255 && new RegExp(`^${PATH}$`).test(value),
};

/** A repository with or without the host of its registry. */
export const IMAGE_REPOSITORY: Rule = {
  allowed: 'a repository in lowercase, such as example/app or registry.example.com/example/app, without a tag',
  remedy: 'Remove https://, the tag and white space, and use lowercase.',
  holds: (value) => {
    const [, host, path = value] = /^([^/]*)\/(.*)$/s.exec(value) ?? [];
    return IMAGE_NAME.holds(host !== undefined && isRegistryHost(host) ? path : value);
  },
  hides,
};

/** @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
export const IMAGE_TAG: Rule = {
  allowed: "a tag of at most 128 letters, digits, '_', '.' and '-', not starting with '.' or '-'",
  remedy: 'Change the tag. The repository is a property of its own.',
  holds: (value) => new RegExp(`^${TAG}$`).test(value),
};
