import { BuildIsolation, Istio } from 'harness-constructs';
import { Cluster } from '../client/cluster';
import { DOCKER_IN_DOCKER } from '../../testkit/build-pods/docker-in-docker';
import { type BuildPod, podOf } from '../../testkit/build-pods/fixture';
import { ISTIO } from '../../testkit/build-pods/istio';
import { LINUX } from '../../testkit/build-pods/linux';
import { WINDOWS } from '../../testkit/build-pods/windows';
import { type FarmOptions, installFarm } from './farm';
import { outcomeOf, post } from './outcome';

const reason = 'These builds run docker compose.';
const BUILDS: [what: string, build: BuildPod, farm: FarmOptions['props']][] = [
  ['a build on Linux', LINUX, {}],
  ['a build with Docker-in-Docker', DOCKER_IN_DOCKER, { isolation: BuildIsolation.dockerInDocker({ reason }) }],
  ['a build on Windows', WINDOWS, {}],
  ['a build in an Istio mesh', ISTIO, { istio: Istio.cni() }],
];

describe.each(Cluster.all().map((cluster) => [cluster.version, cluster] as const))(
  'on Kubernetes %s a farm admits, without a warning,',
  (_version, cluster) => {
    test.each(BUILDS)('%s, as Harness makes it', async (what, build, props) => {
      const name = `pods-${what.split(' ').at(-1)?.toLowerCase()}`;
      const { author, namespaces } = await installFarm(cluster, name, { props });
      const path = `/api/v1/namespaces/${namespaces[0]}/pods?fieldValidation=Strict`;
      const answer = await author.post(path, podOf(build));
      expect([outcomeOf(answer), answer.warnings]).toEqual([{ layer: 'admitted', message: '' }, []]);
    });
  },
);

test('a build with Docker-in-Docker is refused by a farm without BuildIsolation.dockerInDocker()', async () => {
  const { author, namespaces } = await installFarm(Cluster.newest(), 'pods-refused');
  expect(await post(author, namespaces[0], podOf(LINUX))).toMatchObject({ layer: 'admitted' });
  expect(await post(author, namespaces[0], podOf(DOCKER_IN_DOCKER))).toMatchObject({ layer: 'Pod Security' });
});

test.each(BUILDS)('%s has a source for each field', (_what, build) => {
  for (const [path, , source] of build) {
    expect([path, source]).toEqual([path, expect.stringMatching(/^https:\/\/[^ ]+$/)]);
  }
});
