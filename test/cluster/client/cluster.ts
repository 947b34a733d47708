/** A cluster for tests: `apply` objects, act `as` a ServiceAccount, ask what it `can` do. */
import type { Manifest } from '../../testkit/synth';
import { Actor, type Review } from './actor';
import { type Answer, ApiClient, type ApiServer } from './api-client';
import { basePath, discover, type Resource } from './discovery';

/** A ServiceAccount. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** How objects are applied. */
export interface ApplyOptions {
  /** Goes through admission and validation, and keeps nothing. */
  readonly dryRun?: boolean;
}

/** The server did not take an object. */
export class RejectedError extends Error {
  constructor(
    manifest: Manifest,
    public readonly answer: Answer,
  ) {
    const { namespace, name } = manifest.metadata;
    const message = (answer.body as { message?: string }).message ?? JSON.stringify(answer.body);
    super(`${manifest.kind} ${namespace ?? ''}/${name}: ${answer.status} ${message}`);
  }
}

/** Name under which the tests own fields. */
export const FIELD_MANAGER = 'harness-constructs-test';

export class Cluster {
  /** All clusters of this run, the newest Kubernetes first. */
  public static all(): Cluster[] {
    const servers = process.env.TEST_CLUSTERS;
    if (servers === undefined) {
      throw new Error('these tests need API servers: run them by npm run test:cluster');
    }
    return (JSON.parse(servers) as ApiServer[]).map((server) => new Cluster(server));
  }

  /** The cluster of the newest Kubernetes, which has controllers. */
  public static newest(): Cluster {
    return Cluster.all()[0];
  }

  /** Speaks as the administrator. */
  public readonly admin: ApiClient;
  private readonly actors = new Map<string, Promise<Actor>>();
  private served?: Promise<Resource[]>;

  private constructor(private readonly server: ApiServer) {
    this.admin = new ApiClient(server);
  }

  /** Minor version of Kubernetes, for example `1.36`. */
  public get version(): string {
    return this.server.version;
  }

  /** Whether there are controllers: who makes pods of Deployments, and counts what quotas limit. */
  public get hasControllers(): boolean {
    return this.version === Cluster.newest().version;
  }

  /** Applies an object on the server's side, with strict validation of its fields. Throws when it is rejected. */
  public async apply(manifest: Manifest, options: ApplyOptions = {}): Promise<Answer> {
    const query = new URLSearchParams({ fieldManager: FIELD_MANAGER, force: 'true', fieldValidation: 'Strict' });
    if (options.dryRun) {
      query.set('dryRun', 'All');
    }
    const path = `${await this.pathOf(manifest)}?${query.toString()}`;
    const answer = await this.admin.patch(path, manifest, 'application/apply-patch+yaml');
    if (answer.status >= 300) {
      throw new RejectedError(manifest, answer);
    }
    return answer;
  }

  /** Applies objects one by one, in their order. */
  public async applyAll(manifests: readonly Manifest[], options?: ApplyOptions): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const manifest of manifests) {
      answers.push(await this.apply(manifest, options));
    }
    return answers;
  }

  /** Acts with a token of the ServiceAccount. */
  public as({ namespace, name }: Account): Promise<Actor> {
    const key = `${namespace}/${name}`;
    const actor =
      this.actors.get(key) ?? this.tokenOf({ namespace, name }).then((token) => new Actor(this.server, token));
    this.actors.set(key, actor);
    return actor;
  }

  /** Whether the ServiceAccount is allowed to do that, as the server tells itself. */
  public async can(account: Account, review: Review): Promise<boolean> {
    return (await this.as(account)).can(review);
  }

  /** Makes a namespace unless it is there; the labels are those given. */
  public async namespace(name: string, labels: { [key: string]: string } = {}): Promise<void> {
    await this.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  }

  /** The path of an object, whose kind must be served. */
  public async pathOf({ apiVersion, kind, metadata }: Manifest): Promise<string> {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const resource =
      find(await (this.served ??= discover(this.admin, 'all')), group, version, kind) ??
      find(await (this.served = discover(this.admin, 'all')), group, version, kind);
    if (resource === undefined) {
      throw new Error(`Kubernetes ${this.version} serves no ${kind} of ${apiVersion}`);
    }
    const place = resource.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${basePath(group, version)}${place}/${resource.name}/${encodeURIComponent(metadata.name)}`;
  }

  /** A token of the ServiceAccount, of the kind that expires and goes with it. */
  public async tokenOf({ namespace, name }: Account): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
    const answer = await this.admin.post(path, body);
    if (answer.status >= 300) {
      throw new Error(`no token for ${namespace}/${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body.status.token as string;
  }
}

function find(served: readonly Resource[], group: string, version: string, kind: string): Resource | undefined {
  return served.find(
    (resource) =>
      resource.group === group &&
      resource.version === version &&
      resource.kind === kind &&
      !resource.name.includes('/'),
  );
}
