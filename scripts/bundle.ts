/**
 * Puts the JavaScript of each public entry into one file: it loads four times as fast as the modules that jsii compiles.
 * The declarations and the assembly stay those of jsii, whose runtime type information is added at the end.
 */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const BUILD = 'build';

interface Assembly {
  readonly version: string;
  readonly types: { readonly [fqn: string]: { readonly kind: string; readonly name: string } };
}

/** What jsii writes into each class: its name for other languages. */
function runtimeTypeInformation({ types, version }: Assembly): string {
  const classes = Object.entries(types).filter(([, type]) => type.kind === 'class');
  const names = classes.map(([fqn, { name }]) => `  [module.exports.${name}, ${JSON.stringify(fqn)}],`);
  return [
    'for (const [type, fqn] of [',
    ...names,
    `]) Object.defineProperty(type, Symbol.for('jsii.rtti'), { value: { fqn, version: ${JSON.stringify(version)} } });`,
  ].join('\n');
}

function removeModules(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (entry.endsWith('.js')) {
      rmSync(join(folder, entry));
    }
  }
}

function bundle(entry: string, options: BuildOptions = {}): void {
  buildSync({
    entryPoints: [`lib/${entry}.ts`],
    outfile: join(BUILD, `${entry}.js`),
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    legalComments: 'none',
    ...options,
  });
}

const assembly = JSON.parse(readFileSync('.jsii', 'utf8')) as Assembly;
removeModules(BUILD);
bundle('index', { footer: { js: runtimeTypeInformation(assembly) } });
// Ordinary TypeScript, for programs that load it in the place of the main entry or beside it: the two know each other.
bundle('pulumi/index');
bundle('pulumi/providers');
bundle('connector-test/index');
