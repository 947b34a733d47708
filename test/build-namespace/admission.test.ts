/** The admission policy: the volumes and projects that it admits, and how it is enforced. */
import { JsonPatch } from 'cdk8s';
import * as fc from 'fast-check';
import { BuildFarmNamespace, BuildIsolation, BuildVolumeType, PolicyEnforcement } from '../../lib/build-namespace';
import { HarnessScope } from '../../lib/document';
import { ImportedDelegate } from '../../lib/reference';
import { RESTRICTED } from '../testkit/isolations';
import { every, type Manifest, newChart, only, synth } from '../testkit/synth';
import { synthFarm } from './farms';

const REASON = 'Builds read the secrets of the vault.';
const why = { reason: REASON };
const SECRETS_STORE = BuildVolumeType.csi('secrets-store.csi.k8s.io', why);
const ISOLATIONS = [
  BuildIsolation.baseline(),
  RESTRICTED,
  BuildIsolation.dockerInDocker(why),
  BuildIsolation.hostPaths(['/var/cache/builds'], why),
];
const ALLOWED = ['emptyDir', 'secret', 'configMap', 'projected', 'downwardAPI', 'persistentVolumeClaim'];

function policyOf(manifests: readonly Manifest[]) {
  return only(manifests, 'ValidatingAdmissionPolicy');
}

/** The alternatives of which a volume must fulfil one, and the message. */
function allowedBy(props: Parameters<typeof synthFarm>[0]): { alternatives: string[]; message: string } {
  const rules: { expression: string; message: string }[] = policyOf(synthFarm(props).manifests).spec.validations;
  const [rule] = rules.filter(({ expression }) => expression.includes('has(v.emptyDir)'));
  const [, list] = /^object\.spec\.\?volumes\.orValue\(\[\]\)\.all\(v, (.*)\)$/.exec(rule.expression) ?? [];
  return { alternatives: list.split(' || '), message: rule.message };
}

describe('the volumes of build pods', () => {
  test.each(ISOLATIONS.map((isolation) => [isolation.toString(), isolation] as const))(
    'must have one of the allowed types, whatever other types Kubernetes knows: %s',
    (_what, isolation) => {
      const { alternatives, message } = allowedBy({ isolation });
      // Which directories of the node are allowed is a rule of its own.
      expect(alternatives).toEqual([...ALLOWED, 'hostPath'].map((type) => `has(v.${type})`));
      expect(message).toContain(`other than ${ALLOWED.join(', ')}.`);
      expect(message).toContain('additionalVolumeTypes');
    },
  );

  test.each([
    [SECRETS_STORE, 'v.?csi.?driver.orValue("") == "secrets-store.csi.k8s.io"'],
    [BuildVolumeType.nfs('nfs.example.com', why), 'v.?nfs.?server.orValue("") == "nfs.example.com"'],
    [BuildVolumeType.ephemeral(why), 'has(v.ephemeral)'],
    [BuildVolumeType.image(why), 'has(v.image)'],
    [BuildVolumeType.other('iscsi', why), 'has(v.iscsi)'],
  ])('can be opened by name: %s', (type, alternative) => {
    const { alternatives, message } = allowedBy({ additionalVolumeTypes: [type] });
    expect(alternatives).toEqual([...[...ALLOWED, 'hostPath'].map((name) => `has(v.${name})`), alternative]);
    expect(message).toContain(`${ALLOWED.join(', ')}, ${type.toString()}. Use`);
  });

  test('of an additional type have their reason in the policy and in the summary, but not in the namespace', () => {
    const { farm, manifests } = synthFarm({ additionalVolumeTypes: [SECRETS_STORE] });
    const description = `csi volumes with the driver secrets-store.csi.k8s.io. Reason: ${REASON}`;
    expect(policyOf(manifests).metadata.annotations).toEqual({ 'kubernetes.io/description': description });
    expect(only(manifests, 'Namespace').metadata.annotations).not.toHaveProperty('kubernetes.io/description');
    expect(farm.summary()).toContain(
      `NOTE: builds can mount csi volumes with the driver secrets-store.csi.k8s.io. Reason: ${REASON}`,
    );
  });

  test('and a loose isolation have one reason in each line', () => {
    const [, , isolation] = ISOLATIONS;
    const { manifests } = synthFarm({ isolation, additionalVolumeTypes: [SECRETS_STORE, BuildVolumeType.image(why)] });
    const lines = policyOf(manifests).metadata.annotations?.['kubernetes.io/description'].split('\n') ?? [];
    expect(lines).toHaveLength(3);
    expect(lines[2]).toBe(`image volumes. Reason: ${REASON}`);
  });

  test('without the policy are not said to be limited', () => {
    const { farm } = synthFarm({ clusterScoped: false, additionalVolumeTypes: [SECRETS_STORE] });
    expect(farm.summary()).not.toContain('NOTE: builds can mount');
    expect(farm.summary()).toContain('everything that its Pod Security level allows');
  });
});

