import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Lazy } from 'cdk8s';
import { parse } from 'yaml';
import { POD_FIELDS, POD_SECURITY_FIELDS, POD_VOLUME_FIELDS } from '../../lib/pipeline/infrastructure/pod-spec';
import { BuildOperatingSystem, ProcMount, type StageTopologySpread } from '../../lib/pipeline';
import { DelegateSelection } from '../../lib/reference';
import { refused } from '../testkit/refused';
import { infrastructureProblems } from '../testkit/stage-schema';
import { newChart } from '../testkit/synth';
import {
  connectorIn,
  delegateOf,
  infrastructureOf,
  type InfrastructureProps,
  NEW_DELEGATE,
  specOf,
  stageOf,
} from './stages';

const SPREAD: StageTopologySpread = { topologyKey: 'zone', matchLabels: { app: 'x' } };
const WINDOWS = { os: BuildOperatingSystem.WINDOWS, nodeSelector: { 'kubernetes.io/os': 'windows' } };

function withPod(podSpec: unknown, others: InfrastructureProps = {}): InfrastructureProps {
  return { podSpecOverlay: { overlayYamlFlag: true, podSpec }, ...others };
}

function specOfPod(podSpec: unknown, others?: InfrastructureProps): unknown {
  return (parse(specOf(withPod(podSpec, others)).podSpecOverlay as string) as { spec: unknown }).spec;
}

function problemIn(podSpec: unknown, others?: InfrastructureProps) {
  return refused(() => specOf(withPod(podSpec, others)));
}

describe('the pod spec of an overlay', () => {
  // The examples of Harness' page on the overlay.
  test('is the documented block scalar below spec', () => {
    const volumes = [
      {
        name: 'projected-vol',
        projected: { sources: [{ configMap: { name: 'my-config' } }, { secret: { name: 'my-secret' } }] },
      },
    ];
    const infrastructure = infrastructureOf(withPod({ volumes, securityContext: { runAsGroup: 15 } }));
    expect(infrastructure.toYaml()).toContain(`
    podSpecOverlay: |-
      spec:
        volumes:
          - name: projected-vol
            projected:
              sources:
                - configMap:
                    name: my-config
                - secret:
                    name: my-secret
        securityContext:
          runAsGroup: 15
`);
    expect(infrastructureProblems(parse(infrastructure.toYaml()).infrastructure)).toEqual([]);
  });

  test('follows the constraints', () => {
    const podSpecOverlay = {
      topologySpreadConstraints: [SPREAD],
      podSpec: { hostUsers: false },
      overlayYamlFlag: true,
    };
    const { spec } = parse(specOf({ podSpecOverlay }).podSpecOverlay as string) as { spec: object };
    expect(Object.keys(spec)).toEqual(['topologySpreadConstraints', 'hostUsers']);
  });

  test('has all fields that have no property, also those of newer versions of Kubernetes', () => {
    const podSpec = {
      affinity: { nodeAffinity: {} },
      dnsConfig: { searches: ['a.b'] },
      hostAliases: [{ ip: '10.0.0.1', hostnames: ['a'] }],
      hostnameOverride: 'a',
      resources: { limits: { cpu: '2' } },
      runtimeClassName: 'gvisor',
      terminationGracePeriodSeconds: 30,
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', nodeTaintsPolicy: 'Honor' }],
    };
    expect(specOfPod(podSpec)).toEqual(podSpec);
  });

  test('is written as it was when the infrastructure was created, without members that are unset', () => {
    const podSpec = { hostUsers: false, hostname: undefined, securityContext: { fsGroup: null, runAsGroup: 15 } };
    const infrastructure = infrastructureOf(withPod(podSpec));
    podSpec.hostUsers = true;
    expect(infrastructure.toYaml()).toContain(
      'spec:\n        hostUsers: false\n        securityContext:\n          runAsGroup: 15\n',
    );
  });

  test('can have expressions in a namespace that is not known', () => {
    expect(specOfPod({ hostname: '<+pipeline.variables.host>' })).toEqual({ hostname: '<+pipeline.variables.host>' });
  });

  test('shows no token', () => {
    const token = `pat.${'a'.repeat(22)}.${'b'.repeat(24)}.${'c'.repeat(20)}`;
    const details = problemIn({ dnsConfig: { searches: [token] } });
    expect(details.property).toBe('podSpecOverlay.podSpec.dnsConfig.searches[0]');
    expect(JSON.stringify(details)).not.toContain(token);
  });

  test('has no values that are known later, and says so alone', () => {
    const hostname = Lazy.any({ produce: () => 'a' });
    expect(() => specOf(withPod({ hostname }))).toThrow(
      /^\[test\/Infrastructure\] podSpecOverlay\.podSpec\.hostname: .*$/,
    );
  });

  test('reports all mistakes at once', () => {
    const podSpec = {
      containers: [],
      hostPid: true,
      nodeSelector: {},
      securityContext: { runAsUser: 1, seccompProfil: {} },
    };
    const message = (() => {
      try {
        return specOf(withPod(podSpec));
      } catch (error) {
        return (error as Error).message;
      }
    })();
    const paths = (message as string).split('\n').map((line) => /podSpec\.(\S+):/.exec(line)?.[1]);
    expect(paths).toEqual([
      'containers',
      'nodeSelector',
      'hostPid',
      'securityContext.runAsUser',
      'securityContext.seccompProfil',
    ]);
  });
});

