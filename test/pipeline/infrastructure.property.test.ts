import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { BuildIsolation } from '../../lib/build-namespace';
import { HarnessErrors } from '../../lib/core';
import { fieldsOf, knownFields, sourceOf } from '../testkit/arbitraries/recorded';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { BAD_INFRASTRUCTURE } from '../testkit/arbitraries/stage-bad-infrastructure';
import { infrastructureProps, type RandomInfrastructure } from '../testkit/arbitraries/stage-infrastructure';
import { Samples } from '../testkit/samples';
import { infrastructureProblems } from '../testkit/stage-schema';
import { valuesIn } from '../testkit/well-formed';
import { buildsIn } from './build-namespaces';
import { infrastructureOf } from './stages';

const SAMPLES = 220;
const BAD_SAMPLES = 350;

const make = (props: RandomInfrastructure) => {
  const infrastructure = infrastructureOf(props);
  return { document: infrastructure.toDocument(), yaml: infrastructure.toYaml() };
};
const samples = new Samples(infrastructureProps, SAMPLES, make);

interface Overlay {
  readonly podSpec?: object;
  readonly topologySpreadConstraints?: object[];
}

describe(`any valid properties (${runs(SAMPLES)} samples, seed ${SEED})`, () => {
  test("make an infrastructure that is valid under the vendor's schema", () => {
    samples.forEach(({ document }) => {
      expect(infrastructureProblems(document.infrastructure)).toEqual([]);
    });
  });

  test('always set whether the token is mounted, the node selector and the operating system', () => {
    samples.forEach(({ document }) => {
      const { spec } = document.infrastructure as { spec: object };
      for (const name of ['connectorRef', 'namespace', 'automountServiceAccountToken', 'nodeSelector', 'os']) {
        expect(spec).toHaveProperty(name);
      }
    });
  });

  test('leave nothing undefined or null', () => {
    samples.forEach(({ document }) => {
      expect([...valuesIn(document)].filter(([, value]) => value === undefined || value === null)).toEqual([]);
    });
  });

  test.each(['1.1', '1.2'] as const)('parse as the same document with YAML %s', (version) => {
    samples.forEach(({ document, yaml }) => {
      expect(parse(yaml, { version })).toEqual(document);
    });
  });

  test('have an overlay that parses to the format of Kubernetes', () => {
    samples.forEach(({ document }, given) => {
      const { podSpecOverlay } = (document.infrastructure as { spec: { podSpecOverlay?: string } }).spec;
      if (podSpecOverlay === undefined || given.inputs?.podSpecOverlay !== undefined) return;
      const parsed = parse(podSpecOverlay, { version: '1.1' }) as { spec?: object };
      const overlay = given.podSpecOverlay?.overlayYamlFlag === true ? parsed.spec! : parsed;
      const { podSpec, topologySpreadConstraints: spreads } = given.podSpecOverlay as Overlay;
      const fields = spreads === undefined ? podSpec : { topologySpreadConstraints: expect.any(Array), ...podSpec };
      expect(overlay).toEqual(fields);
      expect(parse(podSpecOverlay, { version: '1.2' })).toEqual(parsed);
    });
  });

  test('give the same bytes again', () => {
    samples.forEach(({ yaml }, given) => {
      expect(make(given).yaml).toBe(yaml);
    });
  });

  test('set each property at least 8 times, nested ones too, and use each factory as often', () => {
    const own =
      /^(KubernetesDirectInfrastructureProps|InfrastructureInputs|RuntimeInput|Stage|EmptyDir|HostPath|Claim|Label|PodSpec)/;
    const counts = new Map(
      knownFields()
        .filter((field) => own.test(field))
        .map((field) => [field, 0]),
    );
    for (const props of samples.given) {
      for (const field of fieldsOf(props)) if (counts.has(field)) counts.set(field, counts.get(field)! + 1);
    }
    expect([...counts].filter(([, count]) => count < 8)).toEqual([]);
    expect(counts.size).toBeGreaterThan(60);
  });
});

const ROWS = Object.values(BAD_INFRASTRUCTURE).flat();
/** Rules that another property would violate first, or hide. */
const INDEPENDENT = {
  os: undefined,
  inputs: undefined,
  nodeSelector: undefined,
  runAsUser: undefined,
  containerSecurityContext: undefined,
};
const bad = fc.sample(fc.record({ valid: infrastructureProps, row: fc.constantFrom(...ROWS) }), {
  seed: SEED,
  numRuns: BAD_SAMPLES,
});

describe(`valid properties with one made invalid (${runs(BAD_SAMPLES)} samples, seed ${SEED})`, () => {
  test('are refused by the name of that property, regardless of the others', () => {
    const complaints = bad.slice(0, runs(BAD_SAMPLES)).flatMap(({ valid, row }) => {
      const where = `${row.what} in ${inspect(row.props)} among ${sourceOf(valid)}`;
      try {
        infrastructureOf({ ...valid, ...INDEPENDENT, ...row.props, ...withoutPlain(row.props) });
        return [`accepted: ${where}`];
      } catch (error) {
        const details = HarnessErrors.detailsOf(error);
        return details?.property === row.property ? [] : [`${details?.property ?? String(error)}: ${where}`];
      }
    });
    expect(complaints).toEqual([]);
  });

  test('cover most of the rules', () => {
    expect(new Set(bad.map(({ row }) => row)).size).toBeGreaterThan(0.9 * ROWS.length);
  });
});

/** A runtime input excludes a plain value. */
function withoutPlain({ inputs = {} }: { inputs?: object }): object {
  return Object.fromEntries(Object.keys(inputs).map((name) => [name, undefined]));
}

test('all valid properties are valid in a namespace that allows everything except paths of the node', () => {
  const isolation = BuildIsolation.dockerInDocker({ reason: 'Builds run docker.' });
  for (const props of samples.given.slice(0, 40)) {
    const buildNamespace = buildsIn({ isolation, clusterScoped: false });
    const inputs = { ...props.inputs, volumes: undefined, podSpecOverlay: undefined };
    const given = { ...props, namespace: undefined, volumes: undefined, inputs, buildNamespace };
    expect(infrastructureOf(given).namespace).toBe('builds');
  }
});
