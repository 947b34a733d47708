import { BuildIsolation } from '../../lib/build-namespace';
import {
  AwsAuthentication,
  BuildOperatingSystem,
  CiStep,
  ImageRegistry,
  type KubernetesDirectInfrastructureProps,
  StageVolume,
  StepConnector,
  StepShell,
  UploadDestination,
} from '../../lib/pipeline';
import { RuntimeInput } from '../../lib/document';
import { TaintEffect } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { RESTRICTED as ISOLATION } from '../testkit/isolations';
import { refused } from '../testkit/refused';
import { buildsIn } from './build-namespaces';
import { type InfrastructureProps, MAKE, stageDocument, stageOf } from './stages';

const hub = StepConnector.dockerHub('account.docker_hub');
const image = (runAsUser?: number, registry = ImageRegistry.docker('example/app'), connector = hub) =>
  CiStep.buildAndPush('Image', { connector, registry, tags: ['1'], runAsUser });
const run = (options: object = {}) => CiStep.run('Run', { image: 'alpine', command: 'make', ...options });

const NON_ROOT: InfrastructureProps = { runAsUser: 1000, containerSecurityContext: { runAsNonRoot: true } };
const RESTRICTED: InfrastructureProps = {
  buildNamespace: buildsIn({ isolation: ISOLATION }),
  runAsUser: 1000,
  containerSecurityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false, dropCapabilities: ['ALL'] },
};

describe('Build and Push, which runs kaniko and so must run as root', () => {
  test.each<[string, InfrastructureProps, number | undefined]>([
    ['if no user is set', {}, undefined],
    ['if all steps run as root', { runAsUser: 0 }, undefined],
    ['as root if the stage is non-root', NON_ROOT, 0],
    ['as root if the infrastructure sets another user', { runAsUser: 1000 }, 0],
  ])('runs %s', (_what, infrastructure, user) => {
    covers('S002.run-as.step-as-root', 'S004.run-as.step-as-root', 'S004.build-and-push.step-as-root');
    expect(() => stageOf({ steps: [image(user)] }, infrastructure)).not.toThrow();
  });

  test.each<[string, InfrastructureProps, number | undefined]>([
    ['with run-as-non-root', NON_ROOT, undefined],
    ['if the infrastructure sets another user', { runAsUser: 1000 }, undefined],
    ['if the security context sets another user', { containerSecurityContext: { runAsUser: 1000 } }, undefined],
    ['as another user set on the step', {}, 1000],
  ])('does not run %s', (_what, infrastructure, user) => {
    covers(
      'S002.run-as.kaniko',
      'S002.run-as.kaniko-needs-root',
      'S002.run-as.buildah',
      'S004.run-as.kaniko',
      'S004.run-as.kaniko-needs-root',
      'S004.run-as.buildah',
      'S004.build-and-push.kaniko',
      'S004.build-and-push.needs-root',
      'S004.build-and-push.buildah',
    );
    const details = refused(() => stageOf({ steps: [MAKE, image(user)] }, infrastructure));
    expect(details.property).toBe('steps[1].runAsUser');
    expect(details.allowed).toContain('kaniko, which must run as root');
    expect(details.remedy).toBe('Set it to 0, or build with the Buildah plugin, which does not need root.');
  });

  const registry = { host: 'gcr.io', projectId: 'my-project', imageName: 'c' };
  test.each([
    ImageRegistry.docker('a'),
    ImageRegistry.acr('a'),
    ImageRegistry.gar(registry),
    ImageRegistry.gcr(registry),
    ImageRegistry.ecr({ account: '123456789012', region: 'eu-west-1', imageName: 'c' }),
  ])('must be root for every registry: %s', (to) => {
    covers('S002.run-as.kaniko', 'S004.run-as.kaniko', 'S004.build-and-push.kaniko');
    const connector = StepConnector.ofUnknownType('account.registry');
    expect(refused(() => stageOf({ steps: [image(undefined, to, connector)] }, NON_ROOT)).property).toBe(
      'steps[0].runAsUser',
    );
  });

  test('must be root if created with CiStep.other', () => {
    const steps = [CiStep.other('Image', 'BuildAndPushDockerRegistry')];
    expect(refused(() => stageOf({ steps }, NON_ROOT)).property).toBe('steps[0].runAsUser');
  });

  test('as root does not affect other steps', () => {
    covers('S002.run-as.step-as-root-only', 'S004.run-as.step-as-root-only', 'S004.build-and-push.step-as-root-only');
    const { spec } = stageDocument({ steps: [image(0), run()] }, NON_ROOT);
    expect(spec.infrastructure.spec).toMatchObject({
      runAsUser: 1000,
      containerSecurityContext: { runAsNonRoot: true },
    });
    expect(spec.execution.steps[0].step.spec.runAsUser).toBe(0);
    expect(spec.execution.steps[1].step.spec).not.toHaveProperty('runAsUser');
  });

  test('must be replaced by the Buildah plugin if root is not admitted', () => {
    covers('S002.run-as.buildah', 'S004.run-as.buildah', 'S004.build-and-push.buildah');
    const details = refused(() => stageOf({ steps: [image(0)] }, RESTRICTED));
    expect(details).toMatchObject({
      property: 'steps[0].runAsUser',
      allowed: 'a user other than root in a namespace with the isolation restricted',
      remedy:
        'Build with the Buildah plugin, which does not need root, or create the namespace with BuildIsolation.baseline().',
    });
    const buildah = CiStep.plugin('Image', { image: 'plugins/buildah-docker', connector: hub });
    expect(() => stageOf({ steps: [buildah] }, RESTRICTED)).not.toThrow();
  });
});