describe('a field with its own property', () => {
  test.each([
    ['nodeSelector', { a: 'b' }, 'nodeSelector'],
    ['tolerations', [], 'tolerations'],
    ['priorityClassName', 'high', 'priorityClassName'],
    ['serviceAccountName', 'builder', 'serviceAccountName'],
    ['serviceAccount', 'builder', 'serviceAccountName'],
    ['automountServiceAccountToken', true, 'automountServiceAccountToken'],
    ['os', { name: 'linux' }, 'os'],
  ])('%s is refused, and the error names the property', (field, value, property) => {
    expect(problemIn({ [field]: value })).toMatchObject({
      property: `podSpecOverlay.podSpec.${field}`,
      remedy: `Set ${property} instead.`,
    });
  });

  test.each(['runAsUser', 'runAsNonRoot'])('securityContext.%s is refused as well', (name) => {
    const details = problemIn({ securityContext: { [name]: 0 } });
    expect(details.property).toBe(`podSpecOverlay.podSpec.securityContext.${name}`);
  });

  test.each<[string, InfrastructureProps, string]>([
    ['hostAliases', { hostNames: ['a'] }, 'hostNames'],
    ['topologySpreadConstraints', {}, 'podSpecOverlay.topologySpreadConstraints'],
  ])('%s is refused if the property is set', (field, others, property) => {
    const podSpecOverlay = {
      overlayYamlFlag: true,
      podSpec: { [field]: [] },
      ...(field === 'topologySpreadConstraints' ? { topologySpreadConstraints: [SPREAD] } : {}),
    };
    expect(refused(() => specOf({ podSpecOverlay, ...others }))).toMatchObject({
      property: `podSpecOverlay.podSpec.${field}`,
      allowed: `no value when ${property} is set`,
    });
    expect(specOfPod({ [field]: [] })).toEqual({ [field]: [] });
  });
});

