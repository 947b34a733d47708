/** The contract as checks of requests and answers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';

/** What can be asked for, by the name that the contract gives it. */
export const OPERATIONS = [
  'getConnector',
  'createConnector',
  'updateConnector',
  'deleteConnector',
  'testConnection',
  'listDelegates',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** A request, as far as the contract speaks of it. */
export interface Request {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: { readonly [name: string]: string };
  /** Parsed JSON; `undefined` where none was sent. */
  readonly body?: unknown;
}

/** An operation with what the path told. */
export interface Match {
  readonly operation: Operation;
  readonly identifier: string;
}

const METHODS = ['get', 'post', 'put', 'delete'];
const CONTRACT = parse(readFileSync(join(__dirname, 'contract.yaml'), 'utf8'));

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
  strictTypes: false,
});
ajv.addVocabulary(['openapi', 'info', 'security', 'paths', 'components']);
ajv.addSchema(CONTRACT, 'contract');

const routes = Object.entries<any>(CONTRACT.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => method in item).map((method) => routeOf(path, method, item[method])),
);

/** The operation of a request; `undefined` where the contract has none. Plain paths go before those with parameters. */
export function matched(request: Request): Match | undefined {
  for (const route of routes) {
    const match = route.method === request.method ? route.pattern.exec(request.path) : null;
    if (match) return { operation: route.operation, identifier: decodeURIComponent(match.groups?.identifier ?? '') };
  }
  return undefined;
}

/** What the contract has against a request, each with its place. */
export function requestProblems({ operation, identifier }: Match, { query, body }: Request): string[] {
  const route = routeBy(operation);
  const inPath = identifier === '' ? {} : { identifier };
  return [
    ...problems(route.parameters, { ...query, ...inPath }, `${operation}: parameters`),
    ...(route.body === undefined
      ? body === undefined
        ? []
        : [`${operation}: has a body`]
      : problems(route.body, body, `${operation}: body`)),
  ];
}

/** What the contract has against an answer. */
export function answerProblems(operation: Operation, status: number, body: unknown): string[] {
  const { answers } = routeBy(operation);
  return problems(answers[status] ?? answers.default, body, `${operation}: answer ${status}`);
}

function routeBy(operation: Operation) {
  const route = routes.find((one) => one.operation === operation);
  if (route === undefined) throw new Error(`contract.yaml has no ${operation}`);
  return route;
}

function routeOf(path: string, method: string, item: any) {
  const pattern = new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  const answers = Object.entries<any>(item.responses).map(([status, answer]) => [status, content(answer)]);
  return {
    operation: item.operationId as Operation,
    method: method.toUpperCase(),
    pattern,
    parameters: ajv.compile(parametersOf(item.parameters)),
    body: item.requestBody === undefined ? undefined : content(item.requestBody),
    answers: Object.fromEntries(answers) as { readonly [status: string]: ValidateFunction },
  };
}

/** Parameters as one object. Those that the contract does not name are refused. */
function parametersOf(references: readonly any[]): object {
  const parameters = references.map((one) => (one.$ref === undefined ? one : deref(one.$ref)));
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, absolute(schema)])),
    required: parameters.filter(({ required }) => required === true).map(({ name }) => name),
    dependentRequired: { projectIdentifier: ['orgIdentifier'] },
    additionalProperties: false,
  };
}

function content(part: any): ValidateFunction {
  const { content: types } = part.$ref === undefined ? part : deref(part.$ref);
  return ajv.compile(absolute(types['application/json'].schema));
}

function deref(reference: string): any {
  return reference
    .slice(2)
    .split('/')
    .reduce((place, step) => place[step], CONTRACT);
}

/** The schema with references that are good outside of the contract, too. */
function absolute(schema: unknown): any {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"contract#'));
}

function problems(validate: ValidateFunction, value: unknown, place: string): string[] {
  validate(value);
  return (validate.errors ?? []).map((error) => `${place}${said(error)}`);
}

function said({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath} ${message} ${JSON.stringify(params)}`;
}
