/** Writes generated files, or compares them with `--check`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/** A Markdown table. Cells may contain any string. */
export function markdownTable(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Whether files are only compared. */
export function isCheck(): boolean {
  return process.argv.includes('--check');
}

/** Writes the file. With `--check`, exits with 1 if it is not current. */
export function writeOrCheck(path: string, content: string): void {
  if (!isCheck()) {
    writeFileSync(path, content);
  } else if (!existsSync(path) || readFileSync(path, 'utf8') !== content) {
    console.error(`${relative('.', path)} is not current: run npm run docs`);
    process.exit(1);
  }
}
