import { type App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { HarnessApp } from '../../lib/app';
import { HarnessDelegate, type HarnessDelegateProps } from '../../lib/delegate';
import { delegateProps } from '../testkit/arbitraries/delegate-props';
import { fieldsOf, knownFields, sourceOf } from '../testkit/arbitraries/recorded';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { covers } from '../testkit/covers';
import { Samples } from '../testkit/samples';
import { kindsOf, type Manifest, objectOf, objectsOf, yamlOf } from '../testkit/synth';
import { emptyIn, repeatedIn, valuesIn } from '../testkit/well-formed';

const SAMPLES = 220;
const CLUSTER_SCOPED = ['Namespace', 'ClusterRole', 'ClusterRoleBinding'];

interface Sample {
  readonly props: HarnessDelegateProps;
  readonly app: App;
  readonly manifests: Manifest[];
}

function synthesize(props: HarnessDelegateProps): Sample {
  const app = new HarnessApp();
  const chart = new Chart(app, 'test');
  new HarnessDelegate(chart, 'Delegate', props);
  return { props, app, manifests: chart.toJson() as Manifest[] };
}

const samples = new Samples(delegateProps, SAMPLES, synthesize);
const fieldsOfAll = samples.given.map((props) => fieldsOf(props));

function containersOf(manifests: readonly Manifest[]) {
  const { containers, initContainers } = objectOf(manifests, 'Deployment').spec.template.spec;
  return [...containers, ...(initContainers ?? [])];
}

/** A Kubernetes quantity in billionths, computed apart from the library. */
function billionths(quantity: string): bigint {
  const [, whole, fraction = '', suffix] = /^([0-9]+)(?:\.([0-9]+))?(.*)$/.exec(quantity) as unknown as string[];
  const powersOf1000 = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
  const exponent = /^[eE]([0-9]+)$/.exec(suffix);
  const binary = ['Ki', 'Mi', 'Gi', 'Ti'].indexOf(suffix);
  const decimal =
    10n ** BigInt(exponent ? 9 + Number(exponent[1]) : 3 * powersOf1000.indexOf(binary < 0 ? suffix : ''));
  const factor = decimal * 1024n ** BigInt(binary + 1);
  return (BigInt(whole + fraction) * factor) / 10n ** BigInt(fraction.length);
}

/** The names of the objects. */
function namesOf({ delegateName, adoption }: HarnessDelegateProps) {
  const { resourceName = delegateName, serviceAccountName, createServiceAccount } = adoption?._options ?? {};
  return {
    resource: resourceName,
    account: serviceAccountName ?? resourceName,
    makesAccount: createServiceAccount ?? true,
  };
}

describe(`any valid properties (${runs(SAMPLES)} samples, seed ${SEED})`, () => {
  test('make a delegate that synthesizes', () => {
    covers('S001.manifest.deployment', 'S003.delegate.by-program', 'S003.chart.helm');
    samples.forEach(({ manifests, props }) => {
      const kinds = namesOf(props).makesAccount ? ['ServiceAccount', 'Deployment'] : ['Deployment'];
      expect(kindsOf(manifests)).toEqual(expect.arrayContaining(kinds));
    });
    expect(samples.given).toHaveLength(SAMPLES);
  });

  test('set each property at least 5 times, nested ones too, and use each factory as often', () => {
    const counts = new Map(knownFields().map((field) => [field, 0]));
    for (const fields of fieldsOfAll) fields.forEach((field) => counts.set(field, (counts.get(field) ?? 0) + 1));
    expect([...counts].filter(([, count]) => count < 5)).toEqual([]);
    expect(counts.size).toBeGreaterThan(140);
  });

  test('leave each optional property out at least 5 times', () => {
    const optional = knownFields()
      .filter((field) => /^HarnessDelegateProps\./.test(field))
      .slice(5);
    const left = optional.filter((field) => fieldsOfAll.filter((fields) => !fields.has(field)).length < 5);
    expect(left).toEqual([]);
  });

  test('are not changed', () => {
    const sources = fc.sample(delegateProps, { seed: SEED, numRuns: 50 }).map((props) => {
      const before = sourceOf(props);
      synthesize(props);
      return [before, sourceOf(props)];
    });
    for (const [before, after] of sources) expect(after).toBe(before);
  });

  test('synthesize to the same bytes again', () => {
    covers('S003.command.install-or-upgrade');
    samples.forEach(({ props, manifests }) => {
      expect(JSON.stringify(synthesize(props).manifests)).toBe(JSON.stringify(manifests));
    });
  });

  test.each(['1.1', '1.2'] as const)('synthesize to YAML that a parser of version %s understands alike', (version) => {
    const parsed = (text: string) =>
      (parseAllDocuments(text, { version }) as { toJS(): unknown }[]).map((document) => document.toJS());
    samples.given.slice(0, runs(15)).forEach((props) => {
      const { app, manifests } = samples.madeOf(props);
      expect(parsed(app.synthYaml())).toEqual(manifests);
    });
    // Parsing whole manifests is slow. Only single strings can go wrong: these are the strings of all samples.
    const texts = new Set<unknown>();
    samples.forEach(({ manifests }) => {
      for (const [path, value] of valuesIn(manifests)) {
        texts.add(path.slice(path.lastIndexOf('/') + 1));
        if (typeof value !== 'object') texts.add(value);
      }
    });
    const each = [...texts].map((text) => ({ [String(text)]: text }));
    expect(parsed(yamlOf(each))).toEqual([each]);
  });

  test('give no object twice', () => {
    samples.forEach(({ manifests }) => {
      expect(repeatedIn(manifests)).toEqual([]);
    });
  });

  test('give every object of a namespace that namespace, and none to those of the cluster', () => {
    covers('S001.manifest.objects', 'S001.placeholders.namespace');
    samples.forEach(({ manifests }) => {
      for (const { kind, metadata } of manifests) {
        expect([kind, metadata.namespace !== undefined]).toEqual([kind, !CLUSTER_SCOPED.includes(kind)]);
      }
    });
  });

  test('bind every role to the ServiceAccount by name and namespace, and to no other subject', () => {
    covers('S001.manifest.binding-subject', 'S003.role.subject');
    samples.forEach(({ manifests, props }) => {
      const { resource, account, makesAccount } = namesOf(props);
      const accounts = objectsOf(manifests, 'ServiceAccount').map(({ metadata }) => metadata.name);
      const { metadata: workload, spec } = objectOf(manifests, 'Deployment');
      const { namespace } = workload;
      expect(spec.template.spec.serviceAccountName).toBe(account);
      if (makesAccount) expect(accounts).toContain(account);
      for (const kind of ['RoleBinding', 'ClusterRoleBinding'] as const) {
        for (const { metadata, subjects } of objectsOf(manifests, kind)) {
          const isOfUpgrader = metadata.name === `${resource}-upgrader-cronjob`;
          const subject = isOfUpgrader ? `${resource}-upgrader-cronjob-sa` : account;
          expect(subjects).toEqual([{ kind: 'ServiceAccount', name: subject, namespace }]);
        }
      }
    });
  });

  test('bind every created role, in its namespace', () => {
    samples.forEach(({ manifests }) => {
      for (const kind of ['Role', 'ClusterRole'] as const) {
        const bound = objectsOf(manifests, `${kind}Binding`)
          .filter(({ roleRef }) => roleRef.kind === kind)
          .map(({ roleRef, metadata }) => [roleRef.name, metadata.namespace]);
        const made = objectsOf(manifests, kind).map(({ metadata }) => [metadata.name, metadata.namespace]);
        expect(bound).toEqual(expect.arrayContaining(made));
      }
    });
  });

  test('select pods by labels that the pods have', () => {
    covers('S001.manifest.selector', 'S001.manifest.pod-label');
    samples.forEach(({ manifests, props: { adoption } }) => {
      const { selector, template } = objectOf(manifests, 'Deployment').spec;
      const selectors = [
        selector.matchLabels,
        ...objectsOf(manifests, 'PodDisruptionBudget').map(({ spec }) => spec.selector.matchLabels),
        ...objectsOf(manifests, 'NetworkPolicy').map(({ spec }) => spec.podSelector.matchLabels),
        ...(template.spec.topologySpreadConstraints ?? []).map(({ labelSelector }) => labelSelector.matchLabels),
      ];
      for (const labels of selectors) {
        const keys = adoption
          ? ['app.kubernetes.io/name', 'app.kubernetes.io/instance', 'harness.io/name']
          : ['harness.io/name'];
        expect(Object.keys(labels).sort()).toEqual(keys.sort());
        expect(template.metadata.labels).toMatchObject(labels);
      }
    });
  });

  test('request no more than the limits', () => {
    samples.forEach(({ manifests }) => {
      const { requests, limits } = objectOf(manifests, 'Deployment').spec.template.spec.containers[0].resources;
      expect(Object.keys(requests)).toEqual(expect.arrayContaining(['cpu', 'memory']));
      for (const [resource, limit] of Object.entries(limits)) {
        const request = requests[resource] ?? limit;
        expect(billionths(request)).toBeLessThanOrEqual(billionths(limit));
      }
    });
  });

  test('leave nothing undefined or null', () => {
    samples.forEach(({ manifests }) => {
      expect(emptyIn(manifests)).toEqual([]);
    });
  });

  test('give each container every variable, mount path and name once', () => {
    samples.forEach(({ manifests }) => {
      const containers = containersOf(manifests);
      const repeated = (texts: string[]) => texts.filter((text, index) => texts.indexOf(text) !== index);
      expect(repeated(containers.map(({ name }) => name))).toEqual([]);
      for (const { env, volumeMounts } of containers) {
        expect(repeated((env ?? []).map(({ name }) => name))).toEqual([]);
        expect(repeated((volumeMounts ?? []).map(({ mountPath }) => mountPath))).toEqual([]);
      }
    });
  });

  test('mount only volumes that the pod has', () => {
    samples.forEach(({ manifests }) => {
      const { volumes, containers } = objectOf(manifests, 'Deployment').spec.template.spec;
      const names = (volumes ?? []).map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining((containers[0].volumeMounts ?? []).map(({ name }) => name)));
    });
  });

  test('give labels, annotations and names that Kubernetes accepts', () => {
    const name = /^([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]{0,61}[A-Za-z0-9])$/;
    const subdomain = /^(?=.{1,253}$)[a-z0-9]+(-+[a-z0-9]+)*(\.[a-z0-9]+(-+[a-z0-9]+)*)*$/;
    const isKey = (key: string) => name.test(key.split('/').at(-1) as string) && key.split('/').length <= 2;
    const hasPrefix = (key: string) => !key.includes('/') || subdomain.test(key.split('/')[0].toLowerCase());
    const wrong: unknown[] = [];
    samples.forEach(({ manifests }) => {
      const { metadata: pod } = objectOf(manifests, 'Deployment').spec.template;
      for (const { labels = {}, annotations = {} } of [...manifests.map(({ metadata }) => metadata), pod]) {
        wrong.push(
          ...Object.entries(labels).filter(([key, value]) => !isKey(key) || !(value === '' || name.test(value))),
        );
        wrong.push(...Object.keys({ ...labels, ...annotations }).filter((key) => !isKey(key) || !hasPrefix(key)));
        wrong.push(...Object.values(annotations).filter((value) => typeof value !== 'string'));
      }
      for (const { kind, metadata } of manifests) {
        const holds = /Role/.test(kind) ? !/[/%]/.test(metadata.name) : subdomain.test(metadata.name);
        if (!holds) wrong.push([kind, metadata.name]);
      }
      expect(wrong).toEqual([]);
    });
  });

  test('never label a namespace `restricted` if the delegate could not start in it', () => {
    samples.forEach(({ manifests }) => {
      const [namespace] = objectsOf(manifests, 'Namespace');
      if (namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce'] !== 'restricted') return;
      const { securityContext, containers } = objectOf(manifests, 'Deployment').spec.template.spec;
      expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(securityContext.runAsUser).not.toBe(0);
      expect(containers[0].securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      });
    });
  });
});
