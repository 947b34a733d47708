/** Whose builds a namespace admits, by the labels that Harness sets on build pods. */
import { inWords, own, type PropertyChecks, type Rule } from '../core';
import { checkScope, type HarnessScope } from '../document';
import { BUILD_LABEL_VALUE } from '../workload';
import { type AdmissionRule, list, text } from '../build-pods';

/**
 * Labels with the identifiers of the pipeline's organization and project. Labels of the stage take precedence over them, so
 * the author of a pipeline can set them.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/ci-stage-settings
 * @see https://github.com/vigneswara-propelo/harness-core/blob/018b59a3855b37fe00c59a5f219320a3597d4de9/332-ci-manager/service/src/main/java/io/harness/ci/execution/integrationstage/K8InitializeTaskParamsBuilder.java
 */
const LABELS = { organization: 'orgID', project: 'projectID' };

/** Keeps pods of other projects out. */
export function projectRule(allowed: readonly HarnessScope[]): AdmissionRule {
  const byOrganization = new Map<string, (string | undefined)[]>();
  for (const { orgIdentifier = '', projectIdentifier } of allowed) {
    byOrganization.set(orgIdentifier, [...(byOrganization.get(orgIdentifier) ?? []), projectIdentifier]);
  }
  const alternatives = [...byOrganization].map(([organization, projects]) => {
    const known = projects.filter((project) => project !== undefined);
    const ofOrganization = `${label(LABELS.organization)} == ${text(organization)}`;
    return known.length < projects.length
      ? ofOrganization
      : `${ofOrganization} && ${label(LABELS.project)} in ${list(known)}`;
  });
  const places = allowed.map(String).join(' or ');
  return {
    expression: alternatives.join(' || '),
    message: `Build pods must belong to ${places}. Harness sets the labels ${LABELS.organization} and ${LABELS.project} from the project. Run the stage in a pipeline of a project that the namespace admits, remove these labels from the stage, or ask the owner of the farm to add the project to allowedProjects.`,
  };
}

function label(name: string): string {
  return `object.metadata.?labels[?${text(name)}].orValue("")`;
}

const WHY_LABELED = 'without this label, the policy would refuse all of its builds.';

/** Identifiers that Harness writes to the labels. */
const LABELED_ORGANIZATION: Rule = {
  ...BUILD_LABEL_VALUE,
  remedy: `Use an organization with another identifier, or remove it from ${own('allowedProjects')}: ${WHY_LABELED}`,
};
const LABELED_PROJECT: Rule = {
  ...BUILD_LABEL_VALUE,
  remedy: `Use a project with another identifier, or admit its whole organization: ${WHY_LABELED}`,
};

/** Throws for a list that admits nothing or everything, and for identifiers without a label. `why` says why there is no policy. */
export function checkAllowedProjects(checks: PropertyChecks, allowed: readonly HarnessScope[], why?: string): void {
  if (allowed.length === 0) {
    const remedy = `Add a project, or remove ${own('allowedProjects')} to admit all of them.`;
    checks.refuse('allowedProjects', [], 'at least one project or organization', remedy);
  }
  checks.each(allowed, (scope, index) => {
    const property = `allowedProjects[${index}]`;
    const { orgIdentifier, projectIdentifier } = scope;
    if (orgIdentifier === undefined) {
      const remedy = `Use HarnessScope.project(…) or HarnessScope.organization(…), or remove ${own('allowedProjects')} to admit all projects.`;
      checks.refuse(property, inWords(String(scope)), 'a project or an organization', remedy);
    }
    checkScope(checks, property, scope);
    checks.plainText(`${property}.orgIdentifier`, orgIdentifier, LABELED_ORGANIZATION);
    if (projectIdentifier !== undefined) {
      checks.plainText(`${property}.projectIdentifier`, projectIdentifier, LABELED_PROJECT);
    }
    checks.once(property, String(scope), allowed.slice(0, index).map(String));
  });
  if (why !== undefined) {
    const allowedValue = `no value, because there is no admission policy: ${why}`;
    const remedy = 'Remove it. Without a policy, only the delegate and the connector decide whose builds run here.';
    checks.refuse('allowedProjects', inWords(allowed.map(String).join(', ')), allowedValue, remedy);
  }
}
