/** The rule for projects, against a plain reading of the labels. */
import * as fc from 'fast-check';
import { HarnessScope } from '../../lib/document';
import { only } from '../testkit/synth';
import { synthFarm } from './farms';

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
