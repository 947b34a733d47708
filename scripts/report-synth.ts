/**
 * Preloaded into a program by `npm run synth`. When the program exits, writes the names of the files that its apps wrote and
 * the summaries of its constructs to the file that SYNTH_REPORT names.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { HarnessApp } from 'harness-constructs';
import { summariesIn } from '../lib/app/report';

const files = new Set<string>();
const documents = new Set<string>();
const summaries: string[] = [];

// cdk8s' own App writes with Yaml.save; HarnessApp has properties for the files that it wrote.
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

process.on('exit', () =>
  writeFileSync(
    process.env.SYNTH_REPORT as string,
    JSON.stringify({ files: [...files], documents: [...documents], summaries }),
  ),
);
