import { createHash } from 'node:crypto';
import * as pulumi from '@pulumi/pulumi';

/**
 * A text that changes whenever one of the objects does. What Secrets hold is left out, and of the rest a digest gives no
 * secret away, so that the text is none.
 */
export function fingerprintOf(objects: readonly { readonly [member: string]: unknown }[]): pulumi.Output<string> {
  const told = pulumi.output(objects.filter(({ kind }) => kind !== 'Secret'));
  return pulumi.unsecret(
    told.apply((known) => createHash('sha256').update(JSON.stringify(known)).digest('hex').slice(0, 32)),
  );
}
