import { DelegateImage, DelegateProfile } from '../../lib/delegate';
import { DelegateGeneration, generationOfTag, isOlderThan } from '../../lib/reference';
import { ImagePullPolicy } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { synthDelegate } from './delegates';

const REPOSITORY = 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate';
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const generation = DelegateGeneration.NEW;

describe('an image', () => {
  test('is named by its whole reference', () => {
    covers('S001.placeholders.image', 'S003.command.delegate-image');
    const { container, delegate } = synthDelegate({ image: DelegateImage.of(`${REPOSITORY}:1.35.0`) });
    expect([container.image, delegate.image]).toEqual([`${REPOSITORY}:1.35.0`, `${REPOSITORY}:1.35.0`]);
  });

  test.each([
    [{ repository: 'harness/delegate', tag: '1.30.1' }, 'harness/delegate:1.30.1'],
    [{ registry: 'ghcr.io', repository: 'harness/delegate', tag: '1.30.1' }, 'ghcr.io/harness/delegate:1.30.1'],
    [{ registry: 'localhost:5000', repository: 'delegate', tag: '1.30.1' }, 'localhost:5000/delegate:1.30.1'],
    [{ repository: 'harness/delegate', digest: DIGEST }, `harness/delegate@${DIGEST}`],
    [{ repository: 'harness/delegate', tag: '1.30.1', digest: DIGEST }, `harness/delegate:1.30.1@${DIGEST}`],
  ])('is named by its parts: %j', (parts, reference) => {
    expect(synthDelegate({ image: DelegateImage.fromParts(parts), generation }).container.image).toBe(reference);
  });

  test('may come from a registry of your own, with credentials', () => {
    covers('S003.air-gap.registry');
    const image = DelegateImage.of('registry.internal:8443/mirror/harness/delegate:1.30.1');
    const { container, pod } = synthDelegate({ image, imagePullSecrets: ['mirror', 'other'] });
    expect(container.image).toBe('registry.internal:8443/mirror/harness/delegate:1.30.1');
    expect(pod.imagePullSecrets).toEqual([{ name: 'mirror' }, { name: 'other' }]);
  });

  test('needs no credentials by default', () => {
    expect(synthDelegate().pod).not.toHaveProperty('imagePullSecrets');
  });

  test.each(['harness/', 'harness/delegate', REPOSITORY, 'harness/Delegate:1.30.1', 'harness/delegate:', ''])(
    'is refused without tag or digest, or if it is invalid: "%s"',
    (reference) => {
      covers('S003.command.image-truncated');
      const details = refused(() => synthDelegate({ image: DelegateImage.of(reference), generation }));
      expect(details).toMatchObject({ property: 'image', given: `"${reference}"` });
    },
  );
});

describe('the image is pulled', () => {
  const policyOf = (reference: string) =>
    synthDelegate({ image: DelegateImage.of(reference), generation }).container.imagePullPolicy;

  test.each(['a/b:1.30.1', 'a/b:v1.30.1', 'a/b:1.30.1-alpine', `a/b@${DIGEST}`, `a/b:latest@${DIGEST}`])(
    'once, if its reference is immutable: %s',
    (reference) => {
      expect(policyOf(reference)).toBe('IfNotPresent');
    },
  );

  test.each(['a/b:latest', 'a/b:1', 'a/b:1.30', 'a/b:stable'])(
    'at each start, when its tag may move: %s',
    (reference) => {
      expect(policyOf(reference)).toBe('Always');
    },
  );

  test('at each start in profile DOCUMENTED', () => {
    covers('S001.manifest.image-pull-policy');
    expect(synthDelegate({ profile: DelegateProfile.DOCUMENTED }).container.imagePullPolicy).toBe('Always');
  });

  test.each([DelegateProfile.HARDENED, DelegateProfile.DOCUMENTED])('as set, in profile %s', (profile) => {
    const { container, delegate } = synthDelegate({ profile, imagePullPolicy: ImagePullPolicy.NEVER });
    expect([container.imagePullPolicy, delegate.imagePullPolicy]).toEqual(['Never', 'Never']);
  });
});

describe('the generation', () => {
  test.each(['1.30.1', '1.40.2', 'v1.30.1', '2.0.0-rc.1', '1.30.1.minimal'])(
    'is recognized as new by the tag %s',
    (tag) => {
      expect(generationOfTag(tag)).toBe(DelegateGeneration.NEW);
    },
  );

  test.each(['26.02.88404', '24.08.83702', '24.08.83702.minimal', '25.12.87654-fips', '24.11.84306.minimal-fips'])(
    'is recognized as legacy by the tag %s',
    (tag) => {
      expect(generationOfTag(tag)).toBe(DelegateGeneration.LEGACY);
    },
  );

  test.each(['latest', '1.30', '26.2.88404', '26.02', 'main-0123abc', ''])(
    'is not identified by the tag "%s"',
    (tag) => {
      expect(generationOfTag(tag)).toBeUndefined();
    },
  );

  test('of a tag is read off the delegate', () => {
    expect(synthDelegate().delegate.generation).toBe(DelegateGeneration.NEW);
  });

  test.each(['a/b:latest', `a/b@${DIGEST}`])('is asked for where the image does not tell it: %s', (reference) => {
    const image = DelegateImage.of(reference);
    expect(refused(() => synthDelegate({ image })).property).toBe('generation');
    expect(synthDelegate({ image, generation }).delegate.generation).toBe(DelegateGeneration.NEW);
  });

  test('may not contradict the tag', () => {
    const details = refused(() => synthDelegate({ generation: DelegateGeneration.LEGACY }));
    expect(details).toMatchObject({ property: 'generation', given: '"legacy"' });
    expect(details.allowed).toContain('1.30.1');
  });

  test.each([
    ['a/b:26.02.88404.minimal', undefined],
    ['a/b:latest', DelegateGeneration.LEGACY],
  ])('is legacy by the tag or the property: %s', (reference, given) => {
    const { delegate } = synthDelegate({ image: DelegateImage.of(reference), generation: given });
    expect(delegate.generation).toBe(DelegateGeneration.LEGACY);
  });

  test.each(['26.2.88404', '1.30', 'main'])('of the tag %s is asked for, with the forms that tell it', (tag) => {
    const { allowed, remedy } = refused(() => synthDelegate({ image: DelegateImage.of(`a/b:${tag}`) }));
    expect(allowed).toContain(`"${tag}"`);
    for (const form of ['1.30.1', '26.02.88404', '.minimal', '-fips', '.minimal-fips']) expect(remedy).toContain(form);
  });
});

describe('an image is older than 1.25.2', () => {
  test.each(['1.25.1', '1.24.9', '0.99.99', 'v1.25.1', '1.9.30'])('when it is %s', (tag) => {
    expect(isOlderThan(tag, '1.25.2')).toBe(true);
  });

  test.each(['1.25.2', '1.25.10', '1.100.0', '2.0.0', 'v1.25.2', 'latest', ''])('not when it is "%s"', (tag) => {
    expect(isOlderThan(tag, '1.25.2')).toBe(false);
  });
});
