import { mirrorOf, sortedMirrors } from '../../lib/build-pods/image-mirrors';
import { IMAGES, MIRRORS } from '../testkit/build-pods/mirrored-images';

// The API servers answer the same table in test/cluster/pod-profile/containers.test.ts.
test.each(IMAGES)('the image %s is explained as pulled from %s', (image, pulled) => {
  expect(mirrorOf(image, sortedMirrors(MIRRORS))).toBe(pulled);
});

test('the longest prefix wins, in whichever order they are given', () => {
  const backwards = Object.fromEntries(Object.entries(MIRRORS).reverse());
  expect(IMAGES.map(([image]) => mirrorOf(image, sortedMirrors(backwards)))).toEqual(
    IMAGES.map(([, pulled]) => pulled),
  );
});

test('an image of a mirror is not pulled from a mirror again', () => {
  const mirrors = sortedMirrors(MIRRORS);
  expect(IMAGES.map(([, pulled]) => mirrorOf(pulled, mirrors))).toEqual(IMAGES.map(([, pulled]) => pulled));
});
