/** Any code of cdk8s, run as the children of a component. */
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, App, Chart, type ChartProps, type ResolutionContext } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { defined, type HarnessDocument } from '../document';
import { definedOf, type Engine, HarnessConstructsError, type Place, setEngine, UnresolvedText } from '../values';
import { fingerprintOf } from './fingerprint';
import { asPlaceholder, asString, isLate } from './late-outputs';
import { madeBy } from './made-by';
import { type ObjectOptions, type RegisteredObject, registerObjects, type Registration } from './register';
import { plainText, restore, restoreText } from './restore';
import { SharedObjects } from './shared-objects';
import { dependingOn, whenKnown } from './unknown';

/** Options of every component here. */
export interface BridgeOptions extends pulumi.ComponentResourceOptions {
  /** Properties of objects that Pulumi leaves alone when they change. */
  readonly ignoreChanges?: string[];
  /** Further options of single objects. */
  readonly objectOptions?: ObjectOptions;
}

/** A document for Harness. */
export interface Document {
  readonly [key: string]: unknown;
}

/** What became of the code. */
export interface Bridged<T> {
  readonly result: T;
  /** By the path of their construct, the component's name in front. */
  readonly resources: ReadonlyMap<string, pulumi.CustomResource>;
  /** A text of the construct as an Output. What is made of it comes after the objects that it is about. */
  readonly output: (text: string, about?: About) => pulumi.Output<string>;
  /** A document for Harness as an Output. What is made of it comes after the objects that it is about. */
  readonly document: (document: HarnessDocument, ...about: readonly About[]) => pulumi.Output<Document>;
  /** The same with Outputs in it: what is not known yet leaves the rest known. */
  readonly lateDocument: (document: HarnessDocument) => Document;
  /** A text that changes whenever one of the objects does. */
  readonly fingerprint: () => pulumi.Output<string>;
  /** The objects of a construct, for other components to add to. */
  readonly shared: (construct: IConstruct) => SharedObjects;
}

/** Objects of some kinds in a construct. An imported construct has none: its texts have dependencies of their own. */
export interface About {
  readonly construct: IConstruct;
  readonly kinds: readonly string[];
}

/** The pods of a delegate. */
export const WORKLOADS = ['Deployment', 'StatefulSet'];

/** What few components need. */
export interface BridgeSettings extends Pick<Registration, 'sharedBy'> {
  readonly chartProps?: ChartProps;
}

/** An app whose objects become children of a component. */
export interface BridgedApp {
  readonly app: App;
  /** How they are registered, once the program has made them. */
  readonly registration: () => Registration;
  /** Registers what is in the app. Returns it by the path of the constructs. */
  readonly register: (registration?: Registration) => Map<string, RegisteredObject>;
}

/** An app that hands its objects to Pulumi in place of writing them. With a name, its one chart is called by that. */
export function bridgedApp(component: pulumi.ComponentResource, options: BridgeOptions, name?: string): BridgedApp {
  const { app, engine } = appForPulumi();
  const { objectOptions, aliases, transforms, transformations } = options;
  const registration = (): Registration => ({
    component,
    name,
    options: handedDown(options),
    isTransformed: transforms !== undefined || transformations !== undefined,
    aliases,
    objectOptions,
    checked: engine.checked(),
    ownNames: engine.ownNames,
  });
  return { app, registration, register: (given = registration()) => registerObjects(app, given) };
}

/** What every object is given as the component was, and Pulumi does not hand down itself. */
function handedDown(options: BridgeOptions): pulumi.CustomResourceOptions {
  const { dependsOn, ignoreChanges, replaceOnChanges, customTimeouts, retainOnDelete, deletedWith } = options;
  const { version = providerVersion(), pluginDownloadURL } = options;
  const ofProvider = { version, pluginDownloadURL };
  const ofObjects = { dependsOn, ignoreChanges, replaceOnChanges, customTimeouts, retainOnDelete, deletedWith };
  return definedOf({ ...ofObjects, ...ofProvider });
}

/** A document for Harness of which a resource is made. */
export interface BridgedDocument {
  /** With Outputs in it. */
  readonly document: pulumi.Inputs;
  /** Settles when every check of a late value has passed; rejects with the first that has not. */
  readonly checked: Promise<unknown>;
}

/** Runs code that makes a document and no objects. The chart is called like the resource. */
export function bridgedDocument(name: string, build: (chart: Chart) => HarnessDocument): BridgedDocument {
  const { app, engine } = appForPulumi();
  const document = lateDocument(build(new Chart(app, name)));
  return { document: document, checked: engine.checked() };
}

