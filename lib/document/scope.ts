import {
  instance,
  isSecret,
  optional,
  own,
  type PropertyChecks,
  PUBLIC_TEXT,
  type Rule,
  type Shape,
  TEXT,
} from '../core';

/** Stands for an unknown identifier. It is not a valid one. */
const SOME = '?';

/** Scope of an entity in Harness: the account, an organization or a project. */
export class HarnessScope {
  /** The account scope. */
  public static account(): HarnessScope {
    return new HarnessScope(0);
  }

  /** The scope of an organization. */
  public static organization(orgIdentifier: string): HarnessScope {
    return new HarnessScope(1, orgIdentifier);
  }

  /** The scope of a project. */
  public static project(orgIdentifier: string, projectIdentifier: string): HarnessScope {
    return new HarnessScope(2, orgIdentifier, projectIdentifier);
  }

  /** An unknown project, which can see references to account, organization and project. @internal */
  public static _someProject(orgIdentifier = SOME): HarnessScope {
    return new HarnessScope(2, orgIdentifier, SOME);
  }

  private constructor(
    /** Number of required identifiers. A missing one would silently widen the scope. @internal */
    public readonly _depth: number,
    /** Identifier of the organization; `undefined` in the account scope. */
    public readonly orgIdentifier?: string,
    /** Identifier of the project; `undefined` in an account or organization scope. */
    public readonly projectIdentifier?: string,
  ) {}

  /** Whether entities in the other scope can refer to entities in this one. */
  public contains(other: HarnessScope): boolean {
    return (
      (this.orgIdentifier === undefined || this.orgIdentifier === other.orgIdentifier) &&
      (this.projectIdentifier === undefined || this.projectIdentifier === other.projectIdentifier)
    );
  }

  /** Reference to an entity of this scope: `account.identifier`, `org.identifier` or `identifier`. */
  public referenceTo(identifier: string): string {
    if (this.orgIdentifier === undefined) {
      return `account.${identifier}`;
    }
    return this.projectIdentifier === undefined ? `org.${identifier}` : identifier;
  }

  /** For example `project payments of organization eng`. */
  public toString(): string {
    if (this.orgIdentifier === undefined) {
      return 'the account';
    }
    if (this.projectIdentifier === SOME) {
      return 'a pipeline';
    }
    const organization = `organization ${this.orgIdentifier}`;
    return this.projectIdentifier === undefined ? organization : `project ${this.projectIdentifier} of ${organization}`;
  }
}

/** Whether something can be in both scopes. Identifiers that are unknown or left out are any. */
export function overlap(one: HarnessScope, other: HarnessScope): boolean {
  const isAny = (identifier?: string) => identifier === undefined || identifier === SOME;
  return (['orgIdentifier', 'projectIdentifier'] as const).every(
    (name) => isAny(one[name]) || isAny(other[name]) || one[name] === other[name],
  );
}

/* Names, identifiers and references of Harness entities. */

/** @see https://developer.harness.io/docs/platform/references/entity-identifier-reference */
const RESERVED = new Set(
  (
    'or and eq ne lt gt le ge div mod not null true false new var return step parallel stepGroup org account status ' +
    'liteEngineTask'
  ).split(' '),
);

const LONGEST = 128;

/** The identifier of an entity, unique in its scope. */
export const IDENTIFIER: Rule = {
  isName: true,
  allowed: `an identifier of at most ${LONGEST} letters, digits and '_', not starting with a digit, and not a reserved word of Harness`,
  remedy: 'Choose another identifier, which cannot be changed later.',
  holds: (value) => /^[a-zA-Z_][0-9a-zA-Z_]*$/.test(value) && value.length <= LONGEST && !RESERVED.has(value),
};

/** The display name of an entity. */
export const ENTITY_NAME: Rule = {
  isName: true,
  allowed: `a name of at most ${LONGEST} letters, digits, spaces, '-', '_' and '.', not starting with a space`,
  remedy: 'Rename it.',
  holds: (value) => /^[a-zA-Z_0-9.-][-0-9a-zA-Z_ .]*$/.test(value) && value.length <= LONGEST,
};

/** The identifier that Harness derives from a name: spaces become `_`; other characters and leading digits are dropped. */
export function identifierOf(name: string): string {
  return name
    .trim()
    .replace(/^[0-9-]+/, '')
    .replace(/[^0-9a-zA-Z_ ]/g, '')
    .replace(/ +/g, '_')
    .slice(0, LONGEST);
}

