import type { App } from 'cdk8s';

/** Runs the validations of all constructs, once, and reports all errors together. */
export function validate(app: App): void {
  const errors = app.node.findAll().flatMap(({ node }) => node.validate().map((error) => `[${node.path}] ${error}`));
  if (errors.length > 0) {
    throw new Error(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`);
  }
}
