/**
 * Bundles the entries into one graph of CommonJS chunks. They load several times as fast as the modules that jsii compiles,
 * and code that few programs need is loaded on demand. Declarations and assembly are those of jsii.
 */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { OutputChunk, Plugin, RolldownBuild, RolldownOutput } from 'rolldown' with { 'resolution-mode': 'import' };
import { BASE, chunkOf, CORE, ENTRIES, LAZY, WITHOUT_CDK8S } from './chunks';
import { rewriteDeclarations } from './declarations';

const [BUILD, LIB] = ['build', resolve('lib')];
const FOLDER = 'chunks';
/** Virtual module that the modules of classes import. No file can have its name. */
const RUNTIME_TYPE = '\0runtime-type';

interface Assembly {
  readonly version: string;
  readonly types: {
    readonly [fqn: string]: { readonly kind: string; readonly name: string; readonly symbolId: string };
  };
}

/** Adds the type information that jsii writes into each class, in the module that declares the class. */
function runtimeTypeInformation({ types, version }: Assembly): Plugin {
  const classes = Object.entries(types).filter(([, { kind }]) => kind === 'class');
  const found = new Set<string>();
  return {
    name: 'runtime-type-information',
    resolveId: (id) => (id === RUNTIME_TYPE ? id : undefined),
    load: (id) =>
      id === RUNTIME_TYPE
        ? `export const runtimeType = (type, fqn) =>
             Object.defineProperty(type, Symbol.for('jsii.rtti'), { value: { fqn, version: ${JSON.stringify(version)} } });`
        : undefined,
    transform(code, id) {
      if (/^export let\b/m.test(code)) {
        throw new Error(`${id} exports a variable with "export let": export a constant, because chunks copy values`);
      }
      const module = fileOf(id).replace(/\.ts$/, '');
      const here = classes.filter(([, { symbolId, name }]) => symbolId === `lib/${module}:${name}`);
      here.forEach(([fqn]) => found.add(fqn));
      const marks = here.map(([fqn, { name }]) => `runtimeType(${name}, ${JSON.stringify(fqn)});`);
      return marks.length === 0
        ? undefined
        : {
            code: [code, `import { runtimeType } from ${JSON.stringify(RUNTIME_TYPE)};`, ...marks].join('\n'),
            map: null,
          };
    },
    buildEnd() {
      const missing = classes.map(([fqn]) => fqn).filter((fqn) => !found.has(fqn));
      if (missing.length > 0) {
        throw new Error(`no module of these classes is bundled: ${missing.join(', ')}`);
      }
    },
  };
}

/** Makes the chunks of LAZY load when one of their functions is first called: `chunk.name` becomes `chunk().name`. */
async function lazyChunks(): Promise<Plugin> {
  const { default: MagicString } = await import('magic-string');
  return {
    name: 'lazy-chunks',
    renderChunk(code, { name }) {
      const source = new MagicString(code);
      for (const [line, variable, chunk] of name === 'index' ? [] : code.matchAll(IMPORTED_CHUNK)) {
        if (LAZY.includes(chunk)) {
          const load = `let loaded_${variable};\nconst ${variable} = () => loaded_${variable} ??= ${line.split(' = ')[1]}`;
          const uses = new RegExp(`\\b${variable}\\.(\\w+)`, 'g');
          // In parentheses: `new chunk().Name()` would call the chunk as a constructor.
          source.replace(line, load).replaceAll(uses, (_: string, member: string) => `(${variable}().${member})`);
        }
      }
      return { code: source.toString(), map: source.generateMap({ hires: true }) };
    },
  };
}

/** Escapes what is not ASCII: with one other character in a file, V8 keeps and reads two bytes for each of them. */
async function inAscii(): Promise<Plugin> {
  const { default: MagicString } = await import('magic-string');
  return {
    name: 'in-ascii',
    renderChunk(code) {
      const source = new MagicString(code);
      source.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
      return { code: source.toString(), map: source.generateMap({ hires: true }) };
    },
  };
}

const IMPORTED_CHUNK = /^const (require_\w+) = require\("[./]+(?:chunks\/)?([\w-]+)\.js"\);$/gm;

/** Makes an entry that only re-exports load each chunk when one of its exports is first read. */
const lazyEntry: Plugin = {
  name: 'lazy-entry',
  renderChunk(code, { name }) {
    return { code: name === 'index' ? lazily(code) : plainExports(code), map: null };
  },
};

/**
 * Writes exports as assignments at the end of a chunk, which take a third of the bytes of getters. Getters are only needed for
 * variables that change and for chunks that load each other: the build refuses both.
 */
function plainExports(code: string): string {
  const getter =
    /^Object\.defineProperty\(exports, "(\w+)", \{\n *enumerable: true,\n *get: function \(\) \{\n *return ([\w$]+);\n *\}\n\}\);$/gm;
  return code.replace(getter, 'exports.$1 = $2;');
}