function lateDocument(from: HarnessDocument): Document {
  return restore(defined(from._lateDocument()), { constructPath: from.node.path, property: '' }) as Document;
}

function appForPulumi(): { readonly app: App; readonly engine: PulumiEngine } {
  const app = new App({ resolvers: [{ resolve: keepLate }] });
  const engine = new PulumiEngine();
  setEngine(app, engine);
  return { app, engine };
}

/** Runs the code in a chart of its own, and registers what it has made. The chart is called like the component. */
export function bridge<T>(
  component: pulumi.ComponentResource,
  name: string,
  options: BridgeOptions,
  build: (chart: Chart) => T,
  { chartProps = {}, sharedBy }: BridgeSettings = {},
): Bridged<T> {
  const bridged = bridgedApp(component, options, name);
  const result = build(new Chart(bridged.app, name, chartProps));
  const registration = bridged.registration();
  const registered = bridged.register({ ...registration, sharedBy });
  const resources = new Map([...registered].map(([path, { resource }]) => [path, resource]));
  const output = (text: string, about?: About): pulumi.Output<string> => {
    const restored = pulumi.output(restoreText(plainText(text), { constructPath: name, property: 'output' }));
    return about ? dependingOn(restored, resourcesAbout(about)) : restored;
  };
  const document = (from: HarnessDocument, ...about: readonly About[]): pulumi.Output<Document> =>
    dependingOn(pulumi.output(lateDocument(from)), about.flatMap(resourcesAbout)) as unknown as pulumi.Output<Document>;
  const fingerprint = () => fingerprintOf([...registered.values()].map(({ content }) => content));
  const shared = ({ node }: IConstruct) => new SharedObjects(registration, node.path, registered);
  return { result, resources, output, document, lateDocument, fingerprint, shared };
}

function resourcesAbout({ construct, kinds }: About): pulumi.Resource[] {
  return construct.node
    .findAll()
    .filter((found): found is ApiObject => ApiObject.isApiObject(found) && kinds.includes(found.kind))
    .flatMap((found) => madeBy(found) ?? []);
}

/** Late texts stay placeholders until they are registered; an Output or a Promise that a foreign construct holds becomes one. */
function keepLate(context: ResolutionContext): void {
  const value: unknown = context.value;
  if (UnresolvedText.isUnresolvedText(value)) {
    context.replaceValue(value.text);
  } else if (isLate(value)) {
    context.replaceValue(asPlaceholder(value));
  }
}

/** The version of the provider is that of the package that the program has. */
function providerVersion(): string {
  // oxlint-disable-next-line typescript/no-require-imports
  return (require('@pulumi/kubernetes/package.json') as { version: string }).version;
}

class PulumiEngine implements Engine {
  public readonly ownNames = new Map<string, (name: pulumi.Output<string>) => void>();
  private readonly checks: Promise<void>[] = [];

  public defer(inputs: readonly string[], check: (...known: string[]) => void, place: Place): void {
    // Names that Pulumi finds are right, and known only after what waits for the checks.
    if (inputs.some((input) => [...this.ownNames.keys()].some((name) => String(input).includes(name)))) {
      return;
    }
    const known = pulumi.all(inputs.map((input) => restoreText(input, place)));
    this.checks.push(whenKnown(known, (values, isSecret) => (isSecret ? silently(check, values) : check(...values))));
  }

  public nameOfReplaced(): string {
    const [output, tell] = pulumi.deferredOutput<string>();
    const placeholder = asString(output);
    this.ownNames.set(placeholder, tell);
    return placeholder;
  }

  public checked(): Promise<unknown> {
    const all = Promise.all(this.checks);
    // Whoever registers waits for it; without objects nobody would.
    all.catch(() => undefined);
    return all;
  }
}

/** A check of values that are secret: its error shows none of them. */
function silently(check: (...known: string[]) => void, values: readonly string[]): void {
  try {
    check(...values);
  } catch (error) {
    if (!HarnessConstructsError.isHarnessConstructsError(error)) {
      throw error;
    }
    const { constructPath, property, allowed, remedy } = error.details;
    const hide = (text: string) =>
      values.reduce((shown, value) => (value === '' ? shown : shown.replaceAll(value, '(secret)')), text);
    throw new HarnessConstructsError({ constructPath, property, allowed: hide(allowed), remedy: hide(remedy) });
  }
}
