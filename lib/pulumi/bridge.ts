import { createHash } from 'node:crypto';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, App, Chart, type ChartProps, type ResolutionContext } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { definedOf, type Engine, HarnessConstructsError, joined, type Place, setEngine, UnresolvedText } from '../core';
import { defined, type HarnessDocument } from '../document';
import { asPlaceholder, asString, dependingOn, isLate, whenKnown } from './late-outputs';
import { madeBy } from './program-resources';
import {
  type ObjectOptions,
  type RegisteredObject,
  registerObjects,
  type Registration,
  SharedObjects,
} from './register';
import { plainText, restore, restoreText } from './restore';

/**
 * Returns a hash that changes whenever one of the objects changes. It is not secret: it excludes Secrets, and a digest
 * reveals no secret in other objects.
 */
function fingerprintOf(objects: readonly { readonly [member: string]: unknown }[]): pulumi.Output<string> {
  const told = pulumi.output(objects.filter(({ kind }) => kind !== 'Secret'));
  return pulumi.unsecret(
    told.apply((known) => createHash('sha256').update(JSON.stringify(known)).digest('hex').slice(0, 32)),
  );
}

/* Runs cdk8s code and registers its objects as children of a component. */

/** Options of the components in this package. */
export interface BridgeOptions extends pulumi.ComponentResourceOptions {
  /** Property paths whose changes Pulumi ignores in every object. */
  readonly ignoreChanges?: string[];
  /** Returns additional options of an object. */
  readonly objectOptions?: ObjectOptions;
}

/** A Harness document. */
export interface Document {
  readonly [key: string]: unknown;
}

/** Result of running cdk8s code. */
export interface Bridged<T> {
  readonly result: T;
  /** Resources by the path of their construct, prefixed with the component's name. */
  readonly resources: ReadonlyMap<string, pulumi.CustomResource>;
  /** Returns a string of the construct as an Output. Resources that use it depend on the objects it is about. */
  readonly output: (text: string, about?: About) => pulumi.Output<string>;
  /** Returns a Harness document as an Output. Resources that use it depend on the objects it is about. */
  readonly document: (document: HarnessDocument, ...about: readonly About[]) => pulumi.Output<Document>;
  /** Returns a Harness document that contains Outputs, so that an unknown value leaves the other values known. */
  readonly lateDocument: (document: HarnessDocument) => Document;
  /** Returns a hash that changes whenever one of the objects changes. */
  readonly fingerprint: () => pulumi.Output<string>;
  /** Returns the objects of a construct, to which other components can add. */
  readonly shared: (construct: IConstruct) => SharedObjects;
}

/** Objects of some kinds in a construct. An imported construct has none: its strings carry their own dependencies. */
export interface About {
  readonly construct: IConstruct;
  readonly kinds: readonly string[];
}

/** Kinds of objects that run delegate pods. */
export const WORKLOADS = ['Deployment', 'StatefulSet'];

/** Settings that only some components need. */
export interface BridgeSettings extends Pick<Registration, 'sharedBy'> {
  readonly chartProps?: ChartProps;
}

/** An app whose objects become children of a component. */
export interface BridgedApp {
  readonly app: App;
  /** Returns how the objects are registered. Call it after the program has created them. */
  readonly registration: () => Registration;
  /** Registers the objects of the app. Returns them by the path of their construct. */
  readonly register: (registration?: Registration) => Map<string, RegisteredObject>;
}

/** Creates an app that registers its objects with Pulumi instead of writing them. `name` names its only chart. */
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

/** Returns the options of the component that apply to every object but that Pulumi does not propagate. */
function handedDown(options: BridgeOptions): pulumi.CustomResourceOptions {
  const { dependsOn, ignoreChanges, replaceOnChanges, customTimeouts, retainOnDelete, deletedWith } = options;
  const { version = providerVersion(), pluginDownloadURL } = options;
  const ofProvider = { version, pluginDownloadURL };
  const ofObjects = { dependsOn, ignoreChanges, replaceOnChanges, customTimeouts, retainOnDelete, deletedWith };
  return definedOf({ ...ofObjects, ...ofProvider });
}

/** A Harness document from which a resource is created. */
export interface BridgedDocument {
  /** The document, which can contain Outputs. */
  readonly document: pulumi.Inputs;
  /** Resolves when all checks of values known only later have passed. Rejects with the first failure. */
  readonly checked: Promise<unknown>;
}

/** Runs code that creates a document but no objects. The chart has the name of the resource. */
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

/** Runs code in a separate chart and registers the objects it creates. The chart has the name of the component. */
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

/** Keeps unresolved strings, and Outputs and Promises in third-party constructs, as placeholders until registration. */
function keepLate(context: ResolutionContext): void {
  const value: unknown = context.value;
  if (UnresolvedText.isUnresolvedText(value)) {
    context.replaceValue(value.text);
  } else if (isLate(value)) {
    context.replaceValue(asPlaceholder(value));
  }
}

/** Returns the version of the installed provider package. */
function providerVersion(): string {
  // oxlint-disable-next-line typescript/no-require-imports
  return (require('@pulumi/kubernetes/package.json') as { version: string }).version;
}

class PulumiEngine implements Engine {
  public readonly ownNames = new Map<string, (name: pulumi.Output<string>) => void>();
  private readonly checks: Promise<void>[] = [];

  public defer(inputs: readonly string[], check: (...known: string[]) => void, place: Place): void {
    // Names generated by Pulumi are valid, and are known only after the resources that wait for the checks.
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
    // Prevents an unhandled rejection if there are no objects to wait for it.
    all.catch(() => undefined);
    return all;
  }
}

/** Checks secret values. The error shows none of them. */
function silently(check: (...known: string[]) => void, values: readonly string[]): void {
  try {
    check(...values);
  } catch (error) {
    if (!HarnessConstructsError.isHarnessConstructsError(error)) {
      throw error;
    }
    const hide = (text: string) =>
      values.reduce((shown, value) => (value === '' ? shown : shown.replaceAll(value, '(secret)')), text);
    // Of a value that is no string, an error shows only the type.
    const isType = values.some((value) => typeof value !== 'string');
    const hidden = HarnessConstructsError.markedOf(error).map(({ given, problem, ...parts }) => ({
      ...parts,
      ...(given !== undefined && isType && { given }),
      ...(problem !== undefined && { problem: hide(problem) }),
      allowed: hide(parts.allowed),
      remedy: hide(parts.remedy),
    }));
    throw joined(hidden);
  }
}
