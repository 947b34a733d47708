import { BuildIsolation } from 'harness-constructs';
import { covers } from '../../testkit/covers';
import { Cluster } from '../client/cluster';
import { installFarm, type InstalledFarm, OTHER_ACCOUNT } from './farm';
import { post } from './outcome';
import { buildPod, type Change, hostPath } from './pods';

const cluster = Cluster.newest();
const PRIVILEGED = buildPod({ container: { securityContext: { privileged: true } } });

const STILL_REFUSED: [what: string, change: Change][] = [
  ['a directory of the node', { spec: hostPath('/var/run/docker.sock') }],
  ['the network of the node', { spec: { hostNetwork: true } }],
  ['the processes of the node', { spec: { hostPID: true } }],
  ['a port of the node', { container: { ports: [{ containerPort: 80, hostPort: 80 }] } }],
  ['another account', { spec: { serviceAccountName: OTHER_ACCOUNT } }],
];

let farm: InstalledFarm;
let plain: string;
let images: string;
beforeAll(async () => {
  farm = await installFarm(cluster, 'dind', {
    extend: (infra) =>
      infra.addBuildNamespace('dind-images', {
        isolation: BuildIsolation.dockerInDocker({ reason: 'These builds run docker compose.' }),
      }),
  });
  [plain, images] = farm.namespaces;
});

test('a privileged container is admitted in the namespace for Docker-in-Docker', async () => {
  covers('S002.docker.privileged-needed', 'S004.docker.privileged-needed', 'S004.cluster.privileged-if-needed');
  expect(await post(farm.author, images, PRIVILEGED)).toMatchObject({ layer: 'admitted' });
});

test('it is refused in the other namespace of the same farm, by Pod Security', async () => {
  covers('S004.cluster.privileged-if-needed');
  expect(await post(farm.author, plain, buildPod())).toMatchObject({ layer: 'admitted' });
  expect(await post(farm.author, plain, PRIVILEGED)).toMatchObject({ layer: 'Pod Security' });
});

test.each(STILL_REFUSED)('%s is refused there nevertheless, by the admission policy', async (_what, change) => {
  expect(await post(farm.author, images, buildPod(change))).toMatchObject({ layer: 'admission policy' });
});
