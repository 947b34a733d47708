/** The two engines make the same objects of the same properties. */
import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import {
  BuildFarmNamespace as NamespaceConstruct,
  CiBuildInfra as FarmConstruct,
  HarnessDelegate as DelegateConstruct,
} from 'harness-constructs';
import * as fc from 'fast-check';
import { asString, BuildFarmNamespace, CiBuildInfra, HarnessDelegate } from '../../lib/pulumi';
import { delegateProps } from '../support/arbitraries/delegate-props';
import { farmProps, namespaceProps } from '../support/arbitraries/farm-props';
import { isChoice, isDocumentedAsPlain, lateProps, withGeneration } from '../support/arbitraries/late';
import { SEED } from '../support/arbitraries/seed';
import { AUTO_NAME, objectsOf, underMocks } from '../support/pulumi-mocks';
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

/** Pulumi names the Secret that the library makes; it and all that refers to it are compared by the usual name. */
function withUsualName(objects: readonly any[], usual: string): any[] {
  const made = objects.filter(({ kind, type }) => kind === 'Secret' && type === 'Opaque');
  made.forEach(({ metadata }) => expect(metadata).not.toHaveProperty('name'));
  const named = objects.map((object) =>
    made.includes(object) ? { ...object, metadata: { ...object.metadata, name: usual } } : object,
  );
  return JSON.parse(JSON.stringify(named).replaceAll(`"${AUTO_NAME}"`, `"${usual}"`)) as any[];
}

async function registered(program: () => unknown, delegateName: string): Promise<unknown[]> {
  const { resources } = await underMocks(program);
  return sorted(withUsualName(objectsOf(resources), delegateName));
}

describe(`any valid properties (${SAMPLES} samples, seed ${SEED})`, () => {
  test('of a delegate, plain and with every text as an Output', async () => {
    for (const props of fc.sample(delegateProps, { seed: SEED, numRuns: SAMPLES })) {
      const given = withGeneration(props);
      const wanted = synthesized((chart) => new DelegateConstruct(chart, 'Delegate', given));
      const { delegateName } = given;
      expect(await registered(() => new HarnessDelegate('x', given), delegateName)).toEqual(wanted);
      const outputs = () => lateProps(given, late, (path) => !isDocumentedAsPlain(path) && !isChoice(path));
      expect(await registered(() => new HarnessDelegate('x', outputs()), delegateName)).toEqual(wanted);
    }
  });

  test('of a namespace for builds', async () => {
    for (const props of fc.sample(namespaceProps, { seed: SEED, numRuns: SAMPLES })) {
      const wanted = synthesized((chart) => new NamespaceConstruct(chart, 'Builds', props));
      expect(await registered(() => new BuildFarmNamespace('x', props), '')).toEqual(wanted);
    }
  });

  test('of a farm', async () => {
    for (const props of fc.sample(farmProps, { seed: SEED, numRuns: SAMPLES })) {
      const wanted = synthesized((chart) => new FarmConstruct(chart, 'Farm', props));
      expect(await registered(() => new CiBuildInfra('x', props), props.delegateName as string)).toEqual(wanted);
    }
  });
});
