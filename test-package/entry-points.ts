/** A program that gives bad input to every public constructor, method and factory of the package, each in a line of its own. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Parameter {
  readonly name: string;
  readonly type: { readonly fqn?: string };
}
interface Callable {
  readonly parameters?: readonly Parameter[];
}
interface Type {
  readonly kind: string;
  readonly name: string;
  readonly abstract?: boolean;
  readonly initializer?: Callable;
  readonly methods?: readonly (Callable & { readonly name: string; readonly static?: boolean })[];
}

/** A call of the package. */
export interface EntryPoint {
  readonly name: string;
  /** The call, with bad input. */
  readonly code: string;
  /** Whether it takes nothing that it could refuse. */
  readonly takesNothing?: boolean;
}

/** How the program gets an object whose methods are called. */
const OBJECTS: { readonly [type: string]: string } = {
  BuildFarmNamespace: "new h.BuildFarmNamespace(scope(), 'A')",
  BuildPodProfile: 'h.BuildPodProfile.of()',
  CiBuildInfra: 'farm()',
  CiStage: "farm().stage({ name: 'a', steps: [step] })",
  DelegateAccess: 'h.DelegateAccess.none()',
  HarnessApp: "new h.HarnessApp({ outdir: 'dist-of-methods' })",
  HarnessDocument: 'connector()',
  HarnessScope: 'h.HarnessScope.account()',
  HelmValues: "h.HelmValues.parse('delegateName: ci\\naccountId: a\\ndelegateToken: b\\n')",
  InstalledUpgrader: 'upgraded().upgrader',
  IstioHeadlessService: "new h.IstioHeadlessService(scope(), 'A', { accountId: 'a' })",
  PercentOrAbsolute: 'h.PercentOrAbsolute.absolute(1)',
  StageResources: 'h.StageResources.of([step])',
};

/** What nothing takes: one of them is refused by whatever refuses anything. */
const BAD = ['{ qqqqqqqqqq: 1 }', '42', "'Not a name'", 'undefined'];

/** What a call gets in place of the parameters `scope` and `id`, by what is wrong with them. */
const BAD_PLACES = [
  ['no scope', 'undefined', "'A'"],
  ['an empty ID', 'scope()', "''"],
  ['no ID', 'scope()', 'undefined'],
  ['a duplicate ID', 'taken()', "'A'"],
  ['a locked scope', 'locked()', "'A'"],
] as const;

/** Every callable of the assembly. */
export function entryPoints(): EntryPoint[] {
  const { types } = JSON.parse(readFileSync(resolve(__dirname, '../.jsii'), 'utf8')) as { types: Record<string, Type> };
  return Object.values(types)
    .filter(({ kind }) => kind === 'class')
    .flatMap((type) => [...constructorOf(type), ...methodsOf(type)]);
}

function constructorOf({ name, abstract, initializer }: Type): EntryPoint[] {
  const type = abstract ? `(class extends h.${name} {})` : `h.${name}`;
  // A class without one is made by factories only.
  return initializer === undefined ? [] : callsOf(`new ${name}`, `new ${type}`, initializer);
}

function methodsOf({ name, methods = [] }: Type): EntryPoint[] {
  // A text about a value class needs nothing that could be wrong.
  const tested = methods.filter(({ name: method }) => method !== 'toString' || OBJECTS[name] !== undefined);
  return tested.flatMap((method) =>
    method.static
      ? callsOf(`${name}.${method.name}`, `h.${name}.${method.name}`, method)
      : callsOf(`${name}#${method.name}`, `${OBJECTS[name] ?? `no.object.of.${name}`}.${method.name}`, method),
  );
}

/** One call for each kind of bad input; one where nothing is taken. */
function callsOf(name: string, callee: string, { parameters = [] }: Callable): EntryPoint[] {
  const callWith = (bad: string, scope: string, id: string) =>
    `${callee}(${parameters.map((one) => (isScope(one) ? scope : one.name === 'id' ? id : bad)).join(', ')})`;
  const takesNothing = parameters.length === 0;
  const placed = parameters.some(isScope) ? BAD_PLACES : [];
  return [
    ...(takesNothing ? [''] : BAD).map((bad) => ({ name, code: callWith(bad, 'scope()', "'A'"), takesNothing })),
    ...placed.map(([what, scope, id]) => ({ name: `${name} with ${what}`, code: callWith('{}', scope, id) })),
  ];
}

