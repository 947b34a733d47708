import { Lazy } from 'cdk8s';
import { BuildIsolation } from '../../lib/build-namespace';
import { BuildOperatingSystem, CiStep, StageVolume } from '../../lib/pipeline';
import { buildsIn } from './build-namespaces';
import { infrastructureOf, type InfrastructureProps, stageOf, type StageProps } from './stages';

const late = (text: string) => Lazy.any({ produce: () => text }) as string;

/** The errors of a stage at synth. */
function said(props: StageProps, infrastructure: InfrastructureProps = {}): string[] {
  const stage = stageOf(props, infrastructure);
  return [...stage.node.validate(), ...stage.infrastructure.node.validate()];
}

describe('a value known only later is checked once it is known', () => {
  test('a path of the node, against the isolation of the namespace', () => {
    const isolation = BuildIsolation.hostPaths(['/cache'], { reason: 'Builds share a cache.' });
    const inPlace = (path: string) =>
      infrastructureOf({ buildNamespace: buildsIn({ isolation }), volumes: [StageVolume.hostPath('/a', late(path))] });
    expect(inPlace('/cache').node.validate()).toEqual([]);
    expect(inPlace('/etc').node.validate()).toEqual([
      expect.stringMatching(/^volumes\[0\]\.path: got "\/etc"; .*a directory that the isolation/),
    ]);
  });

  test('an image, which can be a Docker daemon', () => {
    const steps = (image: string) => [CiStep.background('Daemon', { image: late(image) })];
    expect(said({ steps: steps('redis') })).toEqual([]);
    expect(said({ steps: steps('docker:dind') })).toEqual([
      expect.stringMatching(/^steps\[0\]\.privileged: .*true, because docker:dind starts a Docker daemon/),
    ]);
    expect(said({ steps: steps('docker:dind') }, { containerSecurityContext: { privileged: true } })).toEqual([]);
  });

  test('the operating system of the nodes', () => {
    const nodes = (os: string) => ({ nodeSelector: { 'kubernetes.io/os': late(os) } });
    expect(said({}, nodes('linux'))).toEqual([]);
    expect(said({}, nodes('windows'))).toEqual([expect.stringMatching(/^nodeSelector\["kubernetes\.io\/os"\]: /)]);
    expect(() => infrastructureOf({ ...nodes('windows'), os: BuildOperatingSystem.WINDOWS })).not.toThrow();
  });

  test('the path of a volume, against shared paths', () => {
    const volumes = [StageVolume.emptyDir(late('/cache/'))];
    expect(said({ sharedPaths: ['/cache'] }, { volumes })).toEqual([
      expect.stringMatching(/^sharedPaths\[0\]: .*a path that no other volume or shared path uses/),
    ]);
    expect(said({ sharedPaths: ['/other'] }, { volumes })).toEqual([]);
  });
});

test('a path can be mounted once among volumes and shared paths, with or without a trailing slash', () => {
  const volumes = [StageVolume.emptyDir('/cache/')];
  for (const path of ['/cache', '/cache/', '/cache//']) {
    expect(() => stageOf({ sharedPaths: ['/other', path] }, { volumes })).toThrow(
      /sharedPaths\[1\]: .*a path that no other volume or shared path uses/,
    );
  }
  expect(() => stageOf({ sharedPaths: ['/a', '/a/'] })).toThrow(
    /sharedPaths\[1\]: .*a path that no other volume or shared path uses/,
  );
  expect(() => stageOf({ sharedPaths: ['/cache/go', '/caches'] }, { volumes })).not.toThrow();
});
