/**
 * Keeps the pods that pipelines start out of the namespaces of delegates and of accounts for connectors: a pod can read the
 * Secrets and use the ServiceAccounts of its namespace, and thus act as them.
 */
import type { IConstruct } from 'constructs';
import { inWords, onRoot, own, PropertyChecks } from '../core';
import type { DelegateAccess } from './delegate-access';

/** A delegate, or an account for connectors, as errors name it. */
export interface Resident {
  /** For example `the delegate "ci"`. */
  readonly owner: string;
  /** The namespace with its token. */
  readonly namespace: string;
  /** Path of its construct. */
  readonly path: string;
}

/** Who lets pipelines start pods in a namespace. */
interface Starter {
  /** For example `the delegate "ci" [farm/Delegate]`. */
  readonly who: string;
  /** How to accept the risk there. */
  readonly acceptance: string;
}

/** The first resident and starter of each namespace. */
interface Ground {
  readonly residents: Map<string, Resident>;
  readonly starters: Map<string, Starter>;
}

const GROUND = Symbol.for('harness-constructs.token-namespaces');

function groundOf(scope: IConstruct): Ground {
  return onRoot(scope, GROUND, () => ({
    residents: new Map<string, Resident>(),
    starters: new Map<string, Starter>(),
  }));
}

function whoOf({ owner, path }: Omit<Resident, 'namespace'>): string {
  return `${owner} [${path}]`;
}

/** Where the access lets pipelines start pods, without the namespaces whose risk the program accepts. */
function startsIn(access: DelegateAccess): string[] {
  return access._grants.flatMap(({ startsPods, namespaces = [] }) => (startsPods ? namespaces : []));
}

/**
 * Refuses access to start pods in the namespace of another delegate or account of the app, and a namespace of its own where
 * others can start pods. `checks` are those of the construct.
 */
export function checkApart(scope: IConstruct, checks: PropertyChecks, namespace: string, access: DelegateAccess): void {
  const { residents, starters } = groundOf(scope);
  for (const place of startsIn(access)) {
    checks.later('access', [place], (known) => {
      const resident = residents.get(known);
      if (resident !== undefined) {
        checks.refuse(
          'access',
          inWords(`access to start pods in namespace "${known}", which is that of ${whoOf(resident)}`),
          `a namespace without the token of ${resident.owner}, because a pod in its namespace can act as ${resident.owner}`,
          'Use another namespace, or accept the risk with { sharedNamespace: true }.',
        );
      }
    });
  }
  checks.later('namespace', [namespace], (known) => {
    const starter = starters.get(known);
    if (starter !== undefined) {
      checks.refuse(
        'namespace',
        inWords(`"${known}", in which ${starter.who} can start pods`),
        'another namespace, because a pod in the namespace of a token can read it',
        `Use another one, or accept the risk with ${starter.acceptance}.`,
      );
    }
  });
}

/** Remembers the namespace of a delegate or account, and where it can start pods. */
export function keepApart(scope: IConstruct, resident: Resident, access: DelegateAccess): void {
  keepResident(scope, resident);
  const acceptance = `{ sharedNamespace: true } in the access of [${resident.path}]`;
  startsIn(access).forEach((place) => keepStarter(scope, place, { who: whoOf(resident), acceptance }));
}

/** Remembers the namespace of a delegate or account. */
export function keepResident(scope: IConstruct, resident: Resident): void {
  keep(scope, groundOf(scope).residents, resident.namespace, resident);
}

function keepStarter(scope: IConstruct, namespace: string, starter: Starter): void {
  keep(scope, groundOf(scope).starters, namespace, starter);
}

function keep<T>(scope: IConstruct, kept: Map<string, T>, namespace: string, value: T): void {
  new PropertyChecks(scope).later('namespace', [namespace], (known) => {
    if (!kept.has(known)) {
      kept.set(known, value);
    }
  });
}

/** Refuses a namespace for builds that is that of a delegate or account of the app. */
export function checkBuildsApart(scope: IConstruct, namespace: string): void {
  const checks = new PropertyChecks(scope);
  const { residents } = groundOf(scope);
  checks.later('namespace', [namespace], (known) => {
    const resident = residents.get(known);
    if (resident !== undefined) {
      checks.refuse(
        'namespace',
        inWords(`"${known}", the namespace of ${whoOf(resident)}`),
        `another namespace, because a pod in the namespace of ${resident.owner} can act as ${resident.owner}`,
        'Use another one, or accept the risk with sharedWith of BuildFarmNamespace.',
      );
    }
  });
}

/** Remembers that builds run in a namespace. */
export function keepBuildsApart(scope: IConstruct, namespace: string): void {
  const acceptance = `${own('sharedWith')} of BuildFarmNamespace`;
  keepStarter(scope, namespace, { who: `builds of [${scope.node.path}]`, acceptance });
}
