import { DelegateImage, type DelegateImageParts } from '../../../lib/delegate';
import { DelegateGeneration } from '../../../lib/reference';
import { bad, type BadInput, hides, shows } from './bad-input';
import { made } from './recorded';
import { HEX_SENTINEL, SENTINEL } from './sentinel';

const REPOSITORY = 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate';
const DIGEST = `sha256:${'0'.repeat(64)}`;
const image = (reference: string) => made(DelegateImage, 'of', reference);
const parts = (given: DelegateImageParts) => made(DelegateImage, 'fromParts', given);
const secretName = /the name of a Secret/;
const reference = /an image reference: registry\/repository:tag/;
const tagOrDigest = /an image with a tag or a digest/;

export const BAD_IMAGE: readonly BadInput[] = [
  bad('an image without tag', { image: image(REPOSITORY) }, 'image', tagOrDigest, shows(REPOSITORY)),
  bad(
    'an image with a port, without tag',
    { image: image('localhost:5000/a') },
    'image',
    tagOrDigest,
    shows('localhost:5000/a'),
  ),
  bad('parts without tag', { image: parts({ repository: 'a/b' }) }, 'image', tagOrDigest, shows('a/b')),
  ...['Team/Delegate:1.30.1', 'a/b:1.30.1 ', 'https://a/b:1.30.1', 'a//b:1.30.1', 'a:b:c', 'a@sha256:abc', ''].map(
    (text) => bad(`the image "${text}"`, { image: image(text) }, 'image', reference, shows(JSON.stringify(text))),
  ),
  bad(
    'parts with a malformed tag',
    { image: parts({ repository: 'a', tag: '1 2' }) },
    'image',
    reference,
    shows('a:1 2'),
  ),
  bad(
    'parts with a malformed registry',
    { image: parts({ registry: 'a_b', repository: 'a', tag: '1.2.3' }) },
    'image.registry',
    /host of a registry/,
  ),
  bad(
    'parts with a registry that is part of a repository',
    { image: parts({ registry: 'harness', repository: 'delegate', tag: '1.30.1' }) },
    'image.registry',
    /host of a registry/,
    shows('harness'),
  ),
  bad('a left-over image', { image: image('PUT_YOUR_IMAGE') }, 'image', /image/, shows('PUT_YOUR_IMAGE')),
  bad(
    'a left-over tag of the image',
    { image: image(`${REPOSITORY}:PUT_YOUR_TAG`), generation: DelegateGeneration.NEW },
    'image',
    /image/,
    shows('PUT_YOUR_TAG'),
  ),
  bad(
    'a new image called legacy',
    { image: image('a:1.30.1'), generation: DelegateGeneration.LEGACY },
    'generation',
    /"new", the generation of the image tag "1.30.1"/,
    shows('legacy'),
  ),
  bad(
    'a legacy image called new',
    { image: image('a:26.02.88404'), generation: DelegateGeneration.NEW },
    'generation',
    /"legacy", the generation of the image tag "26.02.88404"/,
    shows('new'),
  ),
  bad('a tag that does not tell the generation', { image: image('a:latest') }, 'generation', /"new" or "legacy"/),
  bad('a digest that does not tell it', { image: image(`a@${DIGEST}`) }, 'generation', /"new" or "legacy"/),

  bad(
    'credentials as pull secret',
    { imagePullSecrets: ['a', SENTINEL] },
    'imagePullSecrets[1]',
    secretName,
    hides(SENTINEL),
  ),
  bad(
    'a hexadecimal pull secret',
    { imagePullSecrets: [HEX_SENTINEL] },
    'imagePullSecrets[0]',
    secretName,
    hides(HEX_SENTINEL),
  ),
  bad('a pull secret twice', { imagePullSecrets: ['one', 'two', 'one'] }, 'imagePullSecrets[2]', /without duplicates/),
  bad('an empty pull secret', { imagePullSecrets: [''] }, 'imagePullSecrets[0]', secretName),
];
