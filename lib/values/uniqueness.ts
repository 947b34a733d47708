import type { IConstruct } from 'constructs';
import { HarnessConstructsError } from './errors';
import { onRoot } from './on-root';
import { checkLater, isUnresolved, placeholderOf } from './unresolved';

/** What must be there once only within an app, which stands for one cluster. */
export interface Claim {
  /** Id of the construct that will have it. */
  readonly id: string;
  /** What it is, for example `Deployment`. */
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** The property of the construct that decides the name. */
  readonly property: string;
  readonly remedy: string;
  /**
   * What there may be once, for names that Kubernetes does not know: `one connector of an identifier in a scope`. Left
   * out, it is a name in the namespace or in the cluster.
   */
  readonly allowed?: string;
}

const REGISTRY_KEY = Symbol.for('harness-constructs.claims');
/** By kind and place: which object of which construct has the name. */
type Claims = Map<string, Holder>;
interface Holder {
  readonly path: string;
  readonly id: string;
}

/** Claims names, all or none. Throws when another construct of the app has one of them. */
export function claimAll(scope: IConstruct, all: readonly Claim[]): void {
  const claims = onRoot(scope, REGISTRY_KEY, (): Claims => new Map());
  const added: Claims = new Map();
  for (const wanted of all) {
    const place = placeOf(wanted);
    refuseTaken(claims, scope, wanted, place);
    claim(added, scope, wanted, place);
  }
  added.forEach((holder, key) => claims.set(key, holder));
  for (const wanted of all) {
    const place = placeOf(wanted);
    if (place.some(isUnresolved)) {
      checkLater(scope, place, (...known) => claim(claims, scope, wanted, known));
    }
  }
}

function placeOf({ namespace, name }: Claim): string[] {
  return [placeholderOf(namespace ?? ''), placeholderOf(name)];
}

/** Throws when another object has the name. */
function claim(claims: Claims, scope: IConstruct, wanted: Claim, place: readonly string[]): void {
  refuseTaken(claims, scope, wanted, place);
  claims.set(keyOf(wanted, place), { path: scope.node.path, id: wanted.id });
}

function keyOf({ kind }: Claim, place: readonly string[]): string {
  return [kind, ...place].join('\n');
}

function refuseTaken(claims: Claims, scope: IConstruct, wanted: Claim, place: readonly string[]): void {
  const holder = claims.get(keyOf(wanted, place));
  if (holder === undefined || (holder.path === scope.node.path && holder.id === wanted.id)) {
    return;
  }
  const [namespace, name] = place;
  const where = namespace ? ` in namespace "${namespace}"` : '';
  throw new HarnessConstructsError({
    constructPath: scope.node.path,
    property: wanted.property,
    given: `${wanted.kind} "${name}"${where}, which [${holder.path}] makes already`,
    ...(wanted.allowed === undefined
      ? {
          allowed: `one ${wanted.kind} of a name${where || ' in a cluster'}`,
          remedy: `${wanted.remedy} Charts for different clusters belong to different apps.`,
        }
      : { allowed: wanted.allowed, remedy: wanted.remedy }),
  });
}
