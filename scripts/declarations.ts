/**
 * Declarations without types of development dependencies. A file of a subject declares its properties, which users see, and
 * its rendering, which they do not: what only rendering is typed with must not keep a strict program from compiling.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const IMPORT = /^import (?:type )?\{ ([^}]*) \} from 'kubernetes-types\/[^']*';$/gm;

/** The declarations with each type of `kubernetes-types` as `any`. */
export function withoutKubernetesTypes(declarations: string): string {
  return declarations.replace(IMPORT, (_, names: string) =>
    names
      .split(', ')
      .map(
        (name) =>
          `type ${name
            .replace(/^type /, '')
            .split(' as ')
            .at(-1)} = any;`,
      )
      .join('\n'),
  );
}

/** Rewrites all declarations of a build. */
export function rewriteDeclarations(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, entry);
    if (!entry.endsWith('.d.ts')) continue;
    const declarations = readFileSync(path, 'utf8');
    const rewritten = withoutKubernetesTypes(declarations);
    if (rewritten !== declarations) writeFileSync(path, rewritten);
  }
}
