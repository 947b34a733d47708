/** Every example of cdk8s, run by Pulumi's engine in place of synthesis: the same program, the same objects. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import type { HarnessApp } from 'harness-constructs';
import type * as Bridge from '../../lib/pulumi/bridge';
import { AUTO_NAME, objectsOf, underMocks } from '../support/pulumi-mocks';
import { EXAMPLES, parsed } from '../support/examples';

const FOLDER = resolve(__dirname, '..', '..', 'examples');

class KubernetesProvider extends pulumi.ProviderResource {}

/** What the example registers: each of its apps is a component, whose charts are what the example puts into it. */
async function registered(example: string): Promise<any[]> {
  const { resources } = await underMocks(() => {
    jest.isolateModules(() => {
      const { bridgedApp } = jest.requireActual<typeof Bridge>('../../lib/pulumi/bridge');
      const actual = jest.requireActual<{ HarnessApp: typeof HarnessApp }>('harness-constructs');
      let apps = 0;
      jest.doMock('harness-constructs', () => ({
        ...actual,
        HarnessApp: function () {
          const name = `app-${apps++}`;
          // An app stands for a cluster.
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

/** What the example itself writes. */
function synthesized(example: string): any[] {
  const folder = mkdtempSync(join(tmpdir(), 'harness-example-'));
  const outdir = join(folder, 'dist');
  process.env.CDK8S_OUTDIR = outdir;
  try {
    jest.isolateModules(() => {
      jest.dontMock('harness-constructs');
      jest.requireActual(join(FOLDER, example));
    });
    const files = readdirSync(outdir).filter((file) => file.endsWith('.yaml'));
    return files.flatMap((file) => parsed(readFileSync(join(outdir, file), 'utf8')));
  } finally {
    delete process.env.CDK8S_OUTDIR;
    rmSync(folder, { recursive: true });
  }
}

/** As texts, with the usual name of the Secret that the library makes, which is that of the delegate. */
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
