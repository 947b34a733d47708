import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';

const schema = parse(readFileSync(join(__dirname, 'stage-schema.yaml'), 'utf8')) as { readonly $id: string };

// The strict mode refuses misspelt keywords of the schema itself. Its unions (string or number) are meant.
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
ajv.addSchema(schema);

const stage = compiled('');
const infrastructure = compiled('/definitions/infrastructure');
const codebase = compiled('/definitions/codebase');

/** What Harness would refuse in a document `{ stage: { ... } }`, each with its place; nothing if it is valid. */
export function stageProblems(document: unknown): string[] {
  return problems(stage, document);
}

/** The same for the infrastructure of a stage, `{ type: 'KubernetesDirect', spec: { ... } }`. */
export function infrastructureProblems(document: unknown): string[] {
  return problems(infrastructure, document);
}

/** The same for the codebase of a pipeline, `{ connectorRef, repoName, build }`. */
export function codebaseProblems(document: unknown): string[] {
  return problems(codebase, document);
}

function compiled(part: string): ValidateFunction {
  const validate = ajv.getSchema(`${schema.$id}#${part}`);
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
