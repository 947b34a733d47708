import * as pulumi from '@pulumi/pulumi';
import { assertValid } from '../../connector-test';
import { outputsOf, runValidation } from '../dynamic/run-validation';
import type { ValidationSubject } from '../dynamic/validation-inputs';
import { type ValidationArgs, validationInputs } from './validation-args';

/**
 * The check of `ConnectorValidation` as a hook of another resource, which leaves nothing in the state. It runs in the
 * process of the program, and not in a preview.
 *
 * Before an operation (`beforeCreate`, `beforeUpdate`) a required probe that fails stops the resource and what waits for
 * it. After one (`afterCreate`, `afterUpdate`) it fails the update, but what waits for the resource is made all the same,
 * and the next update does not run the hook again unless the resource changes: prefer `ConnectorValidation` for that. No
 * argument may come from the resource that has the hook, which would wait for itself.
 *
 * @param name a name that no other hook of the program has
 * @example
 *
 * const hook = connectorValidationHook('builds', { accountId, connector: { identifier: 'builds' }, delegateSelectors: ['ci'] });
 * new Trigger('nightly', { … }, { hooks: { beforeCreate: [hook] } });
 */
export function connectorValidationHook(name: string, args: ValidationArgs): pulumi.ResourceHook {
  const inputs = pulumi.output(validationInputs(args));
  return new pulumi.ResourceHook(name, async () => {
    const subject = await new Promise<ValidationSubject>((resolve) =>
      inputs.apply((known) => resolve(known as unknown as ValidationSubject)),
    );
    const result = await runValidation(subject, { get: (key) => pulumi.runtime.getConfig(key) });
    assertValid(result);
    const { findings, summary } = outputsOf(result);
    if (findings.length > 0) {
      await pulumi.log.warn(summary);
    }
  });
}
