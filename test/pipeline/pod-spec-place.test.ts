import { Testing } from 'cdk8s';
import {
  BuildFarmNamespace,
  type BuildFarmNamespaceProps,
  BuildIsolation,
  BuildVolumeType,
  ClusterPlatform,
} from '../../lib/build-namespace';
import { unresolved } from '../../lib/core';
import { ProcMount } from '../../lib/pipeline';
import { ImportedDelegate } from '../../lib/reference';
import { AUDITED, RESTRICTED } from '../testkit/isolations';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { buildsIn } from './build-namespaces';
import { infrastructureOf, PROJECT, specOf } from './stages';

const docker = BuildIsolation.dockerInDocker({ reason: 'Builds run docker.' });
const cache = BuildIsolation.hostPaths(['/var/cache'], { reason: 'Builds share a cache.' });
const BASELINE = BuildIsolation.baseline();
const CONTEXT = { allowPrivilegeEscalation: false, dropCapabilities: ['ALL'], runAsNonRoot: true, runAsUser: 1000 };

/** The overlay in a namespace; the security context is one that every isolation admits. */
function overlayIn(buildNamespace: BuildFarmNamespace, podSpec: object): unknown {
  const podSpecOverlay = { overlayYamlFlag: true, podSpec };
  return specOf({ buildNamespace, podSpecOverlay, containerSecurityContext: CONTEXT }).podSpecOverlay;
}

function problemIn(props: BuildFarmNamespaceProps, podSpec: object) {
  return refused(() => overlayIn(buildsIn(props), podSpec));
}

function shared(tokenSecretName?: string, props: BuildFarmNamespaceProps = {}) {
  const chart = newChart();
  const attributes = { delegateName: 'ci', namespace: 'builds', tokenSecretName };
  return buildsIn({ sharedWith: new ImportedDelegate(chart, 'Delegate', attributes), ...props }, chart);
}

const volume = (source: object) => ({ volumes: [{ name: 'own', ...source }] });

describe('an overlay in a namespace of the program', () => {
  test.each([BASELINE, AUDITED, RESTRICTED, cache, docker])('has what the isolation %s admits', (isolation) => {
    const podSpec = {
      hostUsers: false,
      hostNetwork: false,
      runtimeClassName: 'gvisor',
      imagePullSecrets: [{ name: 'registry' }],
      securityContext: {
        appArmorProfile: { type: 'RuntimeDefault' },
        runAsGroup: 15,
        seccompProfile: { type: 'RuntimeDefault' },
        seLinuxOptions: { type: 'container_t' },
        sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }],
      },
      volumes: [
        { name: 'tmp', emptyDir: {} },
        { name: 'token', projected: { sources: [{ secret: { name: 'a' } }, { configMap: { name: 'b' } }] } },
      ],
    };
    expect(() => overlayIn(buildsIn({ isolation }), podSpec)).not.toThrow();
  });

  test.each(['hostNetwork', 'hostPID', 'hostIPC'])('does not use %s, whatever the isolation', (name) => {
    for (const isolation of [BASELINE, cache, docker]) {
      expect(problemIn({ isolation }, { [name]: true })).toMatchObject({
        property: `podSpecOverlay.podSpec.${name}`,
        given: 'true',
        allowed: 'false, because build pods must not use hostNetwork, hostPID or hostIPC',
      });
    }
  });

  test.each([
    ['seccompProfile.type', { seccompProfile: { type: 'Unconfined' } }],
    ['appArmorProfile.type', { appArmorProfile: { type: 'Unconfined' } }],
    ['seLinuxOptions.type', { seLinuxOptions: { type: 'spc_t' } }],
    ['seLinuxOptions.user', { seLinuxOptions: { user: 'system_u' } }],
    ['seLinuxOptions.role', { seLinuxOptions: { role: 'system_r' } }],
    ['windowsOptions.hostProcess', { windowsOptions: { hostProcess: true } }],
    ['sysctls[1].name', { sysctls: [{ name: 'net.ipv4.tcp_rmem' }, { name: 'kernel.msgmax' }] }],
  ])('does not set securityContext.%s, except with Docker-in-Docker', (path, securityContext) => {
    for (const isolation of [BASELINE, AUDITED, cache]) {
      const details = problemIn({ isolation }, { securityContext });
      expect(details.property).toBe(`podSpecOverlay.podSpec.securityContext.${path}`);
      expect(details.allowed).toContain(`the isolation of the namespace (${isolation.toString()})`);
    }
    expect(() => overlayIn(buildsIn({ isolation: docker }), { securityContext })).not.toThrow();
  });

  test.each(['hostname', 'volumes[0].hostPath.path', 'dnsConfig'])('has no expression: %s', (path) => {
    const podSpec = {
      hostname: { hostname: '<+input>' },
      'volumes[0].hostPath.path': volume({ hostPath: { path: '<+input>' } }),
      dnsConfig: { dnsConfig: { '<+input>': 1 } },
    }[path]!;
    for (const isolation of [BASELINE, docker]) {
      const details = problemIn({ isolation }, podSpec);
      expect(details.property).toBe(`podSpecOverlay.podSpec.${path}`);
      expect(details.allowed).toMatch(/^a literal value, because the isolation/);
    }
  });
});

