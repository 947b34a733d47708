import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { BuildFarmNamespace } from '../../lib/build-namespace';
import { namespaceProps, type RandomNamespaceProps } from '../testkit/arbitraries/build-namespace-props';
import { fieldsOf, knownFields } from '../testkit/arbitraries/recorded';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { covers } from '../testkit/covers';
import { Samples } from '../testkit/samples';
import { every, kindsOf, type Manifest, newApp } from '../testkit/synth';
import { emptyIn, repeatedIn } from '../testkit/well-formed';
import { delegateIn } from './farms';

const SAMPLES = 340;
const CLUSTER_SCOPED = [
  'Namespace',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
];

interface Sample {
  readonly props: RandomNamespaceProps;
  /** Number of added delegates. */
  readonly delegates: number;
  /** Whether the first of them is in the namespace of the builds. */
  readonly isShared: boolean;
}

const sample: fc.Arbitrary<Sample> = fc.record({
  props: namespaceProps,
  delegates: fc.integer({ min: 0, max: 2 }),
  isShared: fc.boolean(),
});

function synthesize({ props, delegates, isShared }: Sample) {
  const chart = new Chart(newApp(), 'test');
  const namespace = props.namespace ?? 'harness-builds';
  const own = isShared ? delegateIn(chart, 'own', namespace) : undefined;
  const farm = new BuildFarmNamespace(chart, 'Builds', { ...props, sharedWith: own });
  if (own) farm.addDelegate(own);
  for (let index = 0; index < delegates; index += 1) farm.addDelegate(delegateIn(chart, `ci-${index}`));
  return { farm, namespace, manifests: chart.toJson() as Manifest[] };
}

const samples = new Samples(sample, SAMPLES, synthesize);

describe(`any valid properties (${runs(SAMPLES)} samples, seed ${SEED})`, () => {
  test('synthesize', () => {
    samples.forEach(({ manifests }, { props: { createNamespace = true, createServiceAccount = createNamespace } }) => {
      const account = createServiceAccount ? ['ServiceAccount'] : [];
      expect(kindsOf(manifests)).toEqual(expect.arrayContaining([...account, 'NetworkPolicy']));
    });
  });

  test('set each property at least 5 times, including nested ones, and use each factory as often', () => {
    const own = /^(Build|Istio|ClusterPlatform|LooseIsolation|TotalRequests)/;
    const counts = new Map(
      knownFields()
        .filter((field) => own.test(field))
        .map((field) => [field, 0]),
    );
    for (const { props } of samples.given) {
      for (const field of fieldsOf(props)) if (counts.has(field)) counts.set(field, counts.get(field)! + 1);
    }
    expect([...counts].filter(([, count]) => count < 5)).toEqual([]);
    expect(counts.size).toBeGreaterThan(45);
  });

  test('synthesize to the same bytes again', () => {
    samples.forEach(({ manifests }, given) => {
      expect(JSON.stringify(synthesize(given).manifests)).toBe(JSON.stringify(manifests));
    });
  });

  test('set the namespace of the farm on every namespaced object, and on no cluster-scoped object', () => {
    samples.forEach(({ manifests, namespace }) => {
      for (const { kind, metadata } of manifests) {
        expect([kind, metadata.namespace]).toEqual([kind, CLUSTER_SCOPED.includes(kind) ? undefined : namespace]);
      }
    });
  });

  test('create cluster-scoped objects only if allowed', () => {
    samples.forEach(({ manifests, farm }, { props }) => {
      const kinds = kindsOf(manifests);
      expect(kinds.includes('Namespace')).toBe(props.createNamespace ?? true);
      expect(kinds.includes('ValidatingAdmissionPolicy')).toBe(farm.hasAdmissionPolicy);
      if (props.clusterScoped === false) expect(farm.hasAdmissionPolicy).toBe(false);
    });
  });

  test('leave nothing undefined or null', () => {
    samples.forEach(({ manifests }) => {
      expect(emptyIn(manifests)).toEqual([]);
    });
  });

  test('create no object twice', () => {
    samples.forEach(({ manifests }) => {
      expect(repeatedIn(manifests)).toEqual([]);
    });
  });

  test('select every pod of the namespace except a delegate that shares it', () => {
    samples.forEach(({ manifests }, { isShared }) => {
      const butDelegate = { matchExpressions: [{ key: 'harness.io/name', operator: 'NotIn', values: ['own'] }] };
      for (const { spec } of every(manifests, 'NetworkPolicy')) {
        expect(spec.podSelector).toEqual(isShared ? butDelegate : {});
      }
    });
  });

  test('admit only the added delegates, each with its own policy', () => {
    covers('S004.architecture.delegate-mediates');
    samples.forEach(({ manifests }, { delegates, isShared }) => {
      const rules = every(manifests, 'NetworkPolicy').flatMap(({ spec }) => spec.ingress ?? []);
      expect(rules).toHaveLength(delegates + (isShared ? 1 : 0));
      for (const { from, ports } of rules) {
        expect(from).toHaveLength(1);
        expect(Object.keys(from[0]).sort()).toEqual(['namespaceSelector', 'podSelector']);
        expect(ports[0]).toEqual({ protocol: 'TCP', port: 20001 });
      }
    });
  });

  test('have no egress rule without peers, which would allow everything', () => {
    samples.forEach(({ manifests }) => {
      for (const { spec } of every(manifests, 'NetworkPolicy')) {
        for (const { to, ports } of spec.egress ?? []) {
          expect(to.length).toBeGreaterThan(0);
          expect(ports ?? [1]).not.toEqual([]);
        }
      }
    });
  });

  test('grant the ServiceAccount of builds nothing but a SecurityContextConstraints', () => {
    samples.forEach(({ manifests, farm }) => {
      const bound = every(manifests, 'RoleBinding').filter(({ subjects }) =>
        subjects.some(
          ({ name, namespace }: { name: string; namespace: string }) =>
            [farm.serviceAccountName, farm.namespace].join() === [name, namespace].join(),
        ),
      );
      expect(bound.filter(({ roleRef }) => !/^system:openshift:scc:/.test(roleRef.name))).toEqual([]);
    });
  });

  test('have a summary that names namespace and delegates, and shows no placeholder', () => {
    samples.forEach(({ farm, namespace }) => {
      expect(farm.summary()).toContain(
        `Builds in namespace ${namespace}, as ServiceAccount ${farm.serviceAccountName}`,
      );
      expect(farm.summary()).not.toMatch(/undefined|\[object|xharnessunresolved/);
    });
  });
});
