import { isPlainObject, yamlLibrary } from '../../values';
import { refuseValue } from './value-errors';
import type { ValuesTree } from './values-tree';

/** What `helm get values` puts in front of the values. */
const HEADING = /^(USER-SUPPLIED|COMPUTED) VALUES:[ \t]*$/m;

/** The values of a file. An error tells the line, and quotes nothing: there may be a token in it. */
export function readYaml(text: string): ValuesTree {
  const { LineCounter, parseDocument } = yamlLibrary();
  const lineCounter = new LineCounter();
  const document = parseDocument(text.replace(HEADING, ''), { merge: true, prettyErrors: false, lineCounter });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    const remedy = `Correct line ${line}, column ${col} (${error.code}).`;
    refuseValue('', { allowed: 'one YAML document, as Helm takes it', remedy });
  }
  const values: unknown = document.toJS() ?? {};
  if (!isPlainObject(values)) {
    refuseValue('', { allowed: 'a YAML map of values', remedy: 'Pass the values file of the release.' });
  }
  return values;
}
