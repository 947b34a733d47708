import { ApiObject, Chart, JsonPatch, Lazy, YamlOutputType, type App, type AppProps } from 'cdk8s';
import { Construct } from 'constructs';
import * as fc from 'fast-check';

/** A construct to create: `parent` is an index into the list of those created before. */
interface Plan {
  readonly kind: 'chart' | 'construct' | 'object';
  readonly id: string;
  readonly parent: number;
  readonly content: Content;
}

interface Content {
  readonly type: readonly [apiVersion: string, kind: string];
  readonly metadata?: { readonly name?: string; readonly labels?: Record<string, string> };
  readonly value: unknown;
  readonly lazy: boolean;
  readonly patched: boolean;
  readonly invalid: boolean;
}

/** Everything about an app, so that it can be created twice. */
export interface AppPlan {
  readonly constructs: Plan[];
  readonly dependencies: [one: number, other: number][];
  /** Whether the construct that was created first depends on the other. */
  readonly forwards: boolean;
  readonly props: AppProps;
}

const text = fc.constantFrom(
  '',
  'yes',
  '1_000',
  '0777',
  'a: b',
  '- x',
  'two\nlines\n',
  ' blank ',
  'ünï',
  '{{ x }}',
  'null',
  '0o17',
  '12:30:45',
  '<<',
  '=',
  'one\n  two\n\nthree',
  'a\u2028b',
);

const objectName = fc.constantFrom('one', 'two', 'system:three', 'four.five');
const labels = fc.dictionary(fc.constantFrom('a', 'b'), text, { maxKeys: 2 });

const content: fc.Arbitrary<Content> = fc.record({
  type: fc.constantFrom(
    ['v1', 'ConfigMap'] as const,
    ['v1', 'Namespace'] as const,
    ['apps/v1', 'Deployment'] as const,
    ['batch/v1', 'CronJob'] as const,
    ['external-secrets.io/v1', 'ExternalSecret'] as const,
  ),
  metadata: fc.option(fc.record({ name: objectName, labels }, { requiredKeys: [] }), { nil: undefined }),
  value: fc.oneof(
    text,
    fc.integer(),
    fc.constant(null),
    fc.array(text, { maxLength: 2 }),
    fc.constant({ a: undefined }),
  ),
  lazy: fc.boolean(),
  patched: fc.boolean(),
  invalid: fc.nat(60).map((n) => n === 0),
});

const id = fc.constantFrom('a', 'b', 'c', '0', '1', '10', 'Resource', 'Default', 'Some Name', 'x'.repeat(70));

/** Parents are picked from all constructs created before, which gives trees of all shapes. */
const construct = fc.record({
  kind: fc.constantFrom<Plan['kind']>('chart', 'chart', 'construct', 'object', 'object', 'object'),
  id,
  parent: fc.nat(),
  content,
});

const place = fc.nat(30);

export const appPlan: fc.Arbitrary<AppPlan> = fc.record({
  constructs: fc.array(construct, { minLength: 1, maxLength: 16, size: 'max' }),
  // Few, because the time that cdk8s takes grows exponentially with the layers.
  dependencies: fc.array(fc.tuple(place, place), { maxLength: 4, size: 'max' }),
  forwards: fc.boolean(),
  props: fc.record({
    yamlOutputType: fc.constantFrom(
      YamlOutputType.FILE_PER_APP,
      YamlOutputType.FILE_PER_CHART,
      YamlOutputType.FILE_PER_RESOURCE,
      YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
    ),
    outputFileExtension: fc.constantFrom(undefined, '.yaml', '.yml'),
    recordConstructMetadata: fc.boolean(),
  }),
});

/** Creates the constructs of a plan in an app, and returns the number of their dependencies. */
export function build(app: App, plan: AppPlan): number {
  const scopes: Construct[] = [app];
  for (const wanted of plan.constructs) {
    add(scopes, wanted);
  }
  const dependable = scopes.filter((scope) => scope.node.scopes.some((parent) => Chart.isChart(parent)));
  const pairs = plan.dependencies
    .map((places) => places.map((n) => n % dependable.length).sort((a, b) => (plan.forwards ? a - b : b - a)))
    .filter(([source, target]) => source !== target && dependable.length > 0);
  // All in one direction, so that only the rules for nested charts can cause a cycle.
  pairs.forEach(([source, target]) => dependable[source].node.addDependency(dependable[target]));
  return pairs.length;
}

function add(scopes: Construct[], { kind, id: name, parent, content: what }: Plan): void {
  const scope = scopes[parent % scopes.length];
  const inChart = scope.node.scopes.some((above) => Chart.isChart(above));
  if (scope.node.tryFindChild(name) || (kind === 'object' && !inChart)) {
    return;
  }
  const made = kind === 'object' ? object(scope, name, what) : new (kind === 'chart' ? Chart : Construct)(scope, name);
  made.node.addValidation({ validate: () => (what.invalid ? [`${name} is invalid`, 'and twice so'] : []) });
  scopes.push(made);
}

function object(scope: Construct, name: string, what: Content): ApiObject {
  const made = new ApiObject(scope, name, {
    apiVersion: what.type[0],
    kind: what.type[1],
    metadata: what.metadata,
    spec: { z: what.lazy ? Lazy.any({ produce: () => what.value }) : what.value, b: 1, a: [] },
  });
  if (what.patched) {
    made.addJsonPatch(JsonPatch.add('/spec/patched', true), JsonPatch.replace('/metadata/name', 'patched'));
  }
  return made;
}