describe('the user of a step', () => {
  test.each([0, 65534])('takes precedence over that of the infrastructure: %p', (runAsUser) => {
    covers('S002.run-as.step-user-wins', 'S004.run-as.step-user-wins');
    const { spec } = stageDocument({ steps: [run({ runAsUser })] }, { runAsUser: 1000 });
    expect(spec.execution.steps[0].step.spec.runAsUser).toBe(runAsUser);
  });

  test('must not be root if the namespace does not admit root', () => {
    const details = refused(() => stageOf({ steps: [run({ runAsUser: 0 })] }, RESTRICTED));
    expect(details).toMatchObject({ property: 'steps[0].runAsUser', given: '0' });
    expect(details.remedy).toBe('Set another user, or create the namespace with BuildIsolation.baseline().');
  });
});

/** A label of the nodes on which privileged builds are alone. */
const NODES = { pool: 'docker-builds' };

describe('Docker-in-Docker', () => {
  const images = [
    'docker:dind',
    'docker:27-dind',
    'docker:27.3.1-dind-alpine3.20',
    'docker:dind-rootless',
    'mirror.example.com:5000/library/docker:27-dind',
    `docker:dind@sha256:${'0'.repeat(64)}`,
  ];

  const daemon = (command: string) => CiStep.background('Docker', { image: 'x', command });

  test.each<[string, (privileged?: boolean) => CiStep]>([
    [
      'by its factory',
      (privileged = false) =>
        CiStep.dockerInDocker('d', { image: 'my.registry/daemon:1', entrypoint: ['/start'], privileged }),
    ],
    [
      'by its entrypoint',
      (privileged) => CiStep.background('d', { image: 'docker:27', entrypoint: ['dockerd'], privileged }),
    ],
    [
      'by the path of its entrypoint',
      (privileged) =>
        CiStep.background('d', { image: 'x', entrypoint: ['/usr/bin/dockerd-entrypoint.sh'], privileged }),
    ],
    [
      'by a script in its entrypoint',
      (privileged) => CiStep.background('d', { image: 'x', entrypoint: ['sh', '-ec', 'exec dockerd'], privileged }),
    ],
    ['by its command', (privileged) => CiStep.background('d', { image: 'x', command: 'dockerd', privileged })],
    [
      'by a command in a step of another kind',
      (privileged) =>
        run({ command: 'set -e\nDOCKER_TLS_CERTDIR= nohup dockerd --mtu=1450 &\ndocker build .', privileged }),
    ],
  ])('is detected %s', (_how, make) => {
    expect(refused(() => stageOf({ steps: [make()] }))).toMatchObject({
      property: 'steps[0].privileged',
      allowed: expect.stringMatching(/^true, because .* starts a Docker daemon$/) as string,
    });
    expect(() => stageOf({ steps: [make(true)] })).not.toThrow();
  });

  test.each([
    'docker build .',
    'until docker info; do sleep 1; done; docker compose up',
    'apt-get install -y dockerd',
    'dockerd --version',
    'command -v dockerd || exit 0',
    '# dockerd is started elsewhere\nmake',
    'echo "start dockerd first"',
    'ls dockerd/',
    'cat /etc/docker/daemon.json; tail -f /var/log/dockerd.log',
    './start-dockerd-proxy',
  ])('is not detected in the command: %s', (command) => {
    expect(() => stageOf({ steps: [run({ command }), daemon(command)] })).not.toThrow();
  });

  test('is not detected in its own image if a command replaces the entrypoint', () => {
    const client = CiStep.run('Client', { image: 'docker:27-dind', command: 'docker build .' });
    const pause = CiStep.background('Pause', { image: 'docker:27-dind', entrypoint: ['sleep', '9'] });
    expect(() => stageOf({ steps: [client, pause] })).not.toThrow();
  });

  test('shares its socket with the other steps, unless something is mounted there', () => {
    const steps = [CiStep.group('g', [CiStep.dockerInDocker('Docker')])];
    const pathsOf = (sharedPaths?: string[], volumes: StageVolume[] = []): unknown =>
      stageDocument({ steps, sharedPaths }, { volumes }).spec.sharedPaths;
    expect(pathsOf()).toEqual(['/var/run']);
    expect(pathsOf(['/cache'])).toEqual(['/cache', '/var/run']);
    expect(pathsOf(['/var/run/'])).toEqual(['/var/run/']);
    expect(pathsOf(undefined, [StageVolume.emptyDir('/var/run')])).toBeUndefined();
    expect(stageDocument().spec.sharedPaths).toBeUndefined();
  });

  test.each(images)('must be privileged: %s', (daemon) => {
    const step = (privileged?: boolean) => CiStep.background('Docker', { image: daemon, privileged });
    for (const privileged of [undefined, false]) {
      expect(refused(() => stageOf({ steps: [step(privileged)] }))).toMatchObject({
        property: 'steps[0].privileged',
        allowed: `true, because ${daemon} starts a Docker daemon`,
        remedy: expect.stringContaining('BuildIsolation.dockerInDocker') as string,
      });
    }
    expect(() => stageOf({ steps: [step(true)] })).not.toThrow();
    expect(() => stageOf({ steps: [step()] }, { containerSecurityContext: { privileged: true } })).not.toThrow();
  });

  test.each(['docker:27-cli', 'docker', 'example/docker-dind', 'mydocker:dind', 'docker:blinding'])(
    'is not detected in the image %s',
    (other) => {
      expect(() => stageOf({ steps: [CiStep.background('Docker', { image: other })] })).not.toThrow();
    },
  );

  test('needs a namespace that admits it, as does any other privileged step', () => {
    covers('S004.security-context.privileged-per-step');
    const docker = buildsIn({ isolation: BuildIsolation.dockerInDocker({ reason: 'Builds run docker.' }) });
    for (const step of [CiStep.dockerInDocker('Docker'), run({ privileged: true })]) {
      const details = refused(() => stageOf({ steps: [step] }, { buildNamespace: buildsIn() }));
      expect(details).toMatchObject({ property: 'steps[0].privileged', given: 'true' });
      expect(() => stageOf({ steps: [step] }, { buildNamespace: docker, nodeSelector: NODES })).not.toThrow();
    }
  });

  test('needs nodes for such builds alone, or their name for nodes of others', () => {
    const docker = buildsIn({ isolation: BuildIsolation.dockerInDocker({ reason: 'Builds run docker.' }) });
    const steps = [CiStep.group('g', [run(), CiStep.dockerInDocker('Docker')])];
    const ofEveryNode = { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
    const ofOthers: Partial<KubernetesDirectInfrastructureProps>[] = [
      {},
      { nodeSelector: ofEveryNode },
      { nodeSelector: { 'topology.kubernetes.io/zone': 'eu-west-1a' } },
      { nodeSelector: { 'beta.kubernetes.io/os': 'linux' } },
      { nodeSelector: { 'node-role.kubernetes.io/worker': '' } },
      { nodeSelector: { 'node.openshift.io/os_id': 'rhcos' } },
      { tolerations: [{ key: 'node.kubernetes.io/not-ready' }] },
      { tolerations: [{ effect: TaintEffect.NO_SCHEDULE }] },
      // https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/: it allows the nodes, and selects none.
      { tolerations: [{ key: 'builds' }] },
    ];
    for (const nodes of ofOthers) {
      const details = refused(() => stageOf({ steps }, { buildNamespace: docker, ...nodes }));
      expect(details).toMatchObject({
        property: 'infrastructure.nodeSelector',
        allowed: expect.stringContaining('steps[0].steps[1] can be privileged, and is then root on its node') as string,
        remedy: expect.stringContaining('unsafeSharedNodes: true') as string,
      });
    }
    for (const nodes of [
      { nodeSelector: NODES },
      { nodeSelector: NODES, tolerations: [{ key: 'builds' }] },
      { nodeSelector: { 'node-role.kubernetes.io/docker': '' } },
      { inputs: { nodeSelector: RuntimeInput.of() } },
    ]) {
      expect(() => stageOf({ steps }, { buildNamespace: docker, ...nodes })).not.toThrow();
    }
    expect(() => stageOf({ steps: [run()] }, { buildNamespace: docker })).not.toThrow();
    const isolation = BuildIsolation.dockerInDocker({ reason: 'Builds run docker.', unsafeSharedNodes: true });
    expect(() => stageOf({ steps }, { buildNamespace: buildsIn({ isolation }) })).not.toThrow();
  });

  test('can be forbidden for a step of a privileged stage', () => {
    covers('S004.security-context.privileged-per-step');
    const { spec } = stageDocument(
      { steps: [run({ privileged: false })] },
      { containerSecurityContext: { privileged: true } },
    );
    expect(spec.execution.steps[0].step.spec.privileged).toBe(false);
    expect(spec.infrastructure.spec.containerSecurityContext).toEqual({ privileged: true });
  });
});

describe('on Windows', () => {
  const windows = { os: BuildOperatingSystem.WINDOWS, nodeSelector: { 'kubernetes.io/os': 'windows' } };

  test.each<[string, CiStep, string]>([
    ['no step builds an image', image(), 'steps[0]'],
    ['no step is privileged', run({ privileged: true }), 'steps[0].privileged'],
    ['no step has a user ID', run({ runAsUser: 1000 }), 'steps[0].runAsUser'],
    ['no nested step has a user ID', CiStep.group('g', [run({ runAsUser: 0 })]), 'steps[0].steps[0].runAsUser'],
  ])('%s', (_what, step, property) => {
    covers('S002.windows.how-to', 'S004.windows.how-to');
    expect(refused(() => stageOf({ steps: [step] }, windows)).property).toBe(property);
    expect(() => stageOf({ steps: [step] })).not.toThrow();
  });

  test('other steps run', () => {
    const step = run({ privileged: false, shell: StepShell.POWERSHELL });
    expect(() => stageOf({ steps: [step] }, windows)).not.toThrow();
  });
});

describe('connectors of AWS with IRSA', () => {
  const irsa = StepConnector.aws('account.aws', AwsAuthentication.IRSA);
  const upload = (connector: StepConnector) =>
    CiStep.upload('Upload', {
      connector,
      destination: UploadDestination.s3({ bucket: 'reports', region: 'eu-west-1' }),
      sourcePath: 'out',
    });

  test.each<[string, object]>([
    ['a step', { steps: [upload(irsa)] }],
    ['a nested step', { steps: [CiStep.parallel([MAKE, upload(irsa)])] }],
    ['another connector of a step', { steps: [CiStep.other('x', 'Action', { connectors: [irsa] })] }],
    ['the stage', { connectors: [irsa] }],
  ])('of %s require a ServiceAccount', (_what, props) => {
    covers('S000.eks.irsa-steps', 'S002.service-account.eks-irsa', 'S004.service-account.eks-irsa');
    expect(refused(() => stageOf(props))).toMatchObject({
      property: 'infrastructure.serviceAccountName',
      allowed: 'the ServiceAccount with the IAM role, because the AWS connector account.aws uses IRSA',
    });
    expect(() => stageOf(props, { serviceAccountName: 'builds' })).not.toThrow();
    expect(() => stageOf(props, { buildNamespace: buildsIn() })).not.toThrow();
  });

  test.each(Object.values(AwsAuthentication).filter((way) => way !== AwsAuthentication.IRSA))(
    'with %s do not require one',
    (authentication) => {
      expect(() => stageOf({ steps: [upload(StepConnector.aws('account.aws', authentication))] })).not.toThrow();
    },
  );

  test('can be used together with other connectors', () => {
    covers('S000.eks.steps-either');
    const steps = [
      run({ connector: hub }),
      CiStep.other('x', 'Action', { connectors: [StepConnector.other('account.k8s', 'K8sCluster')] }),
      upload(irsa),
    ];
    expect(() => stageOf({ steps }, { serviceAccountName: 'builds' })).not.toThrow();
  });
});

describe('members of a step that are checked against the stage', () => {
  test.each<[string, CiStep]>([
    ['privileged', run({ additionalSpec: { privileged: true } })],
    ['runAsUser', run({ additionalSpec: { runAsUser: 0 } })],
    ['resources', run({ additionalSpec: { resources: {} } })],
    ['connectorRef', run({ additionalSpec: { connectorRef: 'x' } })],
    ['image', run({ additionalSpec: { image: 'docker:dind' } })],
    ['command', run({ additionalSpec: { command: 'x' } })],
    ['privileged', CiStep.other('x', 'Action', { additionalSpec: { privileged: true } })],
    [
      'privileged',
      CiStep.buildAndPush('x', {
        connector: hub,
        registry: ImageRegistry.docker('a'),
        tags: ['1'],
        additionalSpec: { privileged: true },
      }),
    ],
  ])('must not be set in additionalSpec: %s', (member, step) => {
    expect(refused(() => stageOf({ steps: [step] }))).toMatchObject({
      property: `steps[0].additionalSpec.${member}`,
      allowed: 'a member of the spec that has no property of its own',
    });
  });
});