describe('the admission policy refuses', () => {
  const refusing = (words: string) =>
    ISOLATIONS.filter((isolation) =>
      policyOf(synthFarm({ isolation }).manifests).spec.validations.some(({ expression }: { expression: string }) =>
        expression.includes(words),
      ),
    ).map(String);

  test('a host in probes and lifecycle hooks under every isolation', () => {
    expect(refusing('h.?httpGet.?host')).toEqual(ISOLATIONS.map(String));
    expect(refusing('h.?tcpSocket.?host')).toEqual(ISOLATIONS.map(String));
  });

  test('sysctls beyond baseline, unless containers can be privileged', () => {
    expect(refusing('.?sysctls')).toEqual(ISOLATIONS.filter((one) => !one.allowsPrivileged).map(String));
  });
});

const PAYMENTS = HarnessScope.project('eng', 'payments');
const SEARCH = HarnessScope.project('eng', 'search');
const ADS = HarnessScope.project('sales', 'ads');
const ENG = HarnessScope.organization('eng');
const ORG = 'object.metadata.?labels[?"orgID"].orValue("")';
const PROJECT = 'object.metadata.?labels[?"projectID"].orValue("")';

type Props = Parameters<typeof synthFarm>[0];

/** The rules of the policy about labels of projects. */
function rulesOf(props: Props) {
  const { validations } = policyOf(synthFarm(props).manifests).spec;
  return (validations as { expression: string; message: string; reason: string }[]).filter(({ expression }) =>
    expression.includes('orgID'),
  );
}

