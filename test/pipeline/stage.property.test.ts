import { parse } from 'yaml';
import { fieldsOf, knownFields } from '../testkit/arbitraries/recorded';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { type RandomStage, stages } from '../testkit/arbitraries/stage-props';
import { Samples } from '../testkit/samples';
import { stageProblems } from '../testkit/stage-schema';
import { newChart } from '../testkit/synth';
import { valuesIn } from '../testkit/well-formed';
import { infrastructureOf, readable, type Spec, stageOf } from './stages';

const SAMPLES = 200;
/** Properties and factories of stages and steps. Those of the infrastructure are counted in its own test. */
const OWN =
  /^(CiStage|StageVariable|DelegateSelection|Step|Git|Image|Ecr|Google|S3|Gcs|Upload|Vault|(Run|Background|Plugin|BuildAndPush|Other)Step)/;

const make = ({ options, infrastructure }: RandomStage) => {
  const chart = newChart();
  const stage = stageOf({ ...options, infrastructure: infrastructureOf(infrastructure, chart) });
  return { stage, document: stage.toDocument(), yaml: stage.toYaml() };
};
const samples = new Samples(stages, SAMPLES, make);

describe(`any valid stage (${runs(SAMPLES)} samples, seed ${SEED})`, () => {
  test("is valid under the vendor's schema", () => {
    samples.forEach(({ document }) => {
      expect(stageProblems(document)).toEqual([]);
    });
  });

  test('leaves nothing undefined or null', () => {
    samples.forEach(({ document }) => {
      expect([...valuesIn(document)].filter(([, value]) => value === undefined || value === null)).toEqual([]);
    });
  });

  test.each(['1.1', '1.2'] as const)('parses as the same document with YAML %s', (version) => {
    samples.forEach(({ document, yaml }) => {
      expect(parse(yaml, { version })).toEqual(document);
    });
  });

  test('gives the same bytes again', () => {
    samples.forEach(({ stage, yaml }, given) => {
      expect(stage.toYaml()).toBe(yaml);
      expect(make(given).yaml).toBe(yaml);
    });
  });

  test('includes its infrastructure as written on its own', () => {
    samples.forEach(({ stage, document }) => {
      const { infrastructure } = readable(document).stage.spec as Spec;
      expect({ infrastructure: infrastructure as unknown }).toEqual(stage.infrastructure.toDocument());
    });
  });

  test('has all given steps, each with a unique identifier', () => {
    samples.forEach(({ document }, { options }) => {
      const { steps } = readable(document).stage.spec.execution as Spec;
      expect(steps).toHaveLength(options.steps.length);
      const identifiers = [...valuesIn(steps)].filter(([path]) => /\/(step|stepGroup)\/identifier$/.test(path));
      expect(new Set(identifiers.map(([, value]) => value)).size).toBe(identifiers.length);
    });
  });

  test('explains which delegate runs it, and shows no placeholders', () => {
    samples.forEach(({ stage }) => {
      expect(stage.delegateFor().explanation).toMatch(/^Stage ".+" is run by .+\.\nIts codebase tasks are run by /);
      expect(stage.delegateFor().explanation).not.toMatch(/undefined|\[object|xharnessunresolved/);
    });
  });

  test('sets each property at least 5 times, nested ones too, and uses each factory as often', () => {
    const known = knownFields().filter((field) => OWN.test(field));
    const counts = new Map(known.map((field) => [field, 0]));
    const steps = new Set<string>();
    for (const { options } of samples.given) {
      for (const field of fieldsOf(options)) {
        if (counts.has(field)) counts.set(field, counts.get(field)! + 1);
        if (field.startsWith('CiStep.')) steps.add(field);
      }
    }
    expect([...counts].filter(([, count]) => count < 5)).toEqual([]);
    expect(counts.size).toBeGreaterThan(110);
    expect(steps.size).toBe(11);
  });
});
