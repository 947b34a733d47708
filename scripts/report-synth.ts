/**
 * Loaded before a program that `npm run synth` runs: when the program ends, tells which files its apps have written. The
 * file for that is named by the variable SYNTH_REPORT.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { HarnessApp } from 'harness-constructs';

const files = new Set<string>();

// cdk8s' own App writes by Yaml.save; HarnessApp says itself what it has written.
const save = Yaml.save.bind(Yaml);
Yaml.save = (path, documents) => {
  save(path, documents);
  files.add(path);
};
const { synth } = HarnessApp.prototype as { synth: (this: HarnessApp) => void };
HarnessApp.prototype.synth = function () {
  synth.call(this);
  this.writtenFiles.forEach((file) => files.add(join(this.outdir, file)));
};

process.on('exit', () => writeFileSync(process.env.SYNTH_REPORT as string, JSON.stringify([...files])));
