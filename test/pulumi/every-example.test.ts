/**
 * Runs every cdk8s example through the Pulumi bridge instead of synthesis: the same program must register the same
 * objects.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { bridgedApp } from '../../lib/pulumi/bridge';
import { name as PACKAGE } from '../../package.json';
import { EXAMPLES, parsed } from '../testkit/examples';
import { AUTO_NAME, objectsOf, underMocks } from '../testkit/pulumi-mocks';

const FOLDER = resolve(__dirname, '..', '..', 'examples');

class KubernetesProvider extends pulumi.ProviderResource {}

/** By a name that jest does not see: examples are not among the related tests of each file of the package. */
const constructs = jest.requireActual<object>(PACKAGE);

/** Each example is loaded anew. The libraries need not be: loading them takes ten times as long as the examples run. */
const LIBRARIES = ['@pulumi/pulumi', 'cdk8s', 'cdk8s-plus-28', 'constructs'].map((name): [string, unknown] => [
  name,
  jest.requireActual(name),
]);

function shareLibraries(): void {
  for (const [name, library] of LIBRARIES) jest.doMock(name, () => library);
}

/** What the example registers: each of its apps is a component, whose charts are what the example puts into it. */
async function registered(example: string): Promise<any[]> {
  const { resources } = await underMocks(() => {
    jest.isolateModules(() => {
      let apps = 0;
      shareLibraries();
      jest.doMock(PACKAGE, () => ({
        ...constructs,
        HarnessApp: function () {
          const name = `app-${apps++}`;
          // Each app represents a cluster.
          const provider = new KubernetesProvider('kubernetes', name);
          const component = new pulumi.ComponentResource('test:index:App', name, {}, { provider });
          const { app, register } = bridgedApp(component, {});
          return Object.assign(app, { synth: register });
        },
      }));
      jest.requireActual(join(FOLDER, example));
    });
  });
  return objectsOf(resources);
}

/** Returns what the example writes. */
function synthesized(example: string): any[] {
  const folder = mkdtempSync(join(tmpdir(), 'harness-example-'));
  const outdir = join(folder, 'dist');
  process.env.CDK8S_OUTDIR = outdir;
  try {
    jest.isolateModules(() => {
      shareLibraries();
      jest.doMock(PACKAGE, () => constructs);
      jest.requireActual(join(FOLDER, example));
    });
    const files = readdirSync(outdir).filter((file) => file.endsWith('.yaml'));
    return files.flatMap((file) => parsed(readFileSync(join(outdir, file), 'utf8')));
  } finally {
    delete process.env.CDK8S_OUTDIR;
    rmSync(folder, { recursive: true });
  }
}

/** Serializes objects. A Secret created by the library gets its default name, which is the name of the delegate. */
function sorted(objects: readonly any[]): string[] {
  const usual = objects.find(({ kind }) => kind === 'Deployment')?.metadata.name as string;
  const isMade = ({ kind, type, metadata }: any) =>
    kind === 'Secret' && type === 'Opaque' && metadata.name === undefined;
  const named = objects.map((object) =>
    isMade(object) ? { ...object, metadata: { ...object.metadata, name: usual } } : object,
  );
  return named.map((object) => JSON.stringify(object, inOrder).replaceAll(`"${AUTO_NAME}"`, `"${usual}"`)).sort();
}

function inOrder(_key: string, value: unknown): unknown {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) : value;
}

test.each(EXAMPLES)('%s', async (example) => {
  expect(sorted(await registered(example))).toEqual(sorted(synthesized(example)));
});
