import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { once } from '../../lib/core';

const schemaOf = once(
  () =>
    parse(readFileSync(join(__dirname, 'stage-schema.yaml'), 'utf8')) as SchemaNode & {
      readonly $id: string;
    },
);

/** As much of a schema as a walk along its members needs. */
interface SchemaNode {
  readonly $ref?: string;
  readonly properties?: { readonly [member: string]: SchemaNode };
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly definitions?: { readonly [name: string]: SchemaNode };
}

// The strict mode refuses misspelt keywords of the schema itself. Its unions (string or number) are meant.
const ajvOf = once(() =>
  new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false }).addSchema(schemaOf()),
);

// A part takes longer to compile than most tests take.
const stage = once(() => compiled(''));
const infrastructure = once(() => compiled('/definitions/infrastructure'));
const codebase = once(() => compiled('/definitions/codebase'));

/** What Harness would refuse in a document `{ stage: { ... } }`, each with its place; nothing if it is valid. */
export function stageProblems(document: unknown): string[] {
  return problems(stage(), document);
}

/** The same for the infrastructure of a stage, `{ type: 'KubernetesDirect', spec: { ... } }`. */
export function infrastructureProblems(document: unknown): string[] {
  return problems(infrastructure(), document);
}

/** The same for the codebase of a pipeline, `{ connectorRef, repoName, build }`. */
export function codebaseProblems(document: unknown): string[] {
  return problems(codebase(), document);
}

function compiled(part: string): ValidateFunction {
  const validate = ajvOf().getSchema(`${schemaOf().$id}#${part}`);
  if (validate === undefined) throw new Error(`stage-schema.yaml has no ${part}`);
  return validate;
}

function problems(validate: ValidateFunction, document: unknown): string[] {
  validate(document);
  return (validate.errors ?? []).map(said);
}

/** Names the place first, and the words that would have been right: both are what a failing test has to show. */
function said({ instancePath, message, params }: ErrorObject): string {
  const allowed = 'allowedValues' in params ? ` (${(params.allowedValues as string[]).join(', ')})` : '';
  return `${instancePath || '/'} ${message}${allowed}`;
}

/** Each place below `spec` of an infrastructure that the schema describes: `labels`, `labels.*`, `volumes[].type`, ... */
export function infrastructurePlaces(): string[] {
  const places = placesBelow(schemaOf().definitions!.kubernetesDirect, '');
  return [...new Set(places)].sort();
}

function placesBelow(node: SchemaNode, path: string): string[] {
  const below = (inner: SchemaNode, step: string): string[] => [
    `${path}${step}`,
    ...placesBelow(inner, `${path}${step}`),
  ];
  const separator = path === '' ? '' : '.';
  return [
    ...(node.$ref === undefined ? [] : placesBelow(schemaOf().definitions![node.$ref.split('/').at(-1)!], path)),
    ...(node.oneOf ?? []).flatMap((one) => placesBelow(one, path)),
    ...Object.entries(node.properties ?? {}).flatMap(([name, inner]) => below(inner, `${separator}${name}`)),
    ...(node.items === undefined ? [] : below(node.items, '[]')),
    ...(node.additionalProperties === undefined ? [] : below(node.additionalProperties, '.*')),
  ];
}
