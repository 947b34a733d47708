/** Providers as texts: what of them is in the state, and runs in a process of its own. */
/* oxlint-disable typescript/no-require-imports -- a comment within the function would be in the state */
import type * as nodeModule from 'node:module';
import type * as pulumi from '@pulumi/pulumi';

interface Methods {
  [method: string]: (...args: unknown[]) => unknown;
}

interface Providers {
  readonly [name: string]: Methods;
}

/**
 * A provider that knows where the library is, and nothing else. All of it is one function, which gets the configuration of
 * the stack before anything else is called. It loads the library no sooner than a method is called, so that a resource
 * without the method `delete` can be deleted when the library is gone. The library is found as an `import` in the folder of
 * the program finds it.
 */
export function serializedProvider(
  name: 'connector' | 'validation',
  methods: readonly string[],
): pulumi.dynamic.ResourceProvider {
  const provider = {
    configure({ config }: pulumi.dynamic.ConfigureRequest) {
      for (const method of methods) {
        (this as unknown as Methods)[method] = (...args) => {
          const { createRequire } = require('module') as typeof nodeModule;
          const providers = createRequire(process.cwd() + '/')('harness-constructs/pulumi/providers') as Providers;
          return providers[name][method](config, ...args);
        };
      }
    },
  };
  return provider as unknown as pulumi.dynamic.ResourceProvider;
}