describe('a directory of the node in an overlay', () => {
  const hostPath = (path: string) => volume({ hostPath: { path } });

  test('must be listed by the isolation, as one of the stage', () => {
    expect(() => overlayIn(buildsIn({ isolation: cache }), hostPath('/var/cache'))).not.toThrow();
    for (const [isolation, path] of [
      [BASELINE, '/var/cache'],
      [docker, '/var/cache'],
      [cache, '/var/cache/npm'],
    ] as const) {
      const details = problemIn({ isolation }, hostPath(path));
      expect(details).toMatchObject({
        property: 'podSpecOverlay.podSpec.volumes[0].hostPath.path',
        given: `"${path}"`,
      });
      expect(details.remedy).toContain('BuildIsolation.hostPaths');
    }
  });

  test('is refused without a path', () => {
    expect(problemIn({ isolation: cache }, volume({ hostPath: {} })).allowed).toMatch(
      /^a directory that the isolation/,
    );
  });

  test.each([hostPath('/a'), { hostNetwork: true }])(
    'is refused on a platform without access to nodes: %j',
    (podSpec) => {
      const platform = ClusterPlatform.gkeAutopilot();
      const namespace = BuildFarmNamespace.fromNamespaceName(newChart(), 'Builds', 'builds', { platform });
      const podSpecOverlay = { overlayYamlFlag: true, podSpec };
      expect(refused(() => specOf({ buildNamespace: namespace, podSpecOverlay })).allowed).toMatch(/^no value on /);
    },
  );
});

describe('volumes of an overlay', () => {
  const nfs = volume({ nfs: { server: 'files.example.com', path: '/' } });
  const vault = volume({ csi: { driver: 'secrets-store.csi.k8s.io' } });
  const reason = 'Builds need it.';

  test.each([
    ['nfs', nfs],
    ['csi', vault],
    ['ephemeral', volume({ ephemeral: {} })],
    ['image', volume({ image: { reference: 'a' } })],
    ['no type', volume({})],
  ])('must be of a type that the admission policy allows: %s', (_what, podSpec) => {
    const details = problemIn({}, podSpec);
    expect(details.property).toBe('podSpecOverlay.podSpec.volumes[0]');
    expect(details.allowed).toMatch(/: emptyDir, secret, configMap, projected, downwardAPI, persistentVolumeClaim$/);
    expect(details.remedy).toContain('additionalVolumeTypes');
  });

  test('can be of a type that the namespace adds, and only as it adds it', () => {
    const types = [
      BuildVolumeType.nfs('files.example.com', { reason }),
      BuildVolumeType.csi('csi.spiffe.io', { reason }),
      BuildVolumeType.ephemeral({ reason }),
    ];
    const props = { additionalVolumeTypes: types };
    expect(() => overlayIn(buildsIn(props), nfs)).not.toThrow();
    expect(() => overlayIn(buildsIn(props), volume({ ephemeral: {} }))).not.toThrow();
    expect(problemIn(props, vault).allowed).toContain('csi volumes with the driver csi.spiffe.io');
    expect(problemIn(props, volume({ nfs: { server: 'other', path: '/' } })).property).toContain('volumes[0]');
  });

  test('can be of any type without an admission policy', () => {
    expect(() => overlayIn(buildsIn({ clusterScoped: false }), nfs)).not.toThrow();
  });
});

describe('in the namespace of the delegate, an overlay', () => {
  const reason = 'Builds need it.';
  const additionalVolumeTypes = [
    BuildVolumeType.csi('a.b', { reason }),
    BuildVolumeType.other('iscsi', { reason }),
    BuildVolumeType.other('azureFile', { reason }),
  ];
  const naming = (name: string): [string, object][] => [
    ['imagePullSecrets[0].name', { imagePullSecrets: [{ name }] }],
    ['volumes[0].secret.secretName', volume({ secret: { secretName: name } })],
    ['volumes[0].projected.sources[0].secret.name', volume({ projected: { sources: [{ secret: { name } }] } })],
    ['volumes[0].csi.nodePublishSecretRef.name', volume({ csi: { driver: 'a.b', nodePublishSecretRef: { name } } })],
    ['volumes[0].azureFile.secretName', volume({ azureFile: { secretName: name } })],
    ['volumes[0].iscsi.secretRef.name', volume({ iscsi: { secretRef: { name } } })],
  ];

  test.each(naming('ci-token'))('does not refer to the Secret with the token: %s', (path, podSpec) => {
    const details = refused(() => overlayIn(shared('ci-token', { additionalVolumeTypes }), podSpec));
    expect(details).toMatchObject({ property: `podSpecOverlay.podSpec.${path}`, given: '"ci-token"' });
    expect(details.allowed).toContain('other than the one with the token of the delegate');
  });

  test.each(naming('other'))('can refer to other Secrets: %s', (_path, podSpec) => {
    expect(() => overlayIn(shared('ci-token', { additionalVolumeTypes }), podSpec)).not.toThrow();
  });

  test.each([
    ['ci-token', [expect.stringMatching(/^podSpecOverlay\.podSpec\.imagePullSecrets\[0\]\.name: /)]],
    ['other', []],
  ])('does not refer to it if its name is known later: %s', (name, problems) => {
    const podSpec = { imagePullSecrets: [{ name: 'ci-token' }] };
    const buildNamespace = shared(unresolved(() => name));
    const infrastructure = infrastructureOf({ buildNamespace, podSpecOverlay: { overlayYamlFlag: true, podSpec } });
    expect(infrastructure.node.validate()).toEqual(problems);
  });
});