describe('the projects whose builds a namespace admits', () => {
  test('are all by default', () => {
    expect(rulesOf({})).toEqual([]);
    expect(synthFarm({}).farm.allowedProjects).toEqual([]);
    expect(synthFarm({}).farm.summary()).not.toContain('Admits builds');
  });

  test.each<[string, HarnessScope[], string]>([
    ['a project by both labels', [PAYMENTS], `${ORG} == "eng" && ${PROJECT} in ["payments"]`],
    ['an organization by its label alone', [ENG], `${ORG} == "eng"`],
    ['several projects', [PAYMENTS, SEARCH], `${ORG} == "eng" && ${PROJECT} in ["payments", "search"]`],
    [
      'projects of several organizations',
      [PAYMENTS, ADS],
      `${ORG} == "eng" && ${PROJECT} in ["payments"] || ${ORG} == "sales" && ${PROJECT} in ["ads"]`,
    ],
    ['an organization and a project of it', [PAYMENTS, ENG], `${ORG} == "eng"`],
  ])('are %s', (_what, allowedProjects, expression) => {
    const [rule, ...others] = rulesOf({ allowedProjects });
    expect(rule).toMatchObject({ expression, reason: 'Forbidden' });
    expect(others).toEqual([]);
  });

  test('are named to the author of a refused build, with what to change', () => {
    const [{ message }] = rulesOf({ allowedProjects: [PAYMENTS, HarnessScope.organization('sales')] });
    expect(message).toContain('Build pods must belong to project payments of organization eng or organization sales');
    expect(message).toContain('Run the stage in a pipeline of a project that the namespace admits');
    expect(message).toContain('remove these labels from the stage');
    expect(message).toContain('allowedProjects');
  });

  test('do not concern the delegate beside the builds: the policy does not apply to its pods', () => {
    const chart = newChart();
    const delegate = new ImportedDelegate(chart, 'Delegate', { delegateName: 'ci', namespace: 'ci' });
    new BuildFarmNamespace(chart, 'Builds', { namespace: 'ci', sharedWith: delegate, allowedProjects: [PAYMENTS] });
    const { matchConditions, validations } = only(synth(chart), 'ValidatingAdmissionPolicy').spec;
    expect(JSON.stringify(validations)).toContain('projectID');
    expect(matchConditions.map(({ name }: { name: string }) => name)).toContain('is-no-delegate');
  });

  test('follow from the rendered policy in the summary, which says that the labels are no boundary', () => {
    const { farm } = synthFarm({ allowedProjects: [PAYMENTS, ENG] });
    expect(farm.summary()).toContain(
      '  Admits builds of project payments of organization eng and organization eng, by their labels orgID and projectID.\n' +
        '  NOTE: a stage can set these labels itself: a guard, not a boundary.',
    );
  });

  test('are not said to be admitted if a patch removes the rule', () => {
    const { chart, farm } = synthFarm({ allowedProjects: [PAYMENTS] });
    const policy = farm.node.findAll().find((one) => one.node.id === 'ValidatingAdmissionPolicy') as never as {
      toJson(): { spec: { validations: { expression: string }[] } };
      addJsonPatch(...ops: JsonPatch[]): void;
    };
    const kept = policy.toJson().spec.validations.filter(({ expression }) => !expression.includes('orgID'));
    policy.addJsonPatch(JsonPatch.replace('/spec/validations', kept));
    synth(chart);
    expect(farm.summary()).not.toContain('Admits builds');
    expect(farm.summary()).toContain(
      'NOTE: no admission policy has this rule: Build pods must belong to project payments of organization eng.',
    );
  });

  test('are all while the policy refuses nothing', () => {
    const enforcement = PolicyEnforcement.audit({ reason: 'Teams move here until March.' });
    const summary = synthFarm({ allowedProjects: [PAYMENTS], enforcement }).farm.summary();
    expect(summary).not.toContain('Admits builds');
    expect(summary).toContain('Pods can be of any project, and use any ServiceAccount of the namespace');
  });

  test('are refused where there is no policy, with the reason', () => {
    for (const [cluster, why] of [
      [{ clusterScoped: false }, /clusterScoped is false/],
      [{ kubernetesVersion: '1.29' }, /Kubernetes 1\.29 does not support/],
    ] as const) {
      expect(() => synthFarm({ allowedProjects: [PAYMENTS], ...cluster })).toThrow(why);
    }
  });

  test('are copied', () => {
    const allowedProjects = [PAYMENTS];
    const chart = newChart();
    const farm = new BuildFarmNamespace(chart, 'Builds', { allowedProjects });
    allowedProjects.push(SEARCH);
    expect(farm.allowedProjects).toEqual([PAYMENTS]);
  });
});

const identifier = fc.constantFrom<string>('eng', 'sales', 'payments', 'search', 'a_b', 'A9');
const scope = fc.oneof(
  identifier.map((organization) => HarnessScope.organization(organization)),
  fc.tuple(identifier, identifier).map(([organization, project]) => HarnessScope.project(organization, project)),
);
const labels = fc.record({ orgID: identifier, projectID: identifier }, { requiredKeys: [] });

/** Evaluates the few forms of CEL of the rule, with the precedence of the language. */
function holds(expression: string, pod: { readonly [label: string]: string }): boolean {
  return expression.split(' || ').some((all) =>
    all.split(' && ').every((term) => {
      const [, label, operator, right] =
        /^object\.metadata\.\?labels\[\?"(\w+)"\]\.orValue\(""\) (==|in) (.*)$/.exec(term) ?? [];
      const value = pod[label] ?? '';
      return operator === '==' ? value === JSON.parse(right) : (JSON.parse(right) as string[]).includes(value);
    }),
  );
}

