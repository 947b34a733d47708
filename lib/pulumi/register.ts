/** Objects of a component to which other components can add. The first user creates an object for the component. */
import * as pulumi from '@pulumi/pulumi';
import type { App } from 'cdk8s';
import { changedElsewhere, HarnessConstructsError, holdsPlaceholder, propertyPathOf } from '../core';
import { unknownWhereMissing } from './late-outputs';
import { type Manifest, objectsIn, type TreeObject } from './object-index';
import { checkResourceOptions } from './options';
import { ordered, saidBy } from './order';
import {
  after,
  aliasesForProvider,
  claimObjects,
  madeBy,
  nameForProvider,
  remember,
  resourceName,
} from './program-resources';
import { isStringified, restore } from './restore';

/** The objects of a component, to which other components can add. */
export class SharedObjects {
  constructor(
    /** How the component registers its objects. */
    public readonly registration: Registration,
    /** Path of the construct whose objects these are. */
    private readonly path: string,
    private readonly registered: Map<string, RegisteredObject>,
  ) {}

  /** Returns the path of an object in the component. */
  public pathOf(id: string): string {
    return `${this.path}/${id}`;
  }

  /** Returns the object, if it has already been created. */
  public find(path: string): RegisteredObject | undefined {
    return this.registered.get(this.nameOf(path));
  }

  public add(path: string, object: RegisteredObject): void {
    this.registered.set(this.nameOf(path), object);
  }

  private nameOf(path: string): string {
    return resourceName(this.registration.name, path);
  }
}

/* Registers the objects of a construct tree as Pulumi resources. */

/** An object, as passed to the callback `objectOptions`. */
export interface ObjectInfo {
  /** API version, for example `apps/v1`. */
  readonly apiVersion: string;
  /** Kind, for example `Deployment`. */
  readonly kind: string;
  /**
   * Path of the construct, prefixed with the component's name. For an element of a list, its index is appended. It is
   * also the name of the resource, unless Pulumi generates the name of the object.
   */
  readonly path: string;
}

/** Returns options of an object in addition to those of the component. */
export type ObjectOptions = (object: ObjectInfo) => pulumi.CustomResourceOptions | undefined;

/** How objects are registered. */
export interface Registration {
  readonly component: pulumi.ComponentResource;
  /** Name of the component. Omitted if the program names the charts. */
  readonly name?: string;
  /** Options of the component that Pulumi does not propagate. */
  readonly options: pulumi.CustomResourceOptions;
  /** Whether transforms can change the registered objects, including their identity. */
  readonly isTransformed: boolean;
  readonly aliases: pulumi.ResourceOptions['aliases'];
  readonly objectOptions?: ObjectOptions;
  /** Resolves when all checks of values known only later have passed. Rejects with the first failure. */
  readonly checked: Promise<unknown>;
  /** Callbacks by the placeholder of a name that Pulumi generates. They receive the name. */
  readonly ownNames: ReadonlyMap<unknown, (name: pulumi.Output<string>) => void>;
  /** Returns the objects to which an object belongs if it is shared with another component. */
  readonly sharedBy?: (object: TreeObject) => SharedObjects | undefined;
}

/** A registered object. */
export interface RegisteredObject {
  readonly resource: pulumi.CustomResource;
  /** Content with which the object was registered. */
  readonly content: { readonly [member: string]: unknown };
}

/** An object ready to be registered. */
interface PreparedObject {
  readonly object: TreeObject;
  readonly path: string;
  readonly registration: Registration;
  readonly shared?: SharedObjects;
  readonly own: pulumi.CustomResourceOptions;
  readonly content: { readonly [member: string]: unknown };
}

/** `CustomResource` is abstract. */
class KubernetesObject extends pulumi.CustomResource {}

/** Registers every object after its dependencies. Returns them by path, prefixed with the component's name. */
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
  // Prevents an unhandled rejection if there are no objects to wait for it.
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
  checkResourceOptions(resourceName(registration.name, path), own, 'objectOptions');
  const isUnnamed = registration.ownNames.has(manifest.metadata.name);
  const named = isUnnamed ? { ...manifest, metadata: { ...manifest.metadata, name: undefined } } : manifest;
  const content = restore(named, { constructPath: path, property: '' }) as { [member: string]: unknown };
  return { object, path, registration, shared, own, content };
}

/**
 * Returns the claim of an object. Skips objects that transforms can rename, and names that Pulumi generates uniquely.
 */
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
  // For an object without a name, the provider derives one from the name of the resource.
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

/** Returns the resources of other components on which the object declares a dependency. */
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
    allowed: 'constructs of this component or of components created before it',
    remedy: 'Create the other construct in a component, and create that component first.',
  });
}

/**
 * Ignores changes of fields that another controller manages in the cluster, in addition to those the program ignores.
 */
function leftAlone(object: TreeObject['construct'], given: readonly string[] = []): pulumi.CustomResourceOptions {
  const changed = changedElsewhere(object).map(propertyPathOf);
  return changed.length === 0 ? {} : { ignoreChanges: [...new Set([...given, ...changed])] };
}

/** Refuses unresolved values in construct paths: paths are resource names and must be stable. */
function checkPath(path: string): void {
  if (holdsPlaceholder(path) || isStringified(path)) {
    throw new HarnessConstructsError({
      constructPath: path,
      property: 'id',
      given: 'a value known only later',
      allowed: 'a construct id known at construction',
      remedy: 'Pass a plain string.',
    });
  }
}

/** Returns the type token of the class in `@pulumi/kubernetes`. The token is part of the URN of the resource. */
function typeOf({ apiVersion, kind }: Manifest, constructPath: string): string {
  for (const [property, value] of Object.entries({ apiVersion, kind })) {
    if (holdsPlaceholder(value)) {
      const parts = { given: 'a value known only later', allowed: 'a string known at construction' };
      throw new HarnessConstructsError({ constructPath, property, ...parts, remedy: 'Pass a plain string.' });
    }
  }
  return `kubernetes:${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

/** Marks the data of a Secret as secret, even if the input was not. `status` is set by the provider. */
function withSecrets(content: { readonly [member: string]: unknown }): pulumi.Inputs {
  const hidden = content.kind === 'Secret' ? ['data', 'stringData'].filter((name) => content[name] !== undefined) : [];
  // Each property costs the SDK a promise and a stack trace, so missing ones are not passed.
  const secrets = Object.fromEntries(hidden.map((name) => [name, pulumi.secret(content[name])]));
  return { ...content, ...secrets, status: undefined };
}

/** Returns the name that the provider generates. With mocks, which generate none, it is unknown. */
function nameOf(resource: pulumi.CustomResource): pulumi.Output<string> {
  const { metadata } = resource as unknown as { readonly metadata: pulumi.Output<{ readonly name?: string }> };
  // The name is not secret, even if other metadata is.
  return pulumi.unsecret(unknownWhereMissing(metadata.apply((found) => found?.name)));
}