function isScope({ type }: Parameter): boolean {
  return type.fqn === 'constructs.Construct';
}

/** What the program says of a call. */
export interface Outcome {
  readonly name: string;
  /** The line that called the package. */
  readonly line: number;
  /** The error, if there was one. */
  readonly error?: { readonly isOurs: boolean; readonly text: string; readonly frame: string };
}

const HEAD = `
const least = { accountId: 'a', delegateName: 'ci', image: h.DelegateImage.of('a/b:1.30.1'), token: h.DelegateToken.fromSecretName('a') };
const scope = () => new Chart(new App(), 'chart');
const taken = () => new Chart(scope(), 'A').node.scope;
const locked = () => { const chart = scope(); chart.node.lock(); return chart; };
const connector = () => new h.KubernetesClusterConnector(scope(), 'A', { name: 'a', credentials: h.KubernetesCredentials.inheritFromDelegate(), delegates: h.DelegateSelection.withTags(['a']) });
function late() {
  const app = new h.HarnessApp({ outdir: 'dist-late' });
  const tag = Lazy.any({ produce: () => 'Not a tag' });
  const chart = new Chart(app, 'chart');
  return { app, connector: new h.KubernetesClusterConnector(chart, 'A', { name: 'a', credentials: h.KubernetesCredentials.inheritFromDelegate(), delegates: h.DelegateSelection.withTags([tag]) }) };
}
const upgraded = () => new h.HarnessDelegate(scope(), 'A', { ...least, access: h.DelegateAccess.none(), image: h.DelegateImage.of('a/b:26.02.88404'), upgrader: { image: h.DelegateImage.of('a/c:1.6.0') } });
const farm = (props) => new h.CiBuildInfra(scope(), 'Farm', { ...least, ...props });
const step = h.CiStep.run('a', { image: 'a', command: 'b' });
const outcomes = [];
`;

const ATTEMPT = `
async function attempt(name, line, call) {
  try {
    await call();
    outcomes.push({ name, line });
  } catch (error) {
    const [, frame] = String(error.stack).split('\\n    at ');
    // At synth, the messages of all constructs are below a heading of cdk8s.
    const isOurs = ['HarnessConstructsError', 'ConnectorValidationError'].includes(error.name) || error.message.startsWith('Validation failed');
    outcomes.push({ name, line, error: { isOurs, text: String(error), frame } });
  }
}
`;

/**
 * The program. Only what is thrown counts: it ends without the complaints of Pulumi about promises that nothing waits for.
 * `imports` define `h`, the package, and `App`, `Chart` and `Lazy` of cdk8s.
 */
export function programOf(calls: readonly EntryPoint[], imports: string): string {
  const lines = `${imports}${HEAD}${ATTEMPT}(async () => {`.split('\n');
  for (const { name, code } of calls) {
    lines.push(`await attempt(${JSON.stringify(name)}, ${lines.length + 1}, () => ${code});`);
  }
  return `${lines.join('\n')}\nconsole.log(JSON.stringify(outcomes));\nprocess.removeAllListeners('exit').exit(0);\n})();\n`;
}

/** Errors whose stack starts elsewhere than in the line of the program. */
export function wrongFrames(outcomes: readonly Outcome[], file: string): string[] {
  return outcomes.flatMap(({ name, line, error }) =>
    error === undefined || error.frame?.includes(`${file}:${line}:`)
      ? []
      : [`${name}: ${error.text} at ${error.frame}`],
  );
}

/** Names of what was never refused. */
export function neverRefused(outcomes: readonly Outcome[]): string[] {
  const refused = new Set(outcomes.flatMap(({ name, error }) => (error === undefined ? [] : [name])));
  return [...new Set(outcomes.map(({ name }) => name))].filter((name) => !refused.has(name));
}

