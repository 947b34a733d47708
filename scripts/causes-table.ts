/** Writes docs/causes.md from the list of causes; `--check` only says whether it is current. */
import { type Cause, CAUSES } from '../lib/connector-test';
import { markdownTable, writeOrCheck } from './generated-file';

const intro = `# Why a validation fails

Every finding of \`validateConnector\` and of \`ConnectorValidation\` has one of these codes. Where waiting may help, a probe looks
again until its deadline; else it fails at once.

Generated from \`lib/connector-test/causes.ts\`. Update it with \`npm run docs\`.`;

function row([code, { probes, meaning, fix, mayPass }]: [string, Cause]): string[] {
  const sentence = `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`;
  return [`\`${code}\``, probes.join(', '), sentence, fix, mayPass ? 'until the deadline' : 'no'];
}

const header = ['Code', 'Probe', 'What it means', 'What to do', 'Looked at again'];
writeOrCheck('docs/causes.md', `${intro}\n\n${markdownTable(header, Object.entries(CAUSES).map(row))}\n`);
