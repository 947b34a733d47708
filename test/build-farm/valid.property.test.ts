import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { BuildFarmNamespace } from 'harness-constructs';
import { namespaceProps, type RandomNamespaceProps } from '../support/arbitraries/farm-props';
import { fieldsOf, knownFields } from '../support/arbitraries/recorded';
import { SEED } from '../support/arbitraries/seed';
import { covers } from '../support/covers';
import { Samples } from '../support/samples';
import { kindsOf, type Manifest, newApp } from '../support/synth';
import { emptyIn, repeatedIn } from '../support/well-formed';
import { delegateIn, every } from './farms';

const SAMPLES = 340;
const CLUSTER_SCOPED = ['Namespace', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];

interface Sample {
  readonly props: RandomNamespaceProps;
  /** Number of delegates that are added. */
  readonly delegates: number;
  /** Whether the first of them lives in the namespace itself. */
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

describe(`any valid properties (${SAMPLES} samples, seed ${SEED})`, () => {
  test('make a namespace for builds that synthesizes', () => {
    samples.forEach(({ manifests }) => {
      expect(kindsOf(manifests)).toEqual(expect.arrayContaining(['ServiceAccount', 'NetworkPolicy']));
    });
  });

  test('set each property at least 20 times, nested ones too, and use each factory as often', () => {
    const own = /^(Build|Istio|ClusterPlatform|LooseIsolation|TotalRequests)/;
    const counts = new Map(
      knownFields()
        .filter((field) => own.test(field))
        .map((field) => [field, 0]),
    );
    for (const { props } of samples.given) {
      for (const field of fieldsOf(props)) if (counts.has(field)) counts.set(field, counts.get(field)! + 1);
    }
    expect([...counts].filter(([, count]) => count < 20)).toEqual([]);
    expect(counts.size).toBeGreaterThan(45);
  });

  test('synthesize to the same bytes again', () => {
    samples.forEach(({ manifests }, given) => {
      expect(JSON.stringify(synthesize(given).manifests)).toBe(JSON.stringify(manifests));
    });
  });

  test('put every object of a namespace into that of the farm, and none of the cluster', () => {
    samples.forEach(({ manifests, namespace }) => {
      for (const { kind, metadata } of manifests) {
        expect([kind, metadata.namespace]).toEqual([kind, CLUSTER_SCOPED.includes(kind) ? undefined : namespace]);
      }
    });
  });

  test('make objects of the cluster only where they may be made', () => {
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

  test('give no object twice', () => {
    samples.forEach(({ manifests }) => {
      expect(repeatedIn(manifests)).toEqual([]);
    });
  });

  test('select every pod of the namespace, or every one but the delegate that lives there', () => {
    samples.forEach(({ manifests }, { isShared }) => {
      const butDelegate = { matchExpressions: [{ key: 'harness.io/name', operator: 'NotIn', values: ['own'] }] };
      for (const { spec } of every(manifests, 'NetworkPolicy')) {
        expect(spec.podSelector).toEqual(isShared ? butDelegate : {});
      }
    });
  });

  test('let in the delegates that were added, each by a policy of its own, and nobody else', () => {
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

  test('open no rule of egress to everybody by leaving its peers out', () => {
    samples.forEach(({ manifests }) => {
      for (const { spec } of every(manifests, 'NetworkPolicy')) {
        for (const { to, ports } of spec.egress ?? []) {
          expect(to.length).toBeGreaterThan(0);
          expect(ports ?? [1]).not.toEqual([]);
        }
      }
    });
  });

  test('give the ServiceAccount of builds no right but that to a SecurityContextConstraints', () => {
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

  test('have a summary that names namespace and delegates, and shows no machinery', () => {
    samples.forEach(({ farm, namespace }) => {
      expect(farm.summary()).toContain(
        `Builds in namespace ${namespace}, as ServiceAccount ${farm.serviceAccountName}`,
      );
      expect(farm.summary()).not.toMatch(/undefined|\[object|xharnessunresolved/);
    });
  });
});
