import { DelegateAccess } from '../../lib/access';
import { DelegateProfile, type HarnessDelegateProps } from '../../lib/delegate';
import { PodSecurityLevel } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { kindsOf, objectOf, objectsOf, yamlOf } from '../testkit/synth';
import { DOCUMENTED, LEAST, synthDelegate } from './delegates';

const LEVELS = (level: string) => ({
  'pod-security.kubernetes.io/enforce': level,
  'pod-security.kubernetes.io/warn': level,
  'pod-security.kubernetes.io/audit': level,
});

describe('a delegate with only the required properties', () => {
  const builds = { access: DelegateAccess.ciBuilds(['harness-builds']) };

  test('is what was reviewed', () => {
    covers('S003.delegate.by-program', 'S002.connector.delegate-in-cluster', 'S001.intro.deployment');
    const { manifests } = synthDelegate(builds);
    expect(yamlOf(...manifests)).toMatchSnapshot();
  });

  test('is hardened', () => {
    const { delegate } = synthDelegate();
    expect(delegate.profile).toBe(DelegateProfile.HARDENED);
  });

  test('gets no autoscaler, disruption budget, network policy, Service or Secret by default', () => {
    covers('S001.manifest.autoscaler-never-scales', 'S003.delegate.outbound-only');
    expect(kindsOf(synthDelegate(builds).manifests)).toEqual([
      'Namespace',
      'ServiceAccount',
      'Role',
      'RoleBinding',
      'Deployment',
    ]);
  });

  test('runs as a user other than root, with the groups of that user', () => {
    covers('S001.manifest.run-as-user');
    const { pod, container } = synthDelegate();
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1001,
      runAsGroup: 1001,
      fsGroup: 1001,
      fsGroupChangePolicy: 'OnRootMismatch',
    });
    expect(container.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(container.securityContext).not.toHaveProperty('runAsUser');
  });

  test('gains no privileges, has no capabilities, and makes no unusual system calls', () => {
    covers('S001.manifest.privilege-escalation');
    const { pod, container } = synthDelegate();
    expect(pod.securityContext.seccompProfile).toEqual({ type: 'RuntimeDefault' });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      runAsNonRoot: true,
    });
  });

  test('keeps to itself: no host namespaces, no host paths, no host ports', () => {
    const { pod, container } = synthDelegate();
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC', 'volumes']) expect(pod).not.toHaveProperty(field);
    expect(container).not.toHaveProperty('ports');
  });

  test('lives in a namespace that accepts only such pods', () => {
    covers('S001.deploy.namespace-isolates');
    const { labels } = objectOf(synthDelegate().manifests, 'Namespace').metadata;
    expect(labels).toMatchObject(LEVELS('restricted'));
  });

  test('cannot use up a node: CPU and memory are bounded', () => {
    const { requests, limits } = synthDelegate().container.resources;
    expect(requests).toEqual({ cpu: '500m', memory: '256Mi' });
    expect(limits).toEqual({ cpu: '1', memory: '256Mi' });
  });

  test('is the only one that gets a token of its ServiceAccount', () => {
    const { manifests, pod } = synthDelegate();
    expect(objectOf(manifests, 'ServiceAccount').automountServiceAccountToken).toBe(false);
    expect(pod.automountServiceAccountToken).toBe(true);
  });

  test('has no environment variables for the Services of its namespace', () => {
    expect(synthDelegate().pod.enableServiceLinks).toBe(false);
  });

  test('reads only its token, by reference, and the manifests contain none', () => {
    covers('S001.deploy.secret-stores-token', 'S003.delegate.secrets-stay', 'S003.token.stored-aside');
    const { manifests, container } = synthDelegate(builds);
    expect(container).not.toHaveProperty('envFrom');
    const variables = container.env.filter(({ name }) => name === 'HARNESS_DELEGATE_TOKEN');
    expect(variables).toEqual([
      {
        name: 'HARNESS_DELEGATE_TOKEN',
        valueFrom: { secretKeyRef: { name: 'ci-delegate-token', key: 'HARNESS_DELEGATE_TOKEN' } },
      },
    ]);
    expect(objectsOf(manifests, 'Secret')).toEqual([]);
  });

  test('binds no cluster-wide role', () => {
    covers('S000.roles.cluster-admin-default', 'S001.deploy.binding-grants-cluster-admin');
    const { manifests } = synthDelegate(builds);
    expect(kindsOf(manifests).filter((kind) => kind.startsWith('Cluster'))).toEqual([]);
    expect(JSON.stringify(manifests)).not.toContain('cluster-admin');
  });

  test('requires account, name, image, token and access', () => {
    covers('S001.credentials.required', 'S003.account-id.install-input', 'S003.token.install-input');
    covers('S003.command.account-id', 'S000.roles.cluster-admin-default');
    const { accountId, delegateName, image, token, access } = LEAST;
    // The compiler refuses each of these; were it to accept one, it would refuse the comment above it.
    const incomplete: HarnessDelegateProps[] = [
      // @ts-expect-error accountId is required
      { delegateName, image, token, access },
      // @ts-expect-error delegateName is required
      { accountId, image, token, access },
      // @ts-expect-error image is required
      { accountId, delegateName, token, access },
      // @ts-expect-error token is required
      { accountId, delegateName, image, access },
      // @ts-expect-error access is required
      { accountId, delegateName, image, token },
    ];
    expect(incomplete).toHaveLength(5);
    expect(Object.keys(LEAST).sort()).toEqual(['access', 'accountId', 'delegateName', 'image', 'token']);
  });
});

