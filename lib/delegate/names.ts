import type { Construct } from 'constructs';
import { DNS_LABEL, DNS_SUBDOMAIN, LABEL_VALUE, nameOfReplaced, type PropertyChecks } from '../core';
import { DELEGATE_LABEL } from '../workload';
import type { GenerationRecord } from './generation';
import { refuseForGeneration } from './generation-support';
import type { DelegateAdoption } from './profile';

/** Name of the delegate's container, as documented. */
export const CONTAINER_NAME = 'delegate';

/** The names of the objects, and the selector of the pods. */
export interface ResolvedNames {
  /** Name of the delegate's objects. */
  readonly resource: string;
  readonly serviceAccount: string;
  readonly makesServiceAccount: boolean;
  /** Labels that select the pods. A Deployment's selector is immutable. */
  readonly selector: { [key: string]: string };
}

interface NamedDelegate {
  readonly checks: PropertyChecks;
  readonly props: { readonly delegateName: string; readonly adoption?: DelegateAdoption };
  readonly generation: GenerationRecord;
}

export function resolveNames(context: NamedDelegate): ResolvedNames {
  const { checks, props, generation } = context;
  const { delegateName, adoption } = props;
  if (adoption === undefined) {
    const selector = { [DELEGATE_LABEL]: delegateName };
    return { resource: delegateName, serviceAccount: delegateName, makesServiceAccount: true, selector };
  }
  if (!generation.hasUpgrader) {
    refuseForGeneration(context, 'adoption', 'Remove it: the Helm chart installs legacy delegates only.');
  }
  const { release, resourceName = delegateName, serviceAccountName = resourceName } = adoption._options;
  checks.plainText('adoption.release', release, LABEL_VALUE);
  // The default, the name of the delegate, is checked elsewhere.
  if (adoption._options.resourceName !== undefined) {
    checks.plainText('adoption.resourceName', resourceName, DNS_LABEL);
  }
  if (adoption._options.serviceAccountName !== undefined) {
    checks.plainText('adoption.serviceAccountName', serviceAccountName, DNS_SUBDOMAIN);
  }
  return {
    resource: resourceName,
    serviceAccount: serviceAccountName,
    makesServiceAccount: adoption._options.createServiceAccount ?? true,
    selector: {
      'app.kubernetes.io/name': delegateName,
      'app.kubernetes.io/instance': release,
      [DELEGATE_LABEL]: delegateName,
    },
  };
}

/** The name of an immutable object, which Pulumi must replace; an adopted object keeps its name. */
export function replaceableName(
  { scope, props }: { readonly scope: Construct; readonly props: { readonly adoption?: DelegateAdoption } },
  usual: string,
): string {
  return props.adoption === undefined ? nameOfReplaced(scope, usual) : usual;
}
