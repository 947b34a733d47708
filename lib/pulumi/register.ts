/** Objects of a tree as resources of Pulumi. */
import * as pulumi from '@pulumi/pulumi';
import type { App } from 'cdk8s';
import { changedElsewhere, HarnessConstructsError, holdsPlaceholder, propertyPathOf } from '../values';
import { after } from './after';
import { claimObjects } from './claimed-objects';
import { madeBy, remember } from './made-by';
import { ordered, saidBy } from './order';
import { aliasesForProvider, nameForProvider, resourceName } from './resource-names';
import { isStringified, restore } from './restore';
import type { SharedObjects } from './shared-objects';
import { type Manifest, objectsIn, type TreeObject } from './tree-objects';
import { unknownWhereMissing } from './unknown';

/** What a callback is told of an object. */
export interface ObjectInfo {
  /** For example `apps/v1`. */
  readonly apiVersion: string;
  /** For example `Deployment`. */
  readonly kind: string;
  /**
   * Path of its construct, with the component's name in front; an element of a list has its index behind it. It is its name
   * for Pulumi as well, unless Pulumi names the object itself.
   */
  readonly path: string;
}

/** Options of one object, beside those of the component. */
export type ObjectOptions = (object: ObjectInfo) => pulumi.CustomResourceOptions | undefined;

/** What registering works with. */
export interface Registration {
  readonly component: pulumi.ComponentResource;
  /** The component's name; left out where charts are called as the program calls them. */
  readonly name?: string;
  /** What the component was given and Pulumi does not hand down itself. */
  readonly options: pulumi.CustomResourceOptions;
  /** Whether transforms may change what is registered, and with it what the object is. */
  readonly isTransformed: boolean;
  readonly aliases: pulumi.ResourceOptions['aliases'];
  readonly objectOptions?: ObjectOptions;
  /** Settles when every check of a late value has passed; rejects with the first that has not. */
  readonly checked: Promise<unknown>;
  /** By the placeholder for a name that Pulumi finds: who waits for it. */
  readonly ownNames: ReadonlyMap<unknown, (name: pulumi.Output<string>) => void>;
  /** Whose the object is, if it is another component's. */
  readonly sharedBy?: (object: TreeObject) => SharedObjects | undefined;
}

/** An object that has been registered. */
export interface RegisteredObject {
  readonly resource: pulumi.CustomResource;
  /** What it was registered with. */
  readonly content: { readonly [member: string]: unknown };
}

/** An object with everything that its resource is made of. */
interface PreparedObject {
  readonly object: TreeObject;
  readonly path: string;
  readonly registration: Registration;
  readonly shared?: SharedObjects;
  readonly own: pulumi.CustomResourceOptions;
  readonly content: { readonly [member: string]: unknown };
}

/** The SDK wants a class of one's own. */
class KubernetesObject extends pulumi.CustomResource {}

