/** The two engines make the same objects of the same properties. */
import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import {
  BuildFarmNamespace as NamespaceConstruct,
  CiBuildInfra as FarmConstruct,
  HarnessDelegate as DelegateConstruct,
  type HarnessDelegateProps,
} from 'harness-constructs';
import * as fc from 'fast-check';
import { asString, BuildFarmNamespace, CiBuildInfra, HarnessDelegate } from '../../lib/pulumi';
import { delegateProps } from '../support/arbitraries/delegate-props';
import { farmProps, namespaceProps } from '../support/arbitraries/farm-props';
import { tagOf } from '../support/arbitraries/identity';
import { isChoice, isDocumentedAsPlain, lateProps, withGeneration } from '../support/arbitraries/late';
import { SEED } from '../support/arbitraries/seed';
import { AUTO_NAME, AUTO_PROXY_NAME, objectsOf, underMocks } from '../support/pulumi-mocks';
import { newApp } from '../support/synth';

const SAMPLES = 12;
const late = (value: string) => asString(pulumi.output(Promise.resolve(value)));

function synthesized(build: (chart: Chart) => unknown): unknown[] {
  const chart = new Chart(newApp(), 'x');
  build(chart);
  return sorted(chart.toJson() as unknown[]);
}

/** Registration is in the order of dependencies: objects are compared by what they are. */
function sorted(objects: readonly any[]): any[] {
  return objects.map((object) => JSON.stringify(object, order)).sort();
}

function order(_key: string, value: unknown): unknown {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) : value;
}

/**
 * Pulumi names the Secret and the ConfigMaps that the library makes; they and all that refers to them are compared by
 * their usual names. The file that the upgrader reads keeps its name, and so does all that is taken over.
 */
function withUsualName(objects: readonly any[], { delegateName: usual = '', adoption }: Names): any[] {
  const made = objects.filter(
    ({ kind, type, data }) =>
      adoption === undefined &&
      ((kind === 'ConfigMap' && !('config.yaml' in data)) || (kind === 'Secret' && type === 'Opaque')),
  );
  made.forEach(({ metadata }) => expect(metadata).not.toHaveProperty('name'));
  const named = objects.map((object) => {
    const name = object.kind === 'ConfigMap' && 'PROXY_HOST' in object.data ? AUTO_PROXY_NAME : AUTO_NAME;
    return made.includes(object) ? { ...object, metadata: { ...object.metadata, name } } : object;
  });
  return JSON.parse(JSON.stringify(named).replaceAll(`"${AUTO_NAME}`, `"${usual}`)) as any[];
}

type Names = Partial<Pick<HarnessDelegateProps, 'delegateName' | 'adoption'>>;

async function registered(program: () => unknown, names: Names): Promise<unknown[]> {
  const { resources } = await underMocks(program);
  return sorted(withUsualName(objectsOf(resources), names));
}

describe(`any valid properties (${SAMPLES} samples, seed ${SEED})`, () => {
  test('of a delegate, plain and with every text as an Output', async () => {
    // An image before 1.25.2 decides the shape: it does not know the idle wait.
    const samples = fc
      .sample(delegateProps, { seed: SEED, numRuns: 2 * SAMPLES })
      .filter(({ image }) => !tagOf(image)?.startsWith('1.20.'));
    for (const props of samples.slice(0, SAMPLES)) {
      const given = withGeneration(props);
      const wanted = synthesized((chart) => new DelegateConstruct(chart, 'Delegate', given));
      expect(await registered(() => new HarnessDelegate('x', given), given)).toEqual(wanted);
      const outputs = () => lateProps(given, late, (path) => !isDocumentedAsPlain(path) && !isChoice(path));
      expect(await registered(() => new HarnessDelegate('x', outputs()), given)).toEqual(wanted);
    }
  });

  test('of a namespace for builds', async () => {
    for (const props of fc.sample(namespaceProps, { seed: SEED, numRuns: SAMPLES })) {
      const wanted = synthesized((chart) => new NamespaceConstruct(chart, 'Builds', props));
      expect(await registered(() => new BuildFarmNamespace('x', props), {})).toEqual(wanted);
    }
  });

  test('of a farm', async () => {
    for (const props of fc.sample(farmProps, { seed: SEED, numRuns: SAMPLES })) {
      const wanted = synthesized((chart) => new FarmConstruct(chart, 'Farm', props));
      expect(await registered(() => new CiBuildInfra('x', props), props)).toEqual(wanted);
    }
  });
});
