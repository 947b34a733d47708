/** What is wrong with a farm apart from what was refused first. Nothing is created: the properties are only resolved. */
import type { Construct } from 'constructs';
import { FARM_NAME, resolveBuildFarm } from '../build-namespace';
import { KubernetesCredentials, resolveClusterConnector } from '../connector';
import { definedOf, inOwnWords, PropertyChecks, refusedIn, withOthers } from '../core';
import { resolveDelegate } from '../delegate';
import { DelegateSelection } from '../reference';
import { checkFarm, namespaceDefaults } from './checks';
import { connectorWords } from './connector';
import { delegateProps, delegateWords } from './delegate';
import type { CiBuildInfraProps } from './props';

/** The error of a farm, with what else is wrong with its delegate, connector and namespaces. */
export function wholeError(farm: Construct, given: CiBuildInfraProps, error: unknown): unknown {
  return withOthers(error, () => {
    const ofFarm = () => checkFarm(farm, given);
    const props = usable(given, refusedIn(ofFarm));
    return [
      ofFarm,
      ...(props.delegate === undefined ? [() => checkOwnDelegate(farm, props)] : []),
      ...(props.connector === undefined ? [() => checkOwnConnector(farm, props)] : []),
      ...(props.buildNamespaces ?? [undefined]).map((namespace, index) => () => {
        checkOwnNamespace(farm, props, namespace, `buildNamespaces[${index}]`);
      }),
    ];
  });
}

const NESTED = /^(delegateOptions|connectorOptions)\.(\w+)/;

/** The properties without those that were refused. Of options, only the refused ones are left out. */
export function usable<T extends object>(given: T, refused: readonly string[], nested = NESTED): T {
  const left = { ...given } as { [name: string]: unknown };
  for (const property of refused) {
    const [, options = '', name = ''] = nested.exec(property) ?? [];
    const within = left[options];
    if (typeof within === 'object' && within !== null) {
      left[options] = Object.fromEntries(Object.entries(within).filter(([own]) => own !== name));
    } else {
      delete left[/^\w*/.exec(property)?.[0] ?? ''];
    }
  }
  return left as T;
}

function checkOwnDelegate(farm: Construct, props: CiBuildInfraProps): void {
  inOwnWords({ construct: farm, names: delegateWords(props) }, () => resolveDelegate(farm, delegateProps(farm, props)));
}

/** The delegate may not exist, so a valid name and a valid selection take its place. */
function checkOwnConnector(farm: Construct, props: CiBuildInfraProps): void {
  const { connectorOptions = {}, scope } = props;
  inOwnWords({ construct: farm, names: connectorWords(props) }, () =>
    resolveClusterConnector(new PropertyChecks(farm), {
      name: 'delegate',
      ...definedOf(connectorOptions),
      ...definedOf({ scope }),
      credentials: KubernetesCredentials.inheritFromDelegate(),
      delegates: DelegateSelection.withTags(['delegate']),
    }),
  );
}

function checkOwnNamespace(
  farm: Construct,
  props: CiBuildInfraProps,
  namespace: string | undefined,
  property: string,
): void {
  const { labels, annotations } = props;
  const given = { ...namespaceDefaults(props), ...definedOf({ labels, annotations }) };
  const names = { sharedWith: 'sharedNamespace', ...(namespace === undefined ? {} : { namespace: property }) };
  inOwnWords({ construct: farm, names }, () => resolveBuildFarm(farm, { ...given, namespace: namespace ?? FARM_NAME }));
}
