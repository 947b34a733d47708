/** Programs of Pulumi against mocks of its engine. */
import * as pulumi from '@pulumi/pulumi';

/** Which the SDK has and does not declare: settles when nothing is left to be registered. */
const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs: () => Promise<void> };

/**
 * For messages about promises that a program leaves open, which no test reads, the SDK takes a stack trace of each of its
 * promises, and Jest maps each of them to sources. That took half the time of these tests.
 */
Object.assign(jest.requireActual<object>('@pulumi/pulumi/runtime/debuggable'), {
  debuggablePromise: <T>(promise: Promise<T>) => promise,
});

/** How the SDK marks a secret on the wire. */
export const SECRET_MARK = '4dabf18193072939515e22adb298388d';

/** The name that an object gets which has none. That of a proxy's settings is told apart by its end. */
export const AUTO_NAME = 'auto-named';
export const AUTO_PROXY_NAME = `${AUTO_NAME}-proxy`;

/** A resource as the program registers it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: any;
}

/**
 * What is registered while `program` runs, in order, and what the program gives. Mocks of other people tell no name that an
 * object was not given.
 */
export async function underMocks<T>(
  program: () => T,
  { preview = false, isNameTold = true }: { preview?: boolean; isNameTold?: boolean } = {},
): Promise<{ resources: Registered[]; result: T }> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        resources.push({ type, name, inputs });
        const { metadata } = inputs as { metadata?: object };
        // As the provider does, where a name is left to it.
        const auto = /proxy-?configmap/i.test(name) ? AUTO_PROXY_NAME : AUTO_NAME;
        const named = metadata && isNameTold && { metadata: { name: auto, ...metadata } };
        return { id: `${name}-id`, state: { ...(inputs as object), ...named } };
      },
      call: () => ({}),
    },
    'project',
    'stack',
    preview,
  );
  const result = program();
  await waitForRPCs();
  return { resources, result };
}

/** The objects of Kubernetes among resources, without marks of secrets. */
export function objectsOf(resources: readonly Registered[]): any[] {
  return resources.filter(({ type }) => type.startsWith('kubernetes:')).map(({ inputs }) => unmarked(inputs));
}

function unmarked(value: any): any {
  if (Array.isArray(value)) return value.map(unmarked);
  if (typeof value !== 'object' || value === null) return value;
  if (SECRET_MARK in value) return unmarked(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unmarked(member)]));
}

/** A value that is not known in a preview. */
export function unknown<T>(): pulumi.Output<T> {
  const Output = pulumi.Output as unknown as new (...args: unknown[]) => pulumi.Output<T>;
  const no = Promise.resolve(false);
  return new Output([], Promise.resolve(undefined), no, no, Promise.resolve([]));
}

/** What is known of an Output. */
export async function told<T>(output: pulumi.Output<T>): Promise<{ value: T; isKnown: boolean; isSecret: boolean }> {
  const inside = output as unknown as {
    promise(): Promise<T>;
    isKnown: Promise<boolean>;
    isSecret: Promise<boolean>;
  };
  return { value: await inside.promise(), isKnown: await inside.isKnown, isSecret: await inside.isSecret };
}