/** Native ES modules find the exports of CommonJS by scanning the source: the assignments are for them. */
function lazily(code: string): string {
  const chunks = new Map(
    [...code.matchAll(/^const (\w+) = require\("(.+)"\);$/gm)].map(([, name, path]) => [name, path]),
  );
  const exported = [...code.matchAll(/^exports\.(\w+) = (\w+)\.([\w$]+);$/gm)];
  const known = chunks.size + exported.length;
  const lines = code.split('\n').filter((line) => line !== '' && !/^("use strict"|Object\.definePropert)/.test(line));
  if (lines.length !== known) {
    throw new Error(`the entry contains more than re-exports:\n${code}`);
  }
  const renamed = exported.find(([, name, , member]) => name !== member);
  if (renamed !== undefined) {
    throw new Error(`two classes have the name ${renamed[1]}: rename the one that is not exported`);
  }
  const namesIn = (chunk: string) => exported.flatMap(([, name, of]) => (of === chunk ? [name] : []));
  return [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    ...exported.map(([, name]) => `exports.${name} = void 0;`),
    'const lazy = (load, names) => names.split(" ").forEach((name) => Object.defineProperty(exports, name, {',
    '  enumerable: true,',
    '  configurable: true,',
    '  get() {',
    '    const value = load()[name];',
    '    Object.defineProperty(exports, name, { enumerable: true, value });',
    '    return value;',
    '  },',
    '}));',
    ...[...chunks].map(([chunk, path]) => `lazy(() => require("${path}"), "${namesIn(chunk).join(' ')}");`),
  ].join('\n');
}

const fileOf = (id: string): string => relative(LIB, id).split(sep).join('/');
const isChunk = (output: RolldownOutput['output'][number]): output is OutputChunk => output.type === 'chunk';

function removeModules(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/\.js(\.map)?$/.test(entry)) {
      rmSync(join(folder, entry));
    }
  }
}

const isExternal = /^[^./\0]/;
const pathsOf = (files: readonly string[]) => Object.fromEntries(files.map((file) => [file, join(LIB, `${file}.ts`)]));

async function graphOf(input: { readonly [name: string]: string }, plugins: readonly Plugin[]): Promise<RolldownBuild> {
  const { rolldown } = await import('rolldown');
  return rolldown({
    input: { ...input },
    platform: 'node',
    external: isExternal,
    preserveEntrySignatures: 'allow-extension',
    treeshake: { moduleSideEffects: false },
    plugins: [...plugins],
    onLog: (level, { message }) => {
      throw new Error(`${level} of the bundler: ${message}`);
    },
  });
}

interface Reach {
  /** Modules with code that the entries use. */
  readonly modules: ReadonlySet<string>;
  /** These modules and all their imports, used or not. */
  readonly withImports: ReadonlySet<string>;
}

async function reachOf(entries: readonly string[], follow: (id: string) => boolean): Promise<Reach> {
  const importsOf = new Map<string, readonly string[]>();
  const graph = await graphOf(pathsOf(entries), [
    { name: 'imports', moduleParsed: ({ id, importedIds }) => void importsOf.set(id, importedIds) },
  ]);
  const { output } = await graph.generate({ format: 'cjs' });
  const modules = output.filter(isChunk).flatMap((chunk) => Object.keys(chunk.modules));
  const withImports = new Set(modules);
  for (const id of withImports) {
    if (follow(id)) importsOf.get(id)?.forEach((imported) => withImports.add(imported));
  }
  return { modules: new Set(modules), withImports };
}

/** Refuses chunks that need each other while they load: a class would run before its base class. */
function refuseCircles(chunks: readonly OutputChunk[]): void {
  const loaded = new Map(chunks.map(({ fileName }) => [fileName, loadedWith(fileName)]));
  for (const [file, others] of loaded) {
    const other = others.find((name) => name !== file && loaded.get(name)?.includes(file));
    if (other !== undefined) {
      throw new Error(`chunks load each other: ${file} and ${other}`);
    }
  }
}

/** The files of the build that are loaded with one of them. */
function loadedWith(file: string): string[] {
  const folder = resolve(BUILD) + sep;
  const own = () => Object.keys(require.cache).filter((path) => path.startsWith(folder));
  own().forEach((path) => delete require.cache[path]);
  // oxlint-disable-next-line typescript/no-require-imports
  require(join(folder, file));
  return own().map((path) => path.slice(folder.length));
}

async function main(): Promise<void> {
  const assembly = JSON.parse(readFileSync('.jsii', 'utf8')) as Assembly;
  const isCore = (id: string): boolean => !/^[^./]/.test(id) && chunkOf(fileOf(id)) === CORE;
  const { withImports: base } = await reachOf(WITHOUT_CDK8S, isCore);
  const { modules: eager } = await reachOf(ENTRIES, () => false);
  const chunk = (id: string): string | null => {
    if (id.startsWith('\0')) {
      return BASE;
    }
    const name = chunkOf(fileOf(id));
    if (name === CORE && base.has(id)) {
      return BASE;
    }
    // A module that no entry reaches goes to the chunk that is loaded on demand.
    return name === undefined || !eager.has(id) ? null : name;
  };
  const graph = await graphOf(pathsOf(ENTRIES), [
    runtimeTypeInformation(assembly),
    lazyEntry,
    await lazyChunks(),
    await inAscii(),
  ]);
  // A room that nothing imports yet is to be placed, too.
  for (const file of readdirSync(LIB, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.ts')) chunkOf(file.split(sep).join('/'));
  }
  removeModules(BUILD);
  rewriteDeclarations(BUILD);
  const { output } = await graph.write({
    dir: BUILD,
    format: 'cjs',
    exports: 'named',
    esModule: true,
    strict: true,
    sourcemap: true,
    // Lines stay: Node.js prints the whole line of an error that nothing catches.
    comments: false,
    // By default, the bundler prints the code once more, without the escapes.
    minify: false,
    chunkFileNames: `${FOLDER}/[name].js`,
    minifyInternalExports: false,
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: chunk, debugName: 'rooms' }] },
  });
  const chunks = output.filter(isChunk);
  refuseCircles(chunks);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
