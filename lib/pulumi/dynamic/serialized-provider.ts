/** Serialized providers: the code that Pulumi stores in the state and runs in a separate process. */
/* oxlint-disable typescript/no-require-imports -- a comment inside the function would be stored in the state */
import type * as nodeModule from 'node:module';
import type * as pulumi from '@pulumi/pulumi';

interface Methods {
  [method: string]: (...args: unknown[]) => unknown;
}

interface Providers {
  readonly [name: string]: Methods;
}

/**
 * Creates a provider that only loads the library and forwards calls to it. It consists of the function `configure`,
 * which Pulumi calls first with the stack configuration. The library is loaded on the first method call, so that a
 * resource without the method `delete` can be deleted after the library is uninstalled. It is resolved like an `import`
 * in the folder of the program.
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
