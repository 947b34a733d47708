import { BuildOperatingSystem, type StageSecurityContext } from '../../lib/pipeline';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { specOf } from './stages';

function contextOf(containerSecurityContext: StageSecurityContext): unknown {
  return specOf({ containerSecurityContext, runAsUser: 1000 }).containerSecurityContext;
}

describe('the security context', () => {
  test('is written in the format of Kubernetes', () => {
    covers(
      'S004.security-context.privilege-escalation',
      'S004.security-context.add-capabilities',
      'S004.security-context.drop-capabilities',
      'S004.security-context.read-only-root',
      'S004.security-context.run-as',
    );
    const context = {
      allowPrivilegeEscalation: false,
      addCapabilities: ['NET_ADMIN', 'SYS_PTRACE'],
      dropCapabilities: ['ALL'],
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 1000,
    };
    expect(contextOf(context)).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { add: ['NET_ADMIN', 'SYS_PTRACE'], drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 1000,
    });
  });

  test.each<StageSecurityContext>([
    { privileged: true },
    { privileged: false },
    { allowPrivilegeEscalation: true },
    { privileged: true, allowPrivilegeEscalation: true },
    { readOnlyRootFilesystem: false },
  ])('writes only what is set: %j', (context) => {
    covers('S004.security-context.privileged', 'S004.security-context.privilege-escalation');
    expect(contextOf(context)).toEqual(context);
  });

  test('has no empty lists', () => {
    expect(contextOf({ privileged: false, addCapabilities: [], dropCapabilities: [] })).toEqual({ privileged: false });
    expect(contextOf({ dropCapabilities: ['ALL'] })).toEqual({ capabilities: { drop: ['ALL'] } });
  });

  test('of privileged containers must not forbid privilege escalation', () => {
    expect(refused(() => contextOf({ privileged: true, allowPrivilegeEscalation: false })).property).toBe(
      'containerSecurityContext.allowPrivilegeEscalation',
    );
  });
});

describe('the user', () => {
  test.each([0, 1000, 2147483647])('of all containers is %p', (runAsUser) => {
    covers(
      'S002.run-as.user',
      'S002.run-as.overrides-image-user',
      'S004.run-as.user',
      'S004.run-as.overrides-image-user',
    );
    expect(specOf({ runAsUser }).runAsUser).toBe(runAsUser);
  });

  test.each([
    [{ runAsUser: 1000 }, {}],
    [{}, { runAsUser: 1000 }],
    [{ runAsUser: 1000 }, { runAsUser: 1000 }],
    [{ inputs: { runAsUser: '<+input>' } }, {}],
  ])('can be set in either place with runAsNonRoot: %j %j', (props, context) => {
    covers('S002.run-as.non-root', 'S004.run-as.non-root');
    const spec = specOf({ ...props, containerSecurityContext: { ...context, runAsNonRoot: true } });
    expect(spec.containerSecurityContext).toEqual({ ...context, runAsNonRoot: true });
  });

  test.each([{}, { runAsUser: 0 }, { containerSecurityContext: { runAsUser: 0 } }])(
    'must be set, and must not be root, with runAsNonRoot: %j',
    (props: { containerSecurityContext?: StageSecurityContext }) => {
      covers('S002.run-as.non-root-needs-user', 'S004.run-as.non-root-needs-user');
      const containerSecurityContext = { ...props.containerSecurityContext, runAsNonRoot: true };
      expect(refused(() => specOf({ ...props, containerSecurityContext }))).toMatchObject({
        property: 'containerSecurityContext.runAsNonRoot',
        allowed: 'false, or a user ID above 0',
      });
    },
  );

  test('must not have two values', () => {
    const containerSecurityContext = { runAsUser: 1001 };
    expect(refused(() => specOf({ runAsUser: 1000, containerSecurityContext }))).toMatchObject({
      property: 'containerSecurityContext.runAsUser',
      given: '1001',
      allowed: 'no value, or 1000 as in runAsUser',
    });
  });
});

describe('on Windows', () => {
  const windows = { os: BuildOperatingSystem.WINDOWS, nodeSelector: { 'kubernetes.io/os': 'windows' } };

  test.each<{ [key: string]: string }>([{}, { 'kubernetes.io/os': 'linux' }, { ssd: 'true' }])(
    'the node selector must require Windows, unlike %j',
    (nodeSelector) => {
      covers('S002.windows.how-to', 'S004.windows.how-to');
      expect(refused(() => specOf({ os: BuildOperatingSystem.WINDOWS, nodeSelector }))).toMatchObject({
        property: 'nodeSelector["kubernetes.io/os"]',
        allowed: '"windows" for builds on Windows',
      });
    },
  );

  test('is not selected by builds on Linux', () => {
    expect(refused(() => specOf({ nodeSelector: { 'kubernetes.io/os': 'windows' } })).property).toBe(
      'nodeSelector["kubernetes.io/os"]',
    );
    expect(() => specOf({ nodeSelector: { 'kubernetes.io/os': 'linux' } })).not.toThrow();
  });

  test.each<[string, object]>([
    ['runAsUser', { runAsUser: 1000 }],
    ['containerSecurityContext.privileged', { containerSecurityContext: { privileged: true } }],
    [
      'containerSecurityContext.allowPrivilegeEscalation',
      { containerSecurityContext: { allowPrivilegeEscalation: true } },
    ],
    ['containerSecurityContext.addCapabilities', { containerSecurityContext: { addCapabilities: ['NET_ADMIN'] } }],
    ['containerSecurityContext.dropCapabilities', { containerSecurityContext: { dropCapabilities: ['ALL'] } }],
    ['containerSecurityContext.readOnlyRootFilesystem', { containerSecurityContext: { readOnlyRootFilesystem: true } }],
    ['containerSecurityContext.runAsUser', { containerSecurityContext: { runAsUser: 1000 } }],
  ])('%s is refused', (property, props) => {
    covers('S002.windows.how-to', 'S004.windows.how-to');
    expect(refused(() => specOf({ ...windows, ...props }))).toMatchObject({
      property,
      allowed: 'no value for builds on Windows',
    });
  });

  test('a setting that is only turned off is accepted', () => {
    const containerSecurityContext = { privileged: false, readOnlyRootFilesystem: false };
    expect(specOf({ ...windows, containerSecurityContext }).containerSecurityContext).toEqual(containerSecurityContext);
  });
});
