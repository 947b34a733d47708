/** Objects of a tree as resources of Pulumi. */
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, type App, DependencyGraph, Names } from 'cdk8s';
import { changedElsewhere, HarnessConstructsError, holdsPlaceholder, propertyPathOf } from '../values';
import { after } from './after';
import { ordered } from './order';
import { keepLateInPatches } from './patches';
import { isStringified, restore } from './restore';
import { unknownWhereMissing } from './unknown';

/** What a callback is told of an object. */
export interface ObjectInfo {
  /** For example `apps/v1`. */
  readonly apiVersion: string;
  /** For example `Deployment`. */
  readonly kind: string;
  /** Path of its construct, which is its name for Pulumi as well, unless Pulumi names the object itself. */
  readonly path: string;
}

/** Options of one object, beside those of the component. */
export type ObjectOptions = (object: ObjectInfo) => pulumi.CustomResourceOptions | undefined;

/** The provider adds nine characters to what may have 253. */
const MAX_NAME = 244;

/** What registering works with. */
export interface Registration {
  readonly component: pulumi.ComponentResource;
  /** What the component was given and Pulumi does not hand down itself. */
  readonly options: pulumi.CustomResourceOptions;
  readonly objectOptions?: ObjectOptions;
  /** Settles when every check of a late value has passed; rejects with the first that has not. */
  readonly checked: Promise<unknown>;
  /** By the placeholder for a name that Pulumi finds: who waits for it. */
  readonly ownNames: ReadonlyMap<unknown, (name: pulumi.Output<string>) => void>;
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly [member: string]: unknown };
}

/** An object that has been registered. */
export interface RegisteredObject {
  readonly resource: pulumi.CustomResource;
  /** What it was registered with. */
  readonly content: { readonly [member: string]: unknown };
}

/** The SDK wants a class of one's own. */
class KubernetesObject extends pulumi.CustomResource {}

/** Registers every object after those that it depends on. Returns them by the path of their construct. */
export function registerObjects(app: App, registration: Registration): Map<string, RegisteredObject> {
  const manifests = manifestsOf(app);
  const registered = new Map<string, RegisteredObject>();
  for (const [object, before] of ordered(manifests)) {
    const known = [...before].map(({ node }) => registered.get(node.path)?.resource).filter(isThere);
    const manifest = manifests.get(object) as Manifest;
    registered.set(object.node.path, registerObject(object, manifest, known, registration));
  }
  return registered;
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/** cdk8s validates each chart and infers dependencies on the way. */
function manifestsOf(app: App): Map<ApiObject, Manifest> {
  app.node.findAll().forEach(keepLateInPatches);
  return new Map(
    app.charts.flatMap((chart) => {
      const manifests = chart.toJson() as Manifest[];
      const constructs = new DependencyGraph(chart.node).topology();
      const objects = constructs.filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
      return objects
        .filter((object) => object.chart === chart)
        .map((object, index) => [object, manifests[index]] as const);
    }),
  );
}

function registerObject(
  object: ApiObject,
  manifest: Manifest,
  before: readonly pulumi.Resource[],
  { component, options, objectOptions, checked, ownNames }: Registration,
): RegisteredObject {
  const { apiVersion, kind } = manifest;
  const { path } = object.node;
  checkPath(path);
  const own = objectOptions?.({ apiVersion, kind, path }) ?? {};
  const tellName = ownNames.get(manifest.metadata.name);
  const given = tellName ? { ...manifest, metadata: { ...manifest.metadata, name: undefined } } : manifest;
  const content = restore(given, { constructPath: path, property: '' }) as { [member: string]: unknown };
  // Where an object has no name, the provider makes one of the resource's, which then must suit Kubernetes.
  const name = tellName ? Names.toDnsLabel(object, { includeHash: false, maxLen: MAX_NAME }) : path;
  const resource = new KubernetesObject(typeOf(manifest, path), name, withSecrets(content), {
    ...options,
    ...own,
    ...leftAlone(object, own.ignoreChanges ?? options.ignoreChanges),
    parent: component,
    dependsOn: after(checked, [...before], options.dependsOn, own.dependsOn) as Promise<pulumi.Resource[]>,
    ...(kind === 'Secret'
      ? { additionalSecretOutputs: ['data', 'stringData', ...(own.additionalSecretOutputs ?? [])] }
      : {}),
  });
  tellName?.(nameOf(resource));
  return { resource, content };
}

/** Beside what the program says: what somebody else changes in the cluster. */
function leftAlone(object: ApiObject, given: readonly string[] = []): pulumi.CustomResourceOptions {
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
