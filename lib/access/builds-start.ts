/** Keeps builds out of namespaces that delegates make with the Pod Security level `restricted`, which refuses them. */
import type { IConstruct } from 'constructs';
import { inWords, onRoot, own, PropertyChecks } from '../core';
import type { DelegateAccess } from './delegate-access';

/** The construct that makes each namespace restricted, and the one that lets builds run in each namespace, by their paths. */
interface Ground {
  readonly restricted: Map<string, string>;
  readonly builders: Map<string, string>;
}

const GROUND = Symbol.for('harness-constructs.restricted-namespaces');

function groundOf(scope: IConstruct): Ground {
  return onRoot(scope, GROUND, () => ({
    restricted: new Map<string, string>(),
    builders: new Map<string, string>(),
  }));
}

function buildsIn(access: DelegateAccess): string[] {
  return access._grants.flatMap(({ choice, namespaces = [] }) => (choice === 'ci-builds' ? namespaces : []));
}

/** Whether CI builds run in the namespace with this access. */
export function runsBuildsIn(access: DelegateAccess, namespace: string): boolean {
  return buildsIn(access).includes(namespace);
}

const NO_PROFILE = 'Harness sets no seccomp profile on build pods, so Pod Security would refuse every build';

/** Refuses builds in a restricted namespace, and a restricted namespace with builds: its own, or those of other delegates. */
export function checkBuildsStart(
  scope: IConstruct,
  checks: PropertyChecks,
  access: DelegateAccess,
  restricted?: string,
): void {
  const ground = groundOf(scope);
  for (const place of buildsIn(access)) {
    checks.later('access', [place], (known) => {
      const maker = ground.restricted.get(known);
      if (maker !== undefined && maker !== scope.node.path) {
        checks.refuse(
          'access',
          inWords(`builds in namespace "${known}", which [${maker}] makes with the Pod Security level "restricted"`),
          `a namespace that admits builds: ${NO_PROFILE}`,
          `Use another namespace, or make [${maker}] a HarnessDelegate with podSecurityLevel: PodSecurityLevel.BASELINE.`,
        );
      }
    });
  }
  if (restricted !== undefined) {
    checkRestricted(scope, checks, access, restricted);
  }
}

function checkRestricted(scope: IConstruct, checks: PropertyChecks, access: DelegateAccess, restricted: string): void {
  const refuse = (given: string, remedy: string): never =>
    checks.refuse(
      'podSecurityLevel',
      inWords(given),
      `"baseline" or "privileged" in a namespace with CI builds: ${NO_PROFILE}`,
      `${remedy} If a webhook of the cluster sets the profile, set ${own('createNamespace')} to false and label the existing namespace.`,
    );
  for (const place of buildsIn(access)) {
    checks.later('podSecurityLevel', [place, restricted], (known, here) => {
      if (known === here) {
        refuse('"restricted"', 'Set PodSecurityLevel.BASELINE.');
      }
    });
  }
  checks.later('podSecurityLevel', [restricted], (here) => {
    const builder = groundOf(scope).builders.get(here);
    if (builder !== undefined && builder !== scope.node.path) {
      refuse(
        `"restricted" for namespace "${here}", in which [${builder}] runs builds`,
        'Set PodSecurityLevel.BASELINE, or use another namespace for the builds.',
      );
    }
  });
}

/** Remembers where builds run, and the namespace that the construct makes restricted. */
export function keepBuildsStart(scope: IConstruct, access: DelegateAccess, restricted?: string): void {
  const ground = groundOf(scope);
  const keep = (kept: Map<string, string>, namespace: string) =>
    new PropertyChecks(scope).later('namespace', [namespace], (known) => kept.set(known, scope.node.path));
  buildsIn(access).forEach((place) => keep(ground.builders, place));
  if (restricted !== undefined) {
    keep(ground.restricted, restricted);
  }
}
