/** Starts etcd, and API servers of several versions upon it, each a cluster of its own; one gets all that runs pods, but real nodes. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient, type ApiServer } from '../client/api-client';
import { binariesOf, type FakeNodes, type ServerModule } from './binaries';
import { freePort, Server } from './processes';

/** Starts the etcd of a module, and tells its URL. */
export async function startEtcd(module: ServerModule, folder: string): Promise<string> {
  const [client, peer] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  const flags = {
    'data-dir': join(folder, 'etcd'),
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `default=${peer}`,
    'unsafe-no-fsync': true,
    'log-level': 'warn',
  };
  const etcd = new Server('etcd', join(binariesOf(module), 'server'), argumentsOf(flags), join(folder, 'etcd.log'));
  await etcd.ready(async () => (await fetch(`${client}/health`)).ok);
  return client;
}

/** Starts an API server that keeps its objects in etcd under a prefix of its own. */
export async function startApiServer(module: ServerModule, etcd: string, folder: string): Promise<ApiServer> {
  const token = randomBytes(16).toString('hex');
  const [port, certificates] = [await freePort(), join(folder, `${module}-certificates`)];
  const [tokens, key] = [join(folder, `${module}-tokens.csv`), serviceAccountKey(folder)];
  writeFileSync(tokens, `${token},admin,admin,system:masters\n`, { mode: 0o600 });
  const flags = {
    'etcd-servers': etcd,
    'etcd-prefix': `/${module}`,
    'bind-address': '127.0.0.1',
    'secure-port': port,
    // The server makes a certificate for itself there.
    'cert-dir': certificates,
    'token-auth-file': tokens,
    'authorization-mode': 'RBAC',
    // One client has the whole server.
    'enable-priority-and-fairness': false,
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': key,
    'service-account-signing-key-file': key,
    'service-cluster-ip-range': '10.0.0.0/24',
    // As nearly every cluster has it; without it the server itself refuses what Pod Security is to judge.
    'allow-privileged': true,
  };
  const server = new Server(
    module,
    join(binariesOf(module), 'kube-apiserver'),
    argumentsOf(flags),
    join(folder, `${module}.log`),
  );
  const address: ApiServer = {
    version: module.replace('kubernetes-', ''),
    url: `https://127.0.0.1:${port}`,
    certificate: join(certificates, 'apiserver.crt'),
    token,
  };
  const admin = new ApiClient(address);
  await server.ready(async () => (await admin.get('/readyz')).status === 200);
  return address;
}

/** Starts the controllers: ServiceAccounts `default`, aggregated roles, pods of Deployments, ends of namespaces. */
export async function startControllers(module: ServerModule, server: ApiServer, folder: string): Promise<void> {
  const flags = {
    kubeconfig: kubeconfigOf(server, folder),
    'leader-elect': false,
    // As on real clusters: each controller is a ServiceAccount of its own, by which admission policies know it.
    'use-service-account-credentials': true,
    'bind-address': '127.0.0.1',
    'secure-port': await freePort(),
    'cert-dir': join(folder, `${module}-controllers-certificates`),
    'root-ca-file': server.certificate,
    'service-account-private-key-file': serviceAccountKey(folder),
  };
  const controllers = new Server(
    `${module} controllers`,
    join(binariesOf(module), 'kube-controller-manager'),
    argumentsOf(flags),
    join(folder, `${module}-controllers.log`),
  );
  const admin = new ApiClient(server);
  await controllers.ready(async () => {
    const account = await admin.get('/api/v1/namespaces/default/serviceaccounts/default');
    const role = await admin.get('/apis/rbac.authorization.k8s.io/v1/clusterroles/admin');
    return account.status === 200 && role.body.rules?.length > 0;
  });
}

/** Starts the scheduler: where no test makes nodes, pods stay pending, and their status says why. */
export async function startScheduler(module: ServerModule, server: ApiServer, folder: string): Promise<void> {
  const [port, certificates] = [await freePort(), join(folder, `${module}-scheduler-certificates`)];
  const flags = {
    kubeconfig: kubeconfigOf(server, folder),
    'leader-elect': false,
    'bind-address': '127.0.0.1',
    'secure-port': port,
    'cert-dir': certificates,
  };
  const scheduler = new Server(
    `${module} scheduler`,
    join(binariesOf(module), 'kube-scheduler'),
    argumentsOf(flags),
    join(folder, `${module}-scheduler.log`),
  );
  const certificate = join(certificates, 'kube-scheduler.crt');
  const health = new ApiClient({ ...server, url: `https://127.0.0.1:${port}`, certificate });
  await scheduler.ready(async () => (await health.get('/readyz')).status === 200);
}

/** Starts what plays the kubelets of nodes that have the annotation `kwok.x-k8s.io/node: fake`. Tests make these nodes. */
export async function startFakeNodes({ binary, stages }: FakeNodes, server: ApiServer, folder: string): Promise<void> {
  const address = `127.0.0.1:${await freePort()}`;
  const flags = {
    kubeconfig: kubeconfigOf(server, folder),
    'manage-nodes-with-annotation-selector': 'kwok.x-k8s.io/node=fake',
    'node-lease-duration-seconds': 40,
    config: stages.join(','),
    'server-address': address,
  };
  const nodes = new Server('kwok', binary, argumentsOf(flags), join(folder, 'kwok.log'));
  await nodes.ready(async () => (await fetch(`http://${address}/healthz`)).ok);
}

let key: string | undefined;

/** By this key the API servers sign the tokens of ServiceAccounts. */
function serviceAccountKey(folder: string): string {
  if (key === undefined) {
    key = join(folder, 'service-accounts.pem');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  }
  return key;
}

/** A file with which programs speak to the server as its administrator. */
function kubeconfigOf({ version, url, certificate, token }: ApiServer, folder: string): string {
  const file = join(folder, `kubernetes-${version}-kubeconfig.json`);
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server: url, 'certificate-authority': certificate } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  };
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  return file;
}

function argumentsOf(flags: { readonly [name: string]: string | number | boolean }): string[] {
  return Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
}