describe('openShift', () => {
  test('sets no user and no group, and keeps all other restrictions', () => {
    const { pod, container, manifests } = synthDelegate({ openShift: true });
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual(synthDelegate().container.securityContext);
    expect(objectOf(manifests, 'Namespace').metadata.labels).toMatchObject(LEVELS('restricted'));
  });

  test.each([
    [{ unsafeRunAsRoot: true }, 'unsafeRunAsRoot', 'true'],
    [{ profile: DelegateProfile.DOCUMENTED }, 'openShift', 'true with a profile that runs as root'],
  ])('is refused for a delegate that runs as root: %j', (asRoot, property, given) => {
    expect(refused(() => synthDelegate({ openShift: true, ...asRoot }))).toMatchObject({ property, given });
  });
});

describe('unsafeRunAsRoot', () => {
  const asRoot = { unsafeRunAsRoot: true };

  test('runs as root with the capabilities of the runtime, still without privilege escalation', () => {
    covers('S003.delegate.script-rights');
    const { pod, container } = synthDelegate(asRoot);
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: false, runAsUser: 0, runAsGroup: 0, fsGroup: 0 });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      privileged: false,
      runAsNonRoot: false,
    });
  });

  test('runs in a namespace of level baseline, which allows root', () => {
    const { labels } = objectOf(synthDelegate(asRoot).manifests, 'Namespace').metadata;
    expect(labels).toMatchObject(LEVELS('baseline'));
  });

  test('is refused in a namespace of level restricted, which does not allow it', () => {
    const props = { ...asRoot, podSecurityLevel: PodSecurityLevel.RESTRICTED };
    expect(refused(() => synthDelegate(props)).property).toBe('podSecurityLevel');
  });

  test('changes nothing in profile DOCUMENTED, which runs as root anyway', () => {
    expect(synthDelegate({ ...DOCUMENTED, ...asRoot }).manifests).toEqual(synthDelegate(DOCUMENTED).manifests);
  });
});

describe('readOnlyRootFilesystem', () => {
  test('keeps the working directory and /tmp writable, and configures the delegate for it', () => {
    const { pod, container } = synthDelegate({ readOnlyRootFilesystem: true });
    expect(container.securityContext.readOnlyRootFilesystem).toBe(true);
    expect(pod.volumes).toEqual([
      { name: 'working-directory', emptyDir: {} },
      { name: 'tmp', emptyDir: {} },
    ]);
    expect(container.volumeMounts).toEqual([
      { name: 'working-directory', mountPath: '/opt/harness-delegate/writable' },
      { name: 'tmp', mountPath: '/tmp' },
    ]);
    expect(container.env).toContainEqual({ name: 'HARNESS_WORKDIR', value: '/opt/harness-delegate/writable' });
  });

  test('is left to the runtime by default', () => {
    expect(synthDelegate().container.securityContext).not.toHaveProperty('readOnlyRootFilesystem');
  });

  test('can be set to false', () => {
    const { pod, container } = synthDelegate({ readOnlyRootFilesystem: false });
    expect(container.securityContext.readOnlyRootFilesystem).toBe(false);
    expect(pod).not.toHaveProperty('volumes');
  });
});

describe('podSecurityLevel', () => {
  test.each(Object.values(PodSecurityLevel))('labels the namespace with the level %s', (podSecurityLevel) => {
    const { labels } = objectOf(synthDelegate({ podSecurityLevel }).manifests, 'Namespace').metadata;
    expect(labels).toMatchObject(LEVELS(podSecurityLevel));
  });

  test('leaves the delegate itself as strict as before', () => {
    const { pod } = synthDelegate({ podSecurityLevel: PodSecurityLevel.PRIVILEGED });
    expect(pod).toEqual(synthDelegate().pod);
  });

  test('is refused if the namespace is created elsewhere', () => {
    const props = { createNamespace: false, podSecurityLevel: PodSecurityLevel.BASELINE };
    expect(refused(() => synthDelegate(props)).property).toBe('podSecurityLevel');
  });

  describe('with CI builds in the namespace of the delegate', () => {
    const shared = { access: DelegateAccess.ciBuilds(['builds', 'harness-delegate'], { sharedNamespace: true }) };

    test('is baseline: Harness sets no seccomp profile on build pods, so restricted would refuse all of them', () => {
      const { delegate, manifests } = synthDelegate(shared);
      expect(objectOf(manifests, 'Namespace').metadata.labels).toMatchObject(LEVELS('baseline'));
      expect(delegate.podSecurityLevel).toBe(PodSecurityLevel.BASELINE);
    });

    test('is refused as restricted', () => {
      const details = refused(() => synthDelegate({ ...shared, podSecurityLevel: PodSecurityLevel.RESTRICTED }));
      expect(details).toMatchObject({ property: 'podSecurityLevel', given: '"restricted"' });
      expect(details.allowed).toContain('seccomp');
    });

    test('stays restricted with another choice there, or with builds elsewhere', () => {
      const others = [
        DelegateAccess.deployments(['harness-delegate'], { sharedNamespace: true }),
        DelegateAccess.ciBuilds(['builds'], { sharedNamespace: true }),
      ];
      const levels = others.map((access) => synthDelegate({ access }).delegate.podSecurityLevel);
      expect(levels).toEqual([PodSecurityLevel.RESTRICTED, PodSecurityLevel.RESTRICTED]);
    });
  });
});
