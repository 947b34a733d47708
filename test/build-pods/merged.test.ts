import { BuildPodProfile, type BuildPodProfileOptions, PodSeccomp, UserNamespaces } from '../../lib/build-pods';
import { TaintEffect } from '../../lib/workload';

const SPOT = { key: 'spot', effect: TaintEffect.NO_SCHEDULE };
const GPU = { key: 'gpu', effect: TaintEffect.NO_SCHEDULE };

/** The options of a namespace whose farm has a profile, too. `stages.test.ts` shows that farms merge them. */
const mergedOf = (ofFarm: BuildPodProfileOptions, ofNamespace?: BuildPodProfileOptions) =>
  BuildPodProfile.of(ofFarm)._mergedWith(ofNamespace && BuildPodProfile.of(ofNamespace))._options;

describe('the profile of a namespace', () => {
  test('is that of the farm, where it has none', () => {
    expect(mergedOf({ runtimeClassName: 'gvisor' })).toEqual({ runtimeClassName: 'gvisor' });
  });

  test('wins over that of the farm, also with what turns a property off', () => {
    const ofFarm = { userNamespaces: UserNamespaces.REQUIRED, preventEviction: true, runtimeClassName: 'gvisor' };
    const ofNamespace = { userNamespaces: UserNamespaces.OFF, preventEviction: false, seccomp: PodSeccomp.OFF };
    expect(mergedOf(ofFarm, ofNamespace)).toEqual({ ...ofNamespace, runtimeClassName: 'gvisor' });
  });

  test('keeps what the farm says, where its own value is undefined', () => {
    expect(mergedOf({ runtimeClassName: 'gvisor' }, { runtimeClassName: undefined })).toEqual({
      runtimeClassName: 'gvisor',
    });
  });

  test.each(['nodeSelector', 'imageMirrors', 'environment', 'labels', 'annotations'] as const)(
    'adds to %s of the farm, and wins key by key',
    (name) => {
      const [one, two, three] = ['a.example.com/one', 'a.example.com/two', 'a.example.com/three'];
      const [keyA, keyB, keyC] =
        name === 'environment' ? ['A', 'B', 'C'] : ['a.example.com/a', 'b.example.com/b', 'c.example.com/c'];
      const values =
        name === 'imageMirrors' ? [one, two, three].map((value) => `mirror.${value}`) : ['one', 'two', 'three'];
      expect(
        mergedOf(
          { [name]: { [keyA]: values[0], [keyB]: values[1] } },
          { [name]: { [keyB]: values[2], [keyC]: values[2] } },
        ),
      ).toEqual({
        [name]: { [keyA]: values[0], [keyB]: values[2], [keyC]: values[2] },
      });
    },
  );

  test('replaces lists and structures of the farm as a whole', () => {
    const ofFarm = {
      tolerations: [SPOT],
      proxy: { http: 'http://a:1', noProxy: ['.a'] },
      ephemeralStorage: { request: '1Gi', limit: '2Gi' },
    };
    const ofNamespace = { tolerations: [GPU], proxy: { http: 'http://b:1' }, ephemeralStorage: { request: '2Gi' } };
    expect(mergedOf(ofFarm, ofNamespace)).toEqual(ofNamespace);
  });
});
