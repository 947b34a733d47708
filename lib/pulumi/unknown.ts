/** What the SDK knows of an Output and does not declare. */
import * as pulumi from '@pulumi/pulumi';

interface Inside<T> {
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
  readonly allResources?: () => Promise<Set<pulumi.Resource>>;
  promise(withUnknowns?: boolean): Promise<T>;
  resources(): Set<pulumi.Resource>;
}

type OutputConstructor = new <T>(
  resources: Set<pulumi.Resource>,
  value: Promise<T>,
  isKnown: Promise<boolean>,
  isSecret: Promise<boolean>,
  allResources: Promise<Set<pulumi.Resource>>,
) => pulumi.Output<T>;

const Output = pulumi.Output as unknown as OutputConstructor;

/** Runs when the value is known. In a preview it may never be; then nothing runs, and nothing is waited for. */
export async function whenKnown<T>(
  output: pulumi.Output<T>,
  run: (value: T, isSecret: boolean) => void,
): Promise<void> {
  const { isKnown, isSecret } = inside(output);
  if (await isKnown) {
    run(await inside(output).promise(), await isSecret);
  }
}

/** The Output; if it is rejected, with what is made of the reason. */
export function explained<T>(output: pulumi.Output<T>, explain: (reason: unknown) => Error): pulumi.Output<T> {
  const from = inside(output);
  const parts = Promise.all([from.promise(true), from.isKnown, from.isSecret, allResourcesOf(from)]).catch(
    (reason: unknown) => {
      throw explain(reason);
    },
  );
  return new Output(
    from.resources(),
    parts.then(([value]) => value as T),
    parts.then(([, isKnown]) => isKnown),
    parts.then(([, , isSecret]) => isSecret),
    parts.then(([, , , resources]) => resources),
  );
}

/** The Output; where it turns out to hold nothing, one whose value is not known. */
export function unknownWhereMissing<T>(output: pulumi.Output<T | undefined>): pulumi.Output<T> {
  const from = inside(output);
  const value = from.promise();
  const isKnown = Promise.all([from.isKnown, value]).then(([known, told]) => known && told !== undefined);
  return new Output(from.resources(), value as Promise<T>, isKnown, from.isSecret, allResourcesOf(from));
}

/** The Output; whatever is made of it is made after the resources, and deleted before them. It waits for none of them. */
export function dependingOn<T>(output: pulumi.Output<T>, resources: readonly pulumi.Resource[]): pulumi.Output<T> {
  if (resources.length === 0) {
    return output;
  }
  const from = inside(output);
  return new Output(
    new Set([...from.resources(), ...resources]),
    from.promise(true),
    from.isKnown,
    from.isSecret,
    allResourcesOf(from).then((known) => new Set([...known, ...resources])),
  );
}

function allResourcesOf(from: Inside<unknown>): Promise<Set<pulumi.Resource>> {
  return from.allResources?.() ?? Promise.resolve(from.resources());
}

function inside<T>(output: pulumi.Output<T>): Inside<T> {
  return output as unknown as Inside<T>;
}
