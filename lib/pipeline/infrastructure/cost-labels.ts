/** Checks of an infrastructure against the cost labels of its namespace, which the admission policy demands of pods. */
import type { IBuildFarmNamespace } from '../../build-namespace';
import type { PropertyChecks } from '../../core';
import { isExpression } from '../../document';
import type { KubernetesDirectInfrastructureProps } from './props';

/** A namespace of this program. */
interface LabeledNamespace extends IBuildFarmNamespace {
  readonly costLabels?: { readonly [key: string]: string };
  /** Whether the API server sets them. */
  readonly _mutatesPods?: boolean;
}

/** Throws for labels that the namespace would refuse, and for missing ones that nothing sets. The profile sets the same ones. */
export function checkCostLabels(
  checks: PropertyChecks,
  { buildNamespace, labels = {}, inputs = {} }: KubernetesDirectInfrastructureProps,
): void {
  const { costLabels = {}, _mutatesPods: isSet = false } = (buildNamespace ?? {}) as LabeledNamespace;
  for (const [key, value] of Object.entries(costLabels)) {
    const property = `labels["${key}"]`;
    const given = labels[key];
    if (given === undefined && inputs.labels === undefined && !isSet) {
      const allowed = `"${value}", as in costLabels of the namespace`;
      const remedy = 'Set it, or use stage or stageInfrastructure of the farm.';
      checks.apart(() => checks.refuse(property, undefined, allowed, remedy, 'missing'));
    } else if (given !== undefined) {
      checks.later(property, [given], (known) => {
        if (known !== value && !isExpression(known)) {
          checks.refuse(property, known, `"${value}", as in costLabels of the namespace`, 'Remove it.');
        }
      });
    }
  }
}