/** What crashed in place of being refused. */
export function crashes(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ name, error }) => (error && !error.isOurs ? [`${name}: ${error.text}`] : []));
}

/** Ways to an error that are no entry points of their own. */
export const OTHER_WAYS: readonly EntryPoint[] = [
  {
    name: 'a class of the program',
    code: "new (class Mine extends h.HarnessDelegate { constructor(...given) { super(...given); } })(scope(), 'A', {})",
  },
  {
    name: 'a class of the program without a constructor',
    code: "new (class Mine extends h.BuildFarmNamespace {})(scope(), 'A', { namespace: 'Not a name' })",
  },
  {
    name: 'the delegate within a farm',
    code: "new h.CiBuildInfra(scope(), 'A', { ...least, delegateOptions: { replicas: -1 } })",
  },
  {
    name: 'a namespace within a farm',
    code: "new h.CiBuildInfra(scope(), 'A', { ...least, buildNamespaces: ['Not a name'] })",
  },
  { name: 'new HarnessApp', code: "new h.HarnessApp({ outputOwner: ' ' })" },
  { name: 'an option of cdk8s', code: 'new h.HarnessApp({ outdir: 5 })' },
  { name: 'a delegate without a chart', code: "new h.HarnessDelegate(new App(), 'A', least)" },
  { name: 'a farm without a chart', code: "new h.CiBuildInfra(new App(), 'A', least)" },
  {
    name: 'an imported delegate without a chart',
    code: "h.HarnessDelegate.fromDelegateAttributes(new App(), 'A', { delegateName: 'ci' })",
  },
  { name: 'HarnessApp#synth', code: 'late().app.synth()' },
  { name: 'HarnessApp#synthYaml', code: 'late().app.synthYaml()' },
  { name: 'HarnessDocument#toYaml', code: 'late().connector.toYaml()' },
  { name: 'HarnessDocument#toDocument', code: 'late().connector.toDocument()' },
  {
    name: 'StageResources#autopilotSum',
    code: "h.StageResources.of([h.CiStep.run('a', { image: 'a', command: 'b', privileged: true })]).autopilotSum()",
  },
];

/**
 * Classes whose factories take anything: a value class does not know which property it will be put into, so that the
 * construct that gets it refuses it, with path and property.
 */
export const VALUE_CLASSES = [
  'AllowedImages',
  'AutoscalingMetric',
  'BuildEgress',
  'BuildIsolation',
  'BuildPodProfile',
  'BuildQuota',
  'BuildVolumeType',
  'CiStep',
  'CloudIdentity',
  'CustomCa',
  'DelegateAccess',
  'DelegateAdoption',
  'DelegateEgress',
  'DelegateImage',
  'DelegateSelection',
  'DelegateToken',
  'DelegateUpdateStrategy',
  'DelegateVariable',
  'DockerDelegate',
  'GitReference',
  'HarnessScope',
  'HelmHardening',
  'ImageRegistry',
  'Istio',
  'KubernetesCredentials',
  'MutualTls',
  'NetworkPeer',
  'PercentOrAbsolute',
  'PolicyEnforcement',
  'ProfileRollout',
  'ProxyCredentials',
  'RuntimeInput',
  'StageVariable',
  'StageVolume',
  'StepConnector',
  'UpgradeSchedule',
  'UploadDestination',
];

/** What answers a question about any value, or leaves its arguments to the class that extends it. */
export const TAKES_ANYTHING = [
  'BuildFarmNamespace.isBuildFarmNamespace',
  'CiBuildInfra.isCiBuildInfra',
  'HarnessDelegate.isHarnessDelegate',
  'HarnessErrors.allOf',
  'HarnessErrors.detailsOf',
  'HarnessErrors.isHarnessError',
  'HarnessScope#contains',
  'HarnessScope#referenceTo',
  'KubernetesClusterConnector.isKubernetesClusterConnector',
  'new HarnessDocument',
];