// Against a plain reading of the labels.
test('a pod is admitted exactly if one of the scopes is its project or organization', () => {
  fc.assert(
    fc.property(fc.uniqueArray(scope, { minLength: 1, maxLength: 5, selector: String }), labels, (allowed, pod) => {
      const { validations } = only(synthFarm({ allowedProjects: allowed }).manifests, 'ValidatingAdmissionPolicy').spec;
      const [{ expression }] = validations.filter((rule: { expression: string }) => rule.expression.includes('orgID'));
      const expected = allowed.some(
        ({ orgIdentifier, projectIdentifier }) =>
          pod.orgID === orgIdentifier && [undefined, pod.projectID].includes(projectIdentifier),
      );
      expect(holds(expression, pod)).toBe(expected);
    }),
    { numRuns: 60 },
  );
});

const INCIDENT = 'INC-7: builds of the release are refused.';
const incident = { reason: INCIDENT };
const BINDING = 'ValidatingAdmissionPolicyBinding';

describe('the enforcement of the admission policy', () => {
  test.each([
    ['denies by default', undefined, ['Deny']],
    ['can be set to deny', PolicyEnforcement.deny(), ['Deny']],
    ['can warn, which is audited as well', PolicyEnforcement.warn(incident), ['Warn', 'Audit']],
    ['can audit only', PolicyEnforcement.audit(incident), ['Audit']],
  ])('%s', (_what, enforcement, actions) => {
    const { manifests } = synthFarm({ enforcement });
    expect(only(manifests, BINDING).spec.validationActions).toEqual(actions);
  });

  test('removes one binding as break-glass, and changes nothing else but the reason', () => {
    const { manifests } = synthFarm({});
    const broken = synthFarm({ enforcement: PolicyEnforcement.breakGlass(incident) }).manifests;
    expect(every(broken, BINDING)).toEqual([]);
    const { annotations, ...metadata } = only(broken, 'ValidatingAdmissionPolicy').metadata;
    expect(annotations).toEqual({
      'kubernetes.io/description': `Break-glass: the admission policy has no binding, and refuses no pod. Reason: ${INCIDENT}`,
    });
    const rest = manifests.filter(({ kind }) => kind !== BINDING);
    expect(broken.map((one) => (one.kind === 'ValidatingAdmissionPolicy' ? { ...one, metadata } : one))).toEqual(
      rest.map((one) => {
        const { annotations: _none, ...other } = one.metadata;
        return one.kind === 'ValidatingAdmissionPolicy' ? { ...one, metadata: other } : one;
      }),
    );
  });

  test.each([
    [PolicyEnforcement.warn(incident), 'The admission policy warns and audits, and refuses no pod'],
    [PolicyEnforcement.audit(incident), 'The admission policy audits, and refuses no pod'],
    [PolicyEnforcement.breakGlass(incident), 'Break-glass: the admission policy has no binding, and refuses no pod'],
  ])('shows in the summary while it refuses nothing: %s', (enforcement, words) => {
    const summary = synthFarm({ enforcement }).farm.summary();
    expect(summary).toContain(`EXPOSED: ${words}. Reason: ${INCIDENT}`);
    expect(summary).toContain('NOTE: no admission policy applies to every build.');
    expect(synthFarm({}).farm.summary()).not.toContain('EXPOSED');
  });

  test('is refused where the cluster does not support admission policies', () => {
    expect(() => synthFarm({ enforcement: PolicyEnforcement.audit(incident), kubernetesVersion: '1.29' })).toThrow(
      /enforcement: got audit; expected no value, because there is no admission policy: Kubernetes 1\.29 does not support/,
    );
  });

  test('leaves the Pod Security level of the namespace enforced', () => {
    const { manifests } = synthFarm({
      isolation: BuildIsolation.baseline(),
      enforcement: PolicyEnforcement.breakGlass(incident),
    });
    expect(only(manifests, 'Namespace').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
    });
  });
});
