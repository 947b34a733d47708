/** Random lists of allowed images, and cost labels. */
import * as fc from 'fast-check';
import {
  AllowedImages,
  type AllowedImagesOptions,
  type AllowedImagesWithoutHarnessOptions,
} from '../../../lib/build-pods';
import { anyFactory, struct } from './recorded';
import { someText } from './texts';

const pattern = fc.constantFrom(
  'docker.io/library/node',
  'docker.io/library/*',
  'docker.io/**',
  'ghcr.io/example/*',
  'registry.example.com:5000/team/tools/**',
  'localhost/build',
);

const patterns = fc.uniqueArray(pattern, { minLength: 1, maxLength: 4 });

const options = struct<AllowedImagesOptions>(
  'AllowedImagesOptions',
  {
    digests: fc.boolean(),
    harnessRegistries: fc.uniqueArray(fc.constantFrom('registry.example.com', 'quay.io/harness/copies'), {
      maxLength: 2,
    }),
  },
  [],
);

const without = struct<AllowedImagesWithoutHarnessOptions>(
  'AllowedImagesWithoutHarnessOptions',
  { reason: someText, digests: fc.boolean() },
  ['reason'],
);

export const allowedImages = anyFactory(AllowedImages, {
  of: fc.oneof(fc.tuple(patterns), fc.tuple(patterns, options)),
  withoutHarness: fc.tuple(patterns, without),
});

/** What Harness does not drop, and nothing else sets. */
export const costLabels = fc
  .dictionary(
    fc.constantFrom('cost.example.com/team', 'example.com/cost-center', 'app.kubernetes.io/part-of'),
    fc.stringMatching(/^[a-z0-9][-a-z0-9]{0,8}[a-z0-9]$/),
    { minKeys: 1, maxKeys: 2 },
  )
  .map((map) => ({ ...map }));
