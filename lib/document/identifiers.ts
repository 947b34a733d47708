/** Names, identifiers and references of Harness entities. */
import { ANY_TEXT, instance, optional, type PropertyChecks, type Rule, type Shape, TEXT } from '../values';
import type { HarnessScope } from './harness-scope';

/** @see https://developer.harness.io/docs/platform/references/entity-identifier-reference */
const RESERVED = new Set(
  (
    'or and eq ne lt gt le ge div mod not null true false new var return step parallel stepGroup org account status ' +
    'liteEngineTask'
  ).split(' '),
);

const LONGEST = 128;

/** What identifies an entity within its scope. */
export const IDENTIFIER: Rule = {
  allowed: `at most ${LONGEST} letters, digits and '_', not starting with a digit, and no reserved word of Harness`,
  remedy: 'Set another identifier. It can never be changed later.',
  holds: (value) => /^[a-zA-Z_][0-9a-zA-Z_]*$/.test(value) && value.length <= LONGEST && !RESERVED.has(value),
};

/** What people call an entity. */
export const ENTITY_NAME: Rule = {
  allowed: `at most ${LONGEST} letters, digits, blanks, '-', '_' and '.', not starting with a blank`,
  remedy: 'Rename it.',
  holds: (value) => /^[a-zA-Z_0-9.-][-0-9a-zA-Z_ .]*$/.test(value) && value.length <= LONGEST,
};

/** The identifier that Harness proposes for a name: blanks become an underscore, other signs and leading digits go. */
export function identifierOf(name: string): string {
  return name
    .trim()
    .replace(/^[0-9-]+/, '')
    .replace(/[^0-9a-zA-Z_ ]/g, '')
    .replace(/ +/g, '_')
    .slice(0, LONGEST);
}

/** What an entity is called, by people and by Harness. */
export interface EntityNames {
  readonly name: string;
  readonly identifier: string;
}

/** Throws for a name or identifier that Harness refuses. Both must be known at construction. */
export function resolveNames(
  checks: PropertyChecks,
  names: { readonly name: string; readonly identifier?: string },
  where = '',
): EntityNames {
  checks.plainText(`${where}name`, names.name, ENTITY_NAME);
  if (names.identifier !== undefined) {
    checks.plainText(`${where}identifier`, names.identifier, IDENTIFIER);
    return { name: names.name, identifier: names.identifier };
  }
  const identifier = identifierOf(names.name);
  if (!IDENTIFIER.holds(identifier)) {
    const remedy = `Set ${where}identifier, or rename it.`;
    checks.refuse(
      `${where}name`,
      names.name,
      `a name that has a usable identifier in it, unlike "${identifier}"`,
      remedy,
    );
  }
  return { name: names.name, identifier };
}

/** Any text may describe an entity, also an empty one, which Harness itself writes. */
export function checkDescription(checks: PropertyChecks, property: string, description?: string): void {
  if (description !== undefined) {
    checks.text(property, description, ANY_TEXT);
  }
}

/** A scope, of whichever copy of this package. */
export const SCOPE = instance(
  'a choice of HarnessScope, for example HarnessScope.project(…)',
  'orgIdentifier',
  ({ orgIdentifier, projectIdentifier, _depth }: HarnessScope): [string, Shape, unknown][] => [
    ['.orgIdentifier', _depth > 0 ? TEXT : optional(TEXT), orgIdentifier],
    ['.projectIdentifier', _depth > 1 ? TEXT : optional(TEXT), projectIdentifier],
  ],
);

/** Throws for a scope that Harness cannot have. */
export function checkScope(checks: PropertyChecks, property: string, scope: HarnessScope): void {
  const { orgIdentifier, projectIdentifier } = scope;
  for (const [name, identifier] of Object.entries({ orgIdentifier, projectIdentifier })) {
    if (identifier !== undefined) {
      checks.plainText(`${property}.${name}`, identifier, IDENTIFIER);
    }
  }
}

/** What exists may have a '$' in its identifier, and a secret a '-'. */
const REFERENCE = /^(?:(account|org)\.)?([a-zA-Z_][0-9a-zA-Z_$-]{0,127})$/;

/** A reference to an entity that the scope can see. `what` is, for example, `a secret`. */
export function referenceFrom(scope: HarnessScope, what: string): Rule {
  const allowed = prefixesFrom(scope);
  return {
    allowed: `a reference to ${what} that ${scope.toString()} can see: ${allowed.map((prefix) => `${prefix}identifier`).join(' or ')}`,
    remedy: `Pass the identifier with the prefix of its scope.`,
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
  const rule = referenceFrom(scope, 'a secret of Harness');
  return {
    // A long hexadecimal number is how many a token looks.
    holds: (value) => rule.holds(value) && !/^[0-9a-f]{32,}$/i.test(value),
    allowed: `${rule.allowed}, and not the secret itself`,
    remedy: 'Make the secret in Harness, and pass its identifier with the prefix of its scope.',
  };
}

/** Throws for a reference to a secret that is none, or that lies where the scope cannot see it. */
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

/** Folder of a scope's documents. No organization is called account: that word is reserved. */
export function folderOf({ orgIdentifier = 'account', projectIdentifier }: HarnessScope): string {
  return projectIdentifier === undefined ? orgIdentifier : `${orgIdentifier}/${projectIdentifier}`;
}
