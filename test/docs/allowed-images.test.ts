/** The page lists the images of Harness as the table of facts has them. */
import { HARNESS_IMAGES, HARNESS_REGISTRIES } from '../../lib/build-pods/harness-images';
import { sectionOf } from './snippets';

const section = sectionOf('docs/build-farm.md', 'Images');

test('docs/build-farm.md names each image that Harness chooses, and no other', () => {
  const named = [...section.matchAll(/`((?:harness|plugins)\/[\w-]+)`/g)].map(([, name]) => name);
  const example = 'plugins/slack';
  expect(named.filter((name) => name !== example).sort()).toEqual(
    HARNESS_IMAGES.map(({ repository }) => repository).sort(),
  );
});

test('and where Harness publishes them, with the date of the source', () => {
  for (const { prefix, date } of HARNESS_REGISTRIES.filter((registry) => registry.prefix !== 'docker.io')) {
    expect(section).toContain(`\`${prefix}\``);
    expect(section).toContain(`looked up on ${date}`);
  }
});

test('each row of the table has a page of Harness as its source, and a date', () => {
  for (const { source, date } of [...HARNESS_IMAGES, ...HARNESS_REGISTRIES]) {
    expect(source).toMatch(/^https:\/\/developer\.harness\.io\/docs\//);
    expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
  }
  const names = HARNESS_IMAGES.map(({ repository }) => repository);
  expect(new Set(names).size).toBe(names.length);
});