describe('each rule of the admission policy', () => {
  /** A pod spec that breaks the rule with this message; `undefined` if the rule is about containers or labels. */
  const BROKEN: { readonly [message: string]: object | undefined } = {
    'Build pods must use the ServiceAccount': { serviceAccountName: 'default' },
    'Build pods must not use hostNetwork': { hostIPC: true },
    'Build pods must not use hostPort': undefined,
    'Build containers must not set host': undefined,
    'Build pods must not mount hostPath': volume({ hostPath: { path: '/' } }),
    'Build pods must not mount volumes of types': volume({ gitRepo: {} }),
    'Build containers must not be privileged': undefined,
    'Build containers must not add capabilities': undefined,
    'Build containers must not be Windows HostProcess': { securityContext: { windowsOptions: { hostProcess: true } } },
    'Build containers must use the default procMount': undefined,
    'Build containers must not use Unconfined': { securityContext: { seccompProfile: { type: 'Unconfined' } } },
    'Build pods must not set sysctls': { securityContext: { sysctls: [{ name: 'kernel.shmmax', value: '1' }] } },
    'Build containers must not run as root': { securityContext: { runAsUser: 0 } },
    'Build containers must not allow privilege escalation': undefined,
    'Build containers must drop all capabilities': undefined,
    'Build pods must not have the label': undefined,
    'Build pods must not refer to the Secret': { imagePullSecrets: [{ name: 'ci-token' }] },
    'Build pods must belong to': undefined,
  };

  function messagesOf(): string[] {
    const chart = newChart();
    const delegate = new ImportedDelegate(chart, 'Delegate', {
      delegateName: 'ci',
      namespace: 'builds',
      tokenSecretName: 'ci-token',
    });
    buildsIn({ sharedWith: delegate, isolation: AUDITED, allowedProjects: [PROJECT] }, chart);
    const objects = Testing.synth(chart) as { kind: string; spec: { validations: { message: string }[] } }[];
    const policy = objects.find(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    return policy!.spec.validations.map(({ message }) => message);
  }

  test.each(messagesOf())('refuses the overlay at construction, if it concerns the pod: %s', (message) => {
    const rule = Object.keys(BROKEN).find((start) => message.startsWith(start));
    expect([message, rule]).toEqual([message, expect.any(String)]);
    const podSpec = BROKEN[rule!];
    if (podSpec !== undefined) {
      const buildNamespace = shared('ci-token', { isolation: AUDITED });
      expect(refused(() => overlayIn(buildNamespace, podSpec)).property).toMatch(/^podSpecOverlay\.podSpec\./);
    }
  });
});

describe('procMount', () => {
  const make = (isolation: BuildIsolation, procMount: ProcMount) =>
    specOf({ buildNamespace: buildsIn({ isolation }), containerSecurityContext: { ...CONTEXT, procMount } });

  test.each([BASELINE, AUDITED, RESTRICTED, cache])(
    'must be the default under %s, as the policy demands',
    (isolation) => {
      expect(refused(() => make(isolation, ProcMount.UNMASKED))).toMatchObject({
        property: 'containerSecurityContext.procMount',
        given: '"Unmasked"',
        allowed: `"Default", because the isolation of the namespace (${isolation.toString()}) admits no other procMount`,
      });
      expect(make(isolation, ProcMount.DEFAULT).containerSecurityContext).toMatchObject({ procMount: 'Default' });
    },
  );

  test('can be unmasked with Docker-in-Docker', () => {
    const { containerSecurityContext } = specOf({
      buildNamespace: buildsIn({ isolation: docker }),
      containerSecurityContext: { procMount: ProcMount.UNMASKED },
    });
    expect(containerSecurityContext).toEqual({ procMount: 'Unmasked' });
  });
});