/** Name and identifier of an entity. */
export interface EntityNames {
  readonly name: string;
  readonly identifier: string;
}

/** Refuses a name or identifier that Harness would refuse. Both must be known at construction. */
export function resolveNames(
  checks: PropertyChecks,
  names: { readonly name: string; readonly identifier?: string },
  where = '',
): EntityNames {
  const named = checks.part(() => {
    checks.plainText(`${where}name`, names.name, ENTITY_NAME);
    return names.name;
  });
  const identified = checks.part(() => {
    if (names.identifier !== undefined) {
      checks.plainText(`${where}identifier`, names.identifier, IDENTIFIER);
    }
    return names.identifier;
  });
  const [name, given] = [named.value, identified.value];
  const identifier = given ?? identifierOf(name);
  if (given === undefined && !IDENTIFIER.holds(identifier)) {
    const allowed = `a name that gives a valid identifier${identifier === '' ? '' : `, unlike "${identifier}"`}`;
    const remedy = `Set ${own(`${where}identifier`)}, or change the name.`;
    checks.refuse(`${where}name`, name, allowed, remedy);
  }
  return { name, identifier };
}

/** A description can be any string, even an empty one, which Harness itself writes. */
export function checkDescription(checks: PropertyChecks, property: string, description?: string): void {
  if (description !== undefined) {
    checks.text(property, description, PUBLIC_TEXT);
  }
}

/** A scope, from any copy of this package. */
export const SCOPE = instance(
  'a HarnessScope',
  'Use a factory such as HarnessScope.project(…).',
  'orgIdentifier',
  ({ orgIdentifier, projectIdentifier, _depth }: HarnessScope): [string, Shape, unknown][] => [
    ['.orgIdentifier', _depth > 0 ? TEXT : optional(TEXT), orgIdentifier],
    ['.projectIdentifier', _depth > 1 ? TEXT : optional(TEXT), projectIdentifier],
  ],
);

/** Refuses a scope with invalid identifiers. */
export function checkScope(checks: PropertyChecks, property: string, scope: HarnessScope): void {
  const { orgIdentifier, projectIdentifier } = scope;
  for (const [name, identifier] of Object.entries({ orgIdentifier, projectIdentifier })) {
    if (identifier !== undefined) {
      checks.plainText(`${property}.${name}`, identifier, IDENTIFIER);
    }
  }
}

/** Existing entities can have a '$' in their identifiers, and secrets a '-'. */
const REFERENCE = /^(?:(account|org)\.)?([a-zA-Z_][0-9a-zA-Z_$-]{0,127})$/;

/** A reference to an entity that the scope can see. `what` is, for example, `a secret`. */
export function referenceFrom(scope: HarnessScope, what: string): Rule {
  const allowed = prefixesFrom(scope);
  return {
    isName: true,
    allowed: `a reference to ${what} that ${scope.toString()} can see: ${allowed.map((prefix) => `${prefix}identifier`).join(' or ')}`,
    remedy: 'Pass the identifier with the prefix of its scope.',
    holds: (value) => {
      const match = REFERENCE.exec(value);
      return (
        match !== null && !RESERVED.has(match[2]) && allowed.includes(match[1] === undefined ? '' : `${match[1]}.`)
      );
    },
  };
}

/** A reference to a secret that the scope can see. */
export function secretReferenceFrom(scope: HarnessScope): Rule {
  const rule = referenceFrom(scope, 'a Harness secret');
  return {
    holds: (value) => rule.holds(value) && !isSecret(value),
    allowed: `${rule.allowed}, and not the secret itself`,
    remedy: 'Create the secret in Harness, and pass its identifier with the prefix of its scope.',
  };
}

/** Refuses an invalid reference to a secret, and one to a secret that the scope cannot see. */
export function checkSecretReference(
  checks: PropertyChecks,
  property: string,
  reference: string,
  scope: HarnessScope,
): void {
  checks.secretText(property, reference, secretReferenceFrom(scope));
}

function prefixesFrom({ orgIdentifier, projectIdentifier }: HarnessScope): string[] {
  return [
    'account.',
    ...(orgIdentifier === undefined ? [] : ['org.']),
    ...(projectIdentifier === undefined ? [] : ['']),
  ];
}

/** Folder for the documents of a scope. No organization is named `account`: the word is reserved. */
export function folderOf({ orgIdentifier = 'account', projectIdentifier }: HarnessScope): string {
  return projectIdentifier === undefined ? orgIdentifier : `${orgIdentifier}/${projectIdentifier}`;
}