describe('with user namespaces', () => {
  test.each(['hostNetwork', 'hostPID', 'hostIPC'])('%s is refused, as by Kubernetes', (name) => {
    expect(problemIn({ hostUsers: false, [name]: true }).property).toBe(`podSpecOverlay.podSpec.${name}`);
    expect(specOfPod({ hostUsers: false, [name]: false })).toMatchObject({ hostUsers: false });
    expect(specOfPod({ [name]: true })).toEqual({ [name]: true });
  });

  const unmasked = { containerSecurityContext: { procMount: ProcMount.UNMASKED } };

  test('an unmasked /proc is written for Kubernetes to admit', () => {
    expect(specOf(withPod({ hostUsers: false }, unmasked)).containerSecurityContext).toEqual({ procMount: 'Unmasked' });
    // A policy of the cluster can set it.
    expect(specOf(unmasked).containerSecurityContext).toEqual({ procMount: 'Unmasked' });
  });

  test('an unmasked /proc is refused in a pod that shares the users of the node', () => {
    const details = problemIn({ hostUsers: true }, unmasked);
    expect(details.property).toBe('containerSecurityContext.procMount');
    expect(details.remedy).toBe('Set hostUsers to false in podSpecOverlay.podSpec.');
  });
});

describe('on Windows', () => {
  test.each([
    ['hostUsers', { hostUsers: false }],
    ['hostPID', { hostPID: true }],
    ['shareProcessNamespace', { shareProcessNamespace: false }],
    ['securityContext.fsGroup', { securityContext: { fsGroup: 1 } }],
    ['securityContext.seccompProfile', { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }],
  ])('%s is refused, as by Kubernetes', (path, podSpec) => {
    expect(problemIn(podSpec, WINDOWS).property).toBe(`podSpecOverlay.podSpec.${path}`);
    expect(specOfPod(podSpec)).toEqual(podSpec);
  });

  test('options of Windows are possible', () => {
    const podSpec = { securityContext: { windowsOptions: { runAsUserName: 'ContainerUser' } } };
    expect(specOfPod(podSpec, WINDOWS)).toEqual(podSpec);
  });
});

describe('the delegate of an overlay with the feature flag', () => {
  const makes = {
    'pod spec': withPod({ hostUsers: false }),
    spread: { podSpecOverlay: { overlayYamlFlag: true, topologySpreadConstraints: [SPREAD] } },
  };

  describe.each(Object.entries(makes))('%s', (_what, given) => {
    const make = (version: string) => {
      const chart = newChart();
      const connector = connectorIn(chart, { delegates: DelegateSelection.of(delegateOf(chart, version)) });
      return stageOf({ infrastructure: infrastructureOf({ connector, ...given }, chart) });
    };

    test.each(['25.06.86300', '25.07.86301.minimal', '26.02.88404'])('can have the version %s', (version) => {
      expect(() => make(version)).not.toThrow();
    });

    test.each(['24.09.83900', '25.06.86299', NEW_DELEGATE])('cannot have the version %s', (version) => {
      const details = refused(() => make(version));
      expect(details.property).toBe('infrastructure.podSpecOverlay');
      expect(details.given).toContain(version);
      expect(details.allowed).toMatch(/863xx or later .* CI_K8S_OVERLAY_YAML$/);
    });
  });
});

describe('the fields of Kubernetes', () => {
  /** The members of an interface. cdk8s writes some of their names in other letters. */
  function membersIn(file: string, name: string): string[] {
    const source = readFileSync(join('node_modules', file), 'utf8');
    const body = new RegExp(`export interface ${name} \\{\\n(.*?)\\n\\}`, 's').exec(source)![1];
    return [...body.matchAll(/^ {4}(?:readonly )?(\w+)\??:/gm)].map(([, member]) => member.toLowerCase());
  }

  test.each([
    ['PodSpec', POD_FIELDS, ['evictionResponders', 'hostnameOverride', 'schedulingGroup', 'workloadRef']],
    ['PodSecurityContext', POD_SECURITY_FIELDS, []],
    ['Volume', POD_VOLUME_FIELDS, []],
  ])('of %s are those of two type packages, and newer ones', (name, fields, newer) => {
    const declared = ['kubernetes-types/core/v1.d.ts', 'cdk8s-plus-33/lib/imports/k8s.d.ts'].flatMap((file) =>
      membersIn(file, name),
    );
    const older = fields.filter((field) => !newer.includes(field as never));
    expect([...new Set(declared)].sort()).toEqual(older.map((field) => field.toLowerCase()).sort());
  });
});
