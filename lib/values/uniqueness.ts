import type { IConstruct } from 'constructs';
import { HarnessConstructsError } from './errors';
import { checkLater, isUnresolved } from './unresolved';

/** What must be there once only within an app, which stands for one cluster. */
export interface Claim {
  /** What it is, for example `Deployment`. */
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** The property of the construct that decides the name. */
  readonly property: string;
  readonly remedy: string;
}

const REGISTRY_KEY = Symbol.for('harness-constructs.claims');
type Claims = Map<string, string>;

/** The claims of one app, kept on its root, so that nobody has to walk the tree. */
function claimsOf(scope: IConstruct): Claims {
  const root = scope.node.root as IConstruct & { [REGISTRY_KEY]?: Claims };
  if (!root[REGISTRY_KEY]) {
    Object.defineProperty(root, REGISTRY_KEY, { value: new Map() });
  }
  return root[REGISTRY_KEY] as unknown as Claims;
}

/** Claims a name. Throws when another construct of the app has it. */
export function claim(scope: IConstruct, wanted: Claim): void {
  const claims = claimsOf(scope);
  const { kind, namespace = '', name } = wanted;
  const holder = scope.node.path;
  const take = (...where: string[]): void => {
    const key = [kind, ...where].join('\n');
    const other = claims.get(key);
    if (other !== undefined && other !== holder) {
      refuse(scope, wanted, where, other);
    }
    claims.set(key, holder);
  };
  take(namespace, name);
  if (isUnresolved(namespace) || isUnresolved(name)) {
    checkLater(scope, [namespace, name], take);
  }
}

function refuse(scope: IConstruct, wanted: Claim, [namespace, name]: string[], other: string): never {
  const place = namespace ? ` in namespace "${namespace}"` : '';
  throw new HarnessConstructsError({
    constructPath: scope.node.path,
    property: wanted.property,
    given: `${wanted.kind} "${name}"${place}, which [${other}] makes already`,
    allowed: `one ${wanted.kind} of a name${place || ' in a cluster'}`,
    remedy: wanted.remedy,
  });
}
