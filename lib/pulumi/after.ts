import type * as pulumi from '@pulumi/pulumi';

/** What the option `dependsOn` takes. */
export type DependsOn = pulumi.ResourceOptions['dependsOn'];

/** The dependencies, once every check has passed: nothing is made of bad input. */
export async function after(
  checked: Promise<unknown>,
  ...dependencies: readonly DependsOn[]
): Promise<pulumi.Input<pulumi.Resource>[]> {
  await checked;
  return dependencies.flatMap(listOf);
}

function listOf(value: DependsOn): pulumi.Input<pulumi.Resource>[] {
  if (value === undefined) {
    return [];
  }
  return Array.isArray(value) ? value : [value as pulumi.Input<pulumi.Resource>];
}
