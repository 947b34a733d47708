import { DNS_LABEL, DNS_SUBDOMAIN, LABEL_VALUE, nameOfReplaced } from '../../values';
import type { ResolveContext } from './context';
import { DELEGATE_LABEL } from './marks';
import { refuseForGeneration } from './support-of-generation';

/** How the objects are called, and by what pods are found. */
export interface ResolvedNames {
  /** Of the objects of the delegate. */
  readonly resource: string;
  readonly serviceAccount: string;
  readonly makesServiceAccount: boolean;
  /** Labels by which the pods are selected. They can never be changed on a Deployment. */
  readonly selector: { [key: string]: string };
}

/** What the names need of the context, which holds them. */
type Context = Omit<ResolveContext, 'names' | 'profile'>;

export function resolveNames(context: Context): ResolvedNames {
  const { checks, props, generation } = context;
  const { delegateName, adoption } = props;
  if (adoption === undefined) {
    const selector = { [DELEGATE_LABEL]: delegateName };
    return { resource: delegateName, serviceAccount: delegateName, makesServiceAccount: true, selector };
  }
  if (!generation.hasUpgrader) {
    refuseForGeneration(context as ResolveContext, 'adoption', 'The Helm chart installs legacy delegates only.');
  }
  const { release, resourceName = delegateName, serviceAccountName = resourceName } = adoption._options;
  checks.plainText('adoption.release', release, LABEL_VALUE);
  // The name of the delegate, by which they are called otherwise, is checked by itself.
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

/** The name of an object that cannot be changed, only replaced; one that is taken over keeps its own. */
export function replaceableName({ scope, props }: ResolveContext, usual: string): string {
  return props.adoption === undefined ? nameOfReplaced(scope, usual) : usual;
}
