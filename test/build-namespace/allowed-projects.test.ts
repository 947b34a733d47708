import { JsonPatch } from 'cdk8s';
import { BuildFarmNamespace, PolicyEnforcement } from '../../lib/build-namespace';
import { HarnessScope } from '../../lib/document';
import { ImportedDelegate } from '../../lib/reference';
import { newChart, only, synth } from '../testkit/synth';
import { synthFarm } from './farms';

const PAYMENTS = HarnessScope.project('eng', 'payments');
const SEARCH = HarnessScope.project('eng', 'search');
const ADS = HarnessScope.project('sales', 'ads');
const ENG = HarnessScope.organization('eng');
const ORG = 'object.metadata.?labels[?"orgID"].orValue("")';
const PROJECT = 'object.metadata.?labels[?"projectID"].orValue("")';

type Props = Parameters<typeof synthFarm>[0];

/** The rules of the policy about labels of projects. */
function rulesOf(props: Props) {
  const { validations } = only(synthFarm(props).manifests, 'ValidatingAdmissionPolicy').spec;
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
    expect(message).toContain('Build pods must be of project payments of organization eng or organization sales');
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
      'NOTE: no admission policy has this rule: Build pods must be of project payments of organization eng (by their labels',
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
