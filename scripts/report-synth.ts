/**
 * Loaded before a program that `npm run synth` runs: when the program ends, tells which files its apps have written, and
 * what its constructs say of themselves. The file for that is named by the variable SYNTH_REPORT.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { HarnessApp } from 'harness-constructs';

const files = new Set<string>();
const documents = new Set<string>();
const summaries: string[] = [];

// cdk8s' own App writes by Yaml.save; HarnessApp says itself what it has written.
const save = Yaml.save.bind(Yaml);
Yaml.save = (path, documents) => {
  save(path, documents);
  files.add(path);
};
const { synth } = HarnessApp.prototype as { synth: (this: HarnessApp) => void };
HarnessApp.prototype.synth = function () {
  synth.call(this);
  summaries.push(...summariesIn(this));
  this.writtenFiles.forEach((file) => files.add(join(this.outdir, file)));
  this.writtenDocuments.forEach((file) => documents.add(join(this.documentOutdir, file)));
};

/** Of constructs that can sum themselves up, the outermost ones speak. */
function summariesIn(construct: IConstruct & { summary?: () => string }): string[] {
  return typeof construct.summary === 'function' ? [construct.summary()] : construct.node.children.flatMap(summariesIn);
}

process.on('exit', () =>
  writeFileSync(
    process.env.SYNTH_REPORT as string,
    JSON.stringify({ files: [...files], documents: [...documents], summaries }),
  ),
);