/** Registers every object after those that it depends on. Returns them by their path, the component's name in front. */
export function registerObjects(app: App, registration: Registration): Map<string, RegisteredObject> {
  const order = ordered(objectsIn(app));
  const registered = new Map<TreeObject, RegisteredObject>();
  const prepared: PreparedObject[] = [];
  for (const object of order.keys()) {
    const shared = registration.sharedBy?.(object);
    const known = shared?.find(shared.pathOf(object.construct.node.id));
    if (known) {
      registered.set(object, known);
    } else {
      prepared.push(prepare(object, registration, shared));
    }
  }
  const checked = Promise.all([registration.checked, claimObjects(prepared.flatMap(claimed))]);
  // Whoever registers waits for it; without objects nobody would.
  checked.catch(() => undefined);
  for (const one of prepared) {
    const before = [...(order.get(one.object) ?? [])].map((other) => registered.get(other)?.resource).filter(isThere);
    const made = registerObject(one, [...before, ...elsewhere(one.object)], checked);
    registered.set(one.object, made);
    one.shared?.add(one.path, made);
  }
  return new Map([...registered].map(([{ path }, object]) => [resourceName(registration.name, path), object]));
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function prepare(object: TreeObject, given: Registration, shared?: SharedObjects): PreparedObject {
  const { manifest, construct } = object;
  const registration = shared?.registration ?? given;
  const path = shared?.pathOf(construct.node.id) ?? object.path;
  checkPath(path);
  const { apiVersion, kind } = manifest;
  const own = registration.objectOptions?.({ apiVersion, kind, path: resourceName(registration.name, path) }) ?? {};
  const isUnnamed = registration.ownNames.has(manifest.metadata.name);
  const named = isUnnamed ? { ...manifest, metadata: { ...manifest.metadata, name: undefined } } : manifest;
  const content = restore(named, { constructPath: path, property: '' }) as { [member: string]: unknown };
  return { object, path, registration, shared, own, content };
}

/** What the object is in its cluster. Transforms may make another of it, and a name that Pulumi finds is its own. */
function claimed({ object: { manifest }, path, registration, own, content }: PreparedObject) {
  const { component, isTransformed, ownNames } = registration;
  if (isTransformed || own.transforms !== undefined || ownNames.has(manifest.metadata.name)) {
    return [];
  }
  const metadata = content.metadata as { readonly [member: string]: unknown };
  return [{ path, manifest, metadata, provider: own.provider ?? component.getProvider(typeOf(manifest, path)) }];
}

function registerObject(
  { object: { construct, manifest }, path, registration, own, content }: PreparedObject,
  before: readonly pulumi.Resource[],
  checked: Promise<unknown>,
): RegisteredObject {
  const { component, options, ownNames, aliases } = registration;
  const tellName = ownNames.get(manifest.metadata.name);
  // Where an object has no name, the provider makes one of the resource's.
  const name = (tellName ? nameForProvider : resourceName)(registration.name, path);
  const oldNames = tellName ? aliasesForProvider(aliases, path) : [];
  const resource = new KubernetesObject(typeOf(manifest, path), name, withSecrets(content), {
    ...options,
    ...own,
    ...leftAlone(construct, own.ignoreChanges ?? options.ignoreChanges),
    ...(oldNames.length > 0 ? { aliases: [...(own.aliases ?? []), ...oldNames] } : {}),
    parent: component,
    dependsOn: after(checked, [...before], options.dependsOn, own.dependsOn) as Promise<pulumi.Resource[]>,
    ...(manifest.kind === 'Secret'
      ? { additionalSecretOutputs: ['data', 'stringData', ...(own.additionalSecretOutputs ?? [])] }
      : {}),
  });
  tellName?.(nameOf(resource));
  remember(construct, resource);
  return { resource, content };
}

/** Resources of other components that the tree says the object comes after. */
function elsewhere(object: TreeObject): pulumi.Resource[] {
  const root = object.construct.node.root;
  return saidBy(object)
    .filter(({ node }) => node.root !== root)
    .flatMap((other) => madeBy(other) ?? refuseElsewhere(object, other.node.path));
}

function refuseElsewhere({ path }: TreeObject, other: string): never {
  throw new HarnessConstructsError({
    constructPath: path,
    property: 'dependencies',
    given: other,
    allowed: 'constructs of this component, and of components that were made before it',
    remedy: 'Make the other as a component, and make it first.',
  });
}

/** Beside what the program says: what somebody else changes in the cluster. */
function leftAlone(object: TreeObject['construct'], given: readonly string[] = []): pulumi.CustomResourceOptions {
  const changed = changedElsewhere(object).map(propertyPathOf);
  return changed.length === 0 ? {} : { ignoreChanges: [...new Set([...given, ...changed])] };
}

/** Paths of constructs are names of resources, and must not change from run to run. */
function checkPath(path: string): void {
  if (holdsPlaceholder(path) || isStringified(path)) {
    throw new HarnessConstructsError({
      constructPath: path,
      property: 'id',
      allowed: 'an id of a construct that is known at construction',
      remedy: 'Pass a plain id.',
    });
  }
}

/** The token of the typed class of `@pulumi/kubernetes`, which is a part of what Pulumi calls the resource. */
function typeOf({ apiVersion, kind }: Manifest, constructPath: string): string {
  for (const [property, value] of Object.entries({ apiVersion, kind })) {
    if (holdsPlaceholder(value)) {
      const allowed = 'a text that is known at construction';
      throw new HarnessConstructsError({ constructPath, property, allowed, remedy: 'Pass the plain text.' });
    }
  }
  return `kubernetes:${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

/** What a Secret holds stays secret, whether it was given as a secret or not. `status` is for the provider to fill. */
function withSecrets(content: { readonly [member: string]: unknown }): pulumi.Inputs {
  const hidden = content.kind === 'Secret' ? ['data', 'stringData'].filter((name) => content[name] !== undefined) : [];
  // Each property costs the SDK a promise and a stack trace: none is given that is not there.
  const secrets = Object.fromEntries(hidden.map((name) => [name, pulumi.secret(content[name])]));
  return { ...content, ...secrets, status: undefined };
}

/** The name that the provider finds. Mocks find none, and then it is not known. */
function nameOf(resource: pulumi.CustomResource): pulumi.Output<string> {
  const { metadata } = resource as unknown as { readonly metadata: pulumi.Output<{ readonly name?: string }> };
  // It is no secret, whatever else in the metadata is.
  return pulumi.unsecret(unknownWhereMissing(metadata.apply((found) => found?.name)));
}
