/** Whatever the package has ever been seen to synthesize: what the API server must take. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { EXAMPLES, parsed, writtenBy } from '../testkit/examples';
import type { Manifest } from '../testkit/synth';
import { COMPARED, programsOf } from './releases';

const TESTS = resolve(__dirname, '..');

/** Runs every example, and those of earlier releases, once for all tests, and keeps in a file what they write. */
export function synthesizeExamples(file: string): void {
  const programs = [...EXAMPLES.map((name) => join('examples', name)), ...COMPARED.flatMap(programsOf)];
  const written = programs.map((program) => {
    const texts = [...writtenBy(program)];
    return [program, Object.fromEntries(texts.map(([name, yaml]) => [name, parsed(yaml)]))];
  });
  writeFileSync(file, JSON.stringify(Object.fromEntries(written)));
}

let written: { [program: string]: { [file: string]: Manifest[] } } | undefined;

/** What a program writes with today's library, by file. */
export function outputOf(program: string): { [file: string]: Manifest[] } {
  written ??= JSON.parse(readFileSync(process.env.TEST_EXAMPLES as string, 'utf8')) as typeof written & object;
  return written[program];
}

/** What an example writes, file by file: each file is for a cluster of its own. */
export function exampleFiles(name: string): Manifest[][] {
  return Object.values(outputOf(join('examples', name)));
}

/** Reviewed snapshots that hold manifests, by file and title. */
export function snapshotFixtures(): [title: string, manifests: Manifest[]][] {
  return readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.snap'))
    .sort()
    .flatMap((path) =>
      Object.entries(exportsOf(join(TESTS, path))).map(
        ([title, text]) => [`${relative(TESTS, path)}: ${title}`, text] as const,
      ),
    )
    .filter(([, text]) => /^"(---\n)?apiVersion: /.test(text.trim()))
    .map(([title, text]) => [title, parsed(text.trim().slice(1, -1))]);
}

/** A snapshot file is a module of texts. */
function exportsOf(path: string): { [title: string]: string } {
  const exports = {};
  runInNewContext(readFileSync(path, 'utf8'), { exports });
  return exports;
}

/** ExternalSecret as far as we use it. @see https://external-secrets.io/latest/api/externalsecret/ */
export const EXTERNAL_SECRET: Manifest & { spec: object } = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'externalsecrets.external-secrets.io' },
  spec: {
    group: 'external-secrets.io',
    scope: 'Namespaced',
    names: { plural: 'externalsecrets', singular: 'externalsecret', kind: 'ExternalSecret' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: object({ spec: externalSecretSpec() }) },
      },
    ],
  },
};

function externalSecretSpec(): object {
  const store = object({ name: text(), kind: text('SecretStore', 'ClusterSecretStore') });
  const target = object({
    name: text(),
    creationPolicy: text('Owner', 'Orphan', 'Merge', 'None'),
    deletionPolicy: text('Delete', 'Merge', 'Retain'),
  });
  const remoteRef = object({
    key: text(),
    property: text(),
    version: text(),
    conversionStrategy: text('Default', 'Unicode'),
    decodingStrategy: text('Auto', 'Base64', 'Base64URL', 'None'),
    metadataPolicy: text('None', 'Fetch'),
  });
  return object({
    refreshPolicy: text('CreatedOnce', 'Periodic', 'OnChange'),
    refreshInterval: text(),
    secretStoreRef: store,
    target,
    data: { type: 'array', items: object({ secretKey: text(), remoteRef }) },
  });
}

function object(properties: object): object {
  return { type: 'object', properties };
}

function text(...allowed: string[]): object {
  return { type: 'string', ...(allowed.length > 0 && { enum: allowed }) };
}
