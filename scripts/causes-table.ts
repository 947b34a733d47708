/** Writes docs/causes.md from the list of causes. With `--check`, only verifies that it is current. */
import { type Cause, CAUSES } from '../lib/validation/causes';
import { markdownTable, writeOrCheck } from './generated-file';

const intro = `# Why a validation fails

Every finding of \`validateConnector\` and \`ConnectorValidation\` has one of these codes. If waiting can help, the probe is
repeated until the deadline. Otherwise it fails immediately.

Generated from \`lib/validation/causes.ts\`. Update it with \`npm run docs\`.`;

function row([code, { probes, meaning, fix, mayPass }]: [string, Cause]): string[] {
  const sentence = `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`;
  return [`\`${code}\``, probes.join(', '), sentence, fix, mayPass ? 'until the deadline' : 'no'];
}

const header = ['Code', 'Probe', 'What it means', 'What to do', 'Repeated'];
writeOrCheck('docs/causes.md', `${intro}\n\n${markdownTable(header, Object.entries(CAUSES).map(row))}\n`);
